import { Worker } from 'node:worker_threads'
import { ExpectedError } from '../domain/errors.ts'
import { readTable, type Table } from './table.ts'
import type { ThreadMessage } from './table-thread.ts'

/** A smaller file is read before a thread has started. */
const worthAThreadBytes = 1_000_000

/** A workbook may unfold to many times its size; without a limit it would take the whole service with it. */
const memoryLimitMegabytes = 2_000

/**
 * As `readTable`, for a service that others are using meanwhile: a large file is read in a thread of its own, for a
 * workbook of 100,000 rows takes many seconds.
 */
export async function readTableAside(bytes: Buffer): Promise<Table> {
  return bytes.length < worthAThreadBytes ? readTable(bytes) : readInThread(bytes)
}

function readInThread(bytes: Buffer): Promise<Table> {
  const thread = new Worker(new URL('./table-thread.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMegabytes },
  })
  const rows: string[][] = []
  return new Promise((resolve, reject) => {
    thread.on('message', (told: ThreadMessage) => {
      if ('rows' in told) rows.push(...told.rows)
      else if ('columns' in told) resolve({ columns: told.columns, rows })
      else reject(new ExpectedError(told.refusal.code, told.refusal.details))
    })
    thread.on('error', error => reject(isOutOfMemory(error) ? tooMuch(error) : error))
    thread.on('exit', () => reject(new Error('The thread ended before it had read the file')))
  })
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooMuch(cause: unknown): ExpectedError {
  return new ExpectedError('file_broken', {}, { cause })
}
