import type { Context } from '../context.ts'
import { storedRows } from '../db/import-row.ts'
import { type ColumnChange, changedColumns } from '../domain/import-changes.ts'
import type { ImportRow } from '../domain/import-row.ts'
import { keepRefused, type RefusedRows } from '../domain/refused-rows.ts'
import { type Outlook, outlookOf, outlooks } from '../domain/survey.ts'
import { type Change, findChanges, type ImportResult, readPlacements, resultOf } from './read-import.ts'
import { readWaiting } from './read-waiting.ts'

export type ImportPreview = {
  result: ImportResult
  /** How many of the new placements the employer will be asked about, and how many not, and why. */
  outlook: Record<Outlook, number>
  /** The first ones. */
  created: ImportRow[]
  /** The first ones, each with what would change; nothing, where all that it tells is known from another row. */
  updated: { row: ImportRow; changes: ColumnChange[] }[]
  refused: RefusedRows
}

/**
 * What storing a file that waits would do, as things stand now; nothing is changed.
 * Refuses with columns_missing or columns_duplicate.
 * @param shown how many of the new and of the changed placements are told one by one
 * @returns undefined where there is no such file, or it waits no longer.
 */
export async function previewImport(
  context: Context,
  request: { importId: number; shown: number; now: Temporal.Instant },
): Promise<ImportPreview | undefined> {
  const { importId, shown, now } = request
  const table = await readWaiting(context, importId)
  if (!table) return undefined
  const file = await readPlacements(context.db, table)
  const changes = await findChanges(context.db, file.placements)
  const created = changes.filter(({ isNew }) => isNew).map(({ row }) => row)
  const updated = changes.filter(({ isNew }) => !isNew).slice(0, shown)
  return {
    result: resultOf(file, changes),
    outlook: countOutlooks(context, created, now),
    created: created.slice(0, shown),
    updated: await compare(context, updated),
    refused: keepRefused(table, file.rejected),
  }
}

function countOutlooks({ schedule }: Context, rows: readonly ImportRow[], now: Temporal.Instant) {
  const counted = Map.groupBy(rows, row => outlookOf(row, schedule, now))
  const counts = outlooks.map(outlook => [outlook, counted.get(outlook)?.length ?? 0])
  return Object.fromEntries(counts) as Record<Outlook, number>
}

async function compare({ db }: Context, updated: readonly Change[]) {
  const rows = updated.map(({ row }) => row)
  const stored = await storedRows(
    db,
    rows.map(({ caseId }) => caseId),
  )
  const before = new Map(stored.map(row => [row.caseId, row]))
  return rows.map(row => ({ row, changes: changedColumns(before.get(row.caseId) ?? row, row) }))
}
