import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { lockImports, placementDigests, upsertPlacements } from '../db/placements.ts'
import { lockSurveysOfCases } from '../db/surveys.ts'
import { readRecords } from '../domain/import-columns.ts'
import { type ImportRow, type RowProblem, readRows } from '../domain/import-row.ts'
import type { Table } from '../files/table.ts'
import { placeSurveys } from './place-surveys.ts'
import { refreshSchedule } from './refresh-schedule.ts'
import { storeParties } from './store-parties.ts'

/** The JSON shape of the command (design, "Commands and URLs"); all but `rejected` are numbers of rows. */
export type ImportResult = {
  rows: number
  accepted: number
  created: number
  updated: number
  unchanged: number
  rejected: RowProblem[]
}

type ImportRequest = {
  table: Table
  /** Refuse the whole file if anything is wrong with one row. */
  strict: boolean
  /** Who imports: 'import' for the command, else a staff member's id. */
  actor: string
  now: Temporal.Instant
}

/** A row that is new or has changed, with the digest it will be known by. */
type Change = { row: ImportRow; rowDigest: string; isNew: boolean }

/** Keeps each statement within PostgreSQL's 65,535 parameters. */
const rowsPerBatch = 1_000

/**
 * Brings the database up to date with an export of the case system, in one transaction: all good rows or none. A row that
 * was imported before as it is changes nothing (rule 9); faulty rows are left out and told one by one.
 * Refuses with columns_missing or columns_duplicate.
 */
export async function importPlacements(context: Context, request: ImportRequest): Promise<ImportResult> {
  const { columns, rows } = request.table
  const { placements, rejected } = readRows(readRecords(columns, rows))
  const nothing = { rows: rows.length, accepted: 0, created: 0, updated: 0, unchanged: 0, rejected }
  if (request.strict && rejected.length > 0) return nothing
  await refreshSchedule(context)
  return context.db.transaction(async tx => {
    await lockImports(tx)
    const changes = await findChanges(tx, placements)
    await lockKnown(tx, changes)
    for (const batch of inBatches(changes)) await storeChanges(tx, context, batch, request)
    const created = changes.filter(({ isNew }) => isNew).length
    const result = {
      ...nothing,
      accepted: placements.length,
      created,
      updated: changes.length - created,
      unchanged: placements.length - changes.length,
    }
    await addFinished(tx, result, request)
    return result
  })
}

async function findChanges(tx: Queryable, rows: readonly ImportRow[]): Promise<Change[]> {
  const known = new Map<string, string>()
  for (const batch of inBatches(rows)) {
    const caseIds = batch.map(({ caseId }) => caseId)
    for (const { caseId, rowDigest } of await placementDigests(tx, caseIds)) known.set(caseId, rowDigest)
  }
  return rows
    .map(row => ({ row, rowDigest: digestOf(row), isNew: !known.has(row.caseId) }))
    .filter(({ row, rowDigest }) => known.get(row.caseId) !== rowDigest)
}

/**
 * Everybody who changes a survey locks it first, and then what belongs to it: its contact, its placement. An import that
 * took them the other way round could wait for an answer that waits for the import.
 */
async function lockKnown(tx: Queryable, changes: readonly Change[]): Promise<void> {
  const known = changes.filter(({ isNew }) => !isNew).map(({ row }) => row.caseId)
  for (const batch of inBatches(known)) await lockSurveysOfCases(tx, batch)
}

function inBatches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / rowsPerBatch)
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * rowsPerBatch, (index + 1) * rowsPerBatch),
  )
}

/** Of the row as it was understood, so that another encoding or order of columns is no change. */
function digestOf(row: ImportRow): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url')
}

async function storeChanges(
  tx: Queryable,
  context: Context,
  changes: readonly Change[],
  { actor, now }: ImportRequest,
): Promise<void> {
  const partiesOf = await storeParties(
    tx,
    changes.map(({ row }) => row),
  )
  const stored = await upsertPlacements(
    tx,
    changes.map(({ row, rowDigest }) => ({ ...row, ...partiesOf(row), rowDigest, importedAt: now })),
  )
  const created = new Set(changes.filter(({ isNew }) => isNew).map(({ row }) => row.caseId))
  const events = stored.map(({ id, caseId }) => {
    const kind = created.has(caseId) ? 'placement.imported' : 'placement.updated'
    return { at: now, actor, kind, placementId: id }
  })
  await addEvents(tx, events)
  const placementIds = stored.map(({ id }) => id)
  await placeSurveys(tx, context, placementIds, now)
}

async function addFinished(
  tx: Queryable,
  result: ImportResult,
  { actor, now }: ImportRequest,
): Promise<void> {
  const detail = { ...result, rejected: refusedRows(result).size }
  await addEvents(tx, [{ at: now, actor, kind: 'import.finished', detail }])
}

/** The numbers of the rows that were refused; a row may have several problems. */
export function refusedRows({ rejected }: ImportResult): Set<number> {
  return new Set(rejected.map(({ row }) => row))
}
