import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import { lockImports, upsertPlacements } from '../db/placements.ts'
import { lockSurveysOfCases } from '../db/surveys.ts'
import type { Table } from '../files/table.ts'
import { placeSurveys } from './place-surveys.ts'
import {
  type Change,
  findChanges,
  type ImportResult,
  inBatches,
  type ReadFile,
  readPlacements,
  refusedRows,
  resultOf,
  resultOfNothing,
} from './read-import.ts'
import { refreshSchedule } from './refresh-schedule.ts'
import { storeParties } from './store-parties.ts'

type ImportRequest = {
  table: Table
  /** Refuse the whole file if anything is wrong with one row. */
  strict: boolean
  /** Who imports: 'import' for the command, else a staff member's id. */
  actor: string
  now: Temporal.Instant
}

/** Who stores a file and when, and its number in the history, if it stands there. */
type Storing = Pick<ImportRequest, 'actor' | 'now'> & { importId?: number }

/**
 * Brings the database up to date with an export of the case system, in one transaction: all good rows or none. A row that
 * was imported before as it is changes nothing (rule 9); faulty rows are left out and told one by one.
 * Refuses with columns_missing or columns_duplicate.
 */
export async function importPlacements(context: Context, request: ImportRequest): Promise<ImportResult> {
  const { table, strict, ...storing } = request
  const file = await readPlacements(context.db, table)
  if (strict && file.rejected.length > 0) return resultOfNothing(file)
  return retryingDeadlock(() => context.db.transaction(tx => storePlacements(tx, context, file, storing)))
}

/** Stores the good rows of a file in a transaction of the caller, who stands for all or nothing. */
export async function storePlacements(
  tx: Queryable,
  context: Context,
  file: ReadFile,
  storing: Storing,
): Promise<ImportResult> {
  await refreshSchedule(context)
  await lockImports(tx)
  const changes = await findChanges(tx, file.placements)
  await lockKnown(tx, changes)
  for (const batch of inBatches(changes)) await storeChanges(tx, context, batch, storing)
  const result = resultOf(file, changes)
  await addFinished(tx, result, storing)
  return result
}

/**
 * Everybody who changes a survey locks it first, and then what belongs to it: its contact, its placement. An import that
 * took them the other way round could wait for an answer that waits for the import.
 */
async function lockKnown(tx: Queryable, changes: readonly Change[]): Promise<void> {
  const known = changes.filter(({ isNew }) => !isNew).map(({ row }) => row.caseId)
  for (const batch of inBatches(known)) await lockSurveysOfCases(tx, batch)
}

async function storeChanges(
  tx: Queryable,
  context: Context,
  changes: readonly Change[],
  { actor, now }: Storing,
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
  await placeSurveys(tx, context, placementIds, now, actor)
}

async function addFinished(tx: Queryable, result: ImportResult, storing: Storing): Promise<void> {
  const { actor, now, importId } = storing
  const counts = { ...result, rejected: refusedRows(result).size }
  const detail = importId === undefined ? counts : { ...counts, importId }
  await addEvents(tx, [{ at: now, actor, kind: 'import.finished', detail }])
}
