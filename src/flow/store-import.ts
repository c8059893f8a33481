import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { decideImport, noteOutcome } from '../db/imports.ts'
import { storePlacements } from './import-placements.ts'
import { outcomeOf, readPlacements } from './read-import.ts'
import { readWaiting } from './read-waiting.ts'

/**
 * Stores a file that waits: all of its good rows, as they are read now, and once. The claim stands or falls with the
 * rows, so of two clicks, or of an attempt that breaks off half-way and the next, exactly one stores it.
 * Refuses with columns_missing or columns_duplicate.
 * @returns false where the file waits no longer.
 */
export async function storeImport(
  context: Context,
  request: { importId: number; staffId: string; now: Temporal.Instant },
): Promise<boolean> {
  const { importId, staffId, now } = request
  const table = await readWaiting(context, importId)
  if (!table) return false
  const file = await readPlacements(context.db, table)
  const store = async (tx: Queryable) => {
    const isOurs = await decideImport(tx, importId, { state: 'stored', staffId, decidedAt: now })
    if (!isOurs) return false
    const result = await storePlacements(tx, context, file, { actor: staffId, now, importId })
    await noteOutcome(tx, importId, outcomeOf(table, result))
    return true
  }
  return retryingDeadlock(() => context.db.transaction(store))
}
