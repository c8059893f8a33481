import { parentPort, workerData } from 'node:worker_threads'
import { ExpectedError } from '../domain/errors.ts'
import { readTable, type Table } from './table.ts'

/** What the thread tells: rows, some at a time; then the columns, when all is told; or a refusal instead. */
export type ThreadMessage =
  | { rows: string[][] }
  | { columns: string[] }
  | { refusal: Pick<ExpectedError, 'code' | 'details'> }

/** Few enough that taking them over keeps nobody else waiting. */
const rowsPerMessage = 1_000

/** Runs in a thread of its own: see table-reader.ts. */
await readTable(Buffer.from(workerData)).then(tell, tellRefusal)

function tell({ columns, rows }: Table): void {
  for (let from = 0; from < rows.length; from += rowsPerMessage) {
    send({ rows: rows.slice(from, from + rowsPerMessage) })
  }
  send({ columns })
}

function tellRefusal(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error
  const { code, details } = error
  send({ refusal: { code, details } })
}

function send(message: ThreadMessage): void {
  parentPort?.postMessage(message)
}
