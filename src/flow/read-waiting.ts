import type { Context } from '../context.ts'
import { waitingContent } from '../db/imports.ts'
import type { Table } from '../files/table.ts'
import { readTableAside } from '../files/table-reader.ts'

/** The table in a file that waits for a decision; undefined where there is none, or none any more. */
export async function readWaiting({ db }: Context, importId: number): Promise<Table | undefined> {
  const content = await waitingContent(db, importId)
  return content && readTableAside(content)
}
