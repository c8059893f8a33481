import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { decideImport, noteOutcome } from '../db/imports.ts'
import { ExpectedError } from '../domain/errors.ts'
import type { Table } from '../files/table.ts'
import { outcomeOf, readPlacements, resultOfNothing } from './read-import.ts'
import { readWaiting } from './read-waiting.ts'

/**
 * Discards a file that waits, once. What was refused in it stays to be looked at for a while.
 * @returns false where the file waits no longer.
 */
export async function discardImport(
  context: Context,
  request: { importId: number; staffId: string; now: Temporal.Instant },
): Promise<boolean> {
  const { importId, staffId, now } = request
  const table = await readWaiting(context, importId)
  if (!table) return false
  const outcome = await outcomeOfNothing(context, table)
  return context.db.transaction(async tx => {
    const isOurs = await decideImport(tx, importId, { state: 'discarded', staffId, decidedAt: now })
    if (!isOurs) return false
    if (outcome) await noteOutcome(tx, importId, outcome)
    await addEvents(tx, [{ at: now, actor: staffId, kind: 'import.discarded', detail: { importId } }])
    return true
  })
}

/** A file whose columns nobody has matched yet has no rows that could be told. */
async function outcomeOfNothing({ db }: Context, table: Table) {
  try {
    return outcomeOf(table, resultOfNothing(await readPlacements(db, table)))
  } catch (error) {
    if (error instanceof ExpectedError) return undefined
    throw error
  }
}
