import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Queryable } from '../db/connect.ts'
import { learnedColumns } from '../db/import-columns.ts'
import { placementDigests } from '../db/placements.ts'
import { readRecords } from '../domain/import-columns.ts'
import { createRowReader, type ImportRow, type RowProblem } from '../domain/import-row.ts'
import { keepRefused } from '../domain/refused-rows.ts'
import type { Table } from '../files/table.ts'

/**
 * What a file of placements says, and what that means for what is stored. The preview and the import both go by this, so
 * that they cannot disagree.
 */

/** The JSON shape of the command (design, "Commands and URLs"); all but `rejected` are numbers of rows. */
export type ImportResult = {
  rows: number
  accepted: number
  created: number
  updated: number
  unchanged: number
  rejected: RowProblem[]
}

/** The rows of a file as they were understood, and what is wrong with the others. */
export type ReadFile = { rows: number; placements: ImportRow[]; rejected: RowProblem[] }

/** A row that is new or has changed, with the digest it will be known by. */
export type Change = { row: ImportRow; rowDigest: string; isNew: boolean }

/** Keeps each statement within PostgreSQL's 65,535 parameters. */
const rowsPerBatch = 1_000

/**
 * Reads every row of a table, with the column names that were learned. Others get their turn between the batches: a large
 * file must not keep an employer's form waiting.
 * Refuses with columns_missing or columns_duplicate.
 */
export async function readPlacements(db: Queryable, { columns, rows }: Table): Promise<ReadFile> {
  const learned = await learnedColumns(db)
  readRecords(columns, [], learned)
  const file: ReadFile = { rows: rows.length, placements: [], rejected: [] }
  const readNext = createRowReader()
  let row = 0
  for (const batch of inBatches(rows)) {
    for (const record of readRecords(columns, batch, learned)) {
      row += 1
      const read = readNext(record)
      if ('placement' in read) file.placements.push(read.placement)
      else for (const problem of read.problems) file.rejected.push({ row, ...problem })
    }
    await nextTurn()
  }
  return file
}

/** The rows that are new or tell something else than the last time. */
export async function findChanges(db: Queryable, rows: readonly ImportRow[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const batch of inBatches(rows)) {
    const stored = await placementDigests(
      db,
      batch.map(({ caseId }) => caseId),
    )
    const known = new Map(stored.map(({ caseId, rowDigest }) => [caseId, rowDigest]))
    for (const row of batch) {
      const [rowDigest, before] = [digestOf(row), known.get(row.caseId)]
      if (before !== rowDigest) changes.push({ row, rowDigest, isNew: before === undefined })
    }
  }
  return changes
}

/** What a file comes to, in numbers of rows. */
export function resultOf({ rows, placements, rejected }: ReadFile, changes: readonly Change[]): ImportResult {
  const created = changes.filter(({ isNew }) => isNew).length
  const updated = changes.length - created
  const accepted = placements.length
  return { rows, accepted, created, updated, unchanged: accepted - changes.length, rejected }
}

/** What a file comes to of which nothing is stored. */
export function resultOfNothing({ rows, rejected }: ReadFile): ImportResult {
  return { rows, accepted: 0, created: 0, updated: 0, unchanged: 0, rejected }
}

/** The numbers of the rows that were refused; a row may have several problems. */
export function refusedRows({ rejected }: Pick<ImportResult, 'rejected'>): Set<number> {
  return new Set(rejected.map(({ row }) => row))
}

/** What the history keeps of a decided file: its numbers, and the refused rows. */
export function outcomeOf(table: Table, result: ImportResult) {
  const { rejected, ...counts } = result
  return {
    counts: { ...counts, refused: refusedRows(result).size },
    refusedRows: rejected.length > 0 ? keepRefused(table, rejected) : null,
  }
}

/** The items in batches that fit one statement. */
export function inBatches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / rowsPerBatch)
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * rowsPerBatch, (index + 1) * rowsPerBatch),
  )
}

/** Of the row as it was understood, so that another encoding or order of columns is no change. */
function digestOf(row: ImportRow): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url')
}
