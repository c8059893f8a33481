import type { Context } from '../context.ts'
import { lockEmployers, lockPlacementsOf, markSeparate, movePlacementsBack } from '../db/employer-merge.ts'
import { addEvents } from '../db/events.ts'
import { lockImports } from '../db/placements.ts'

export type Separation =
  | { outcome: 'separated'; placements: number }
  /** It is not, or no longer, part of that one. */
  | { outcome: 'not_merged' }

type Request = { employerId: number; fromId: number; actor: string; now: Temporal.Instant }

/**
 * Undoes a merge (flow/merge-employers.ts): the employer stands on its own again, with the placements for which the case
 * system names it, also those that an import has stored since.
 */
export async function separateEmployers(context: Context, request: Request): Promise<Separation> {
  const { employerId, fromId, actor, now } = request
  return context.db.transaction(async tx => {
    await lockImports(tx)
    const [employer] = await lockEmployers(tx, [employerId])
    if (employer?.mergedIntoId !== fromId) return { outcome: 'not_merged' }
    await lockPlacementsOf(tx, { named: employerId })
    const placements = await movePlacementsBack(tx, employerId)
    await markSeparate(tx, employerId)
    const detail = { from: fromId, placements }
    await addEvents(tx, [{ at: now, actor, kind: 'employer.separated', employerId, detail }])
    return { outcome: 'separated', placements }
  })
}
