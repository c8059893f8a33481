import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { lockCase, newestEventId } from '../db/placement-case.ts'
import { findPlacement, type PlacementPage } from '../db/placement-page.ts'

/** Somebody of the staff who acts on a placement. */
export type Attempt = {
  placementId: number
  /** The newest event of the placement that stood before them (newestEventId). */
  seen: number
  staffId: string
  now: Temporal.Instant
}

/** stale: something has happened that whoever acts has not seen; nothing is changed. refused: it can't be done now. */
export type ActOutcome = { outcome: 'done' } | { outcome: 'stale' } | { outcome: 'refused' }

/**
 * Acts on a placement that nobody else can change meanwhile, if nothing has happened to it since it was looked at: of two
 * who act on what they saw, one does, and the other is told.
 */
export async function actOnPlacement<Outcome>(
  context: Context,
  { placementId, seen }: Attempt,
  act: (tx: Queryable, found: PlacementPage) => Promise<Outcome>,
): Promise<Outcome | { outcome: 'stale' } | { outcome: 'refused' }> {
  const attempt = async (tx: Queryable) => {
    await lockCase(tx, placementId)
    const found = await findPlacement(tx, placementId, null)
    if (!found) return { outcome: 'refused' as const }
    if ((await newestEventId(tx, placementId)) > seen) return { outcome: 'stale' as const }
    return act(tx, found)
  }
  return retryingDeadlock(() => context.db.transaction(attempt))
}

/** Notes what a member of the staff has done. */
export async function tellAct(
  tx: Queryable,
  { placementId, staffId, now }: Attempt,
  event: Pick<NewEvent, 'kind' | 'surveyId' | 'contactId' | 'detail'>,
): Promise<void> {
  await addEvents(tx, [{ at: now, actor: staffId, placementId, ...event }])
}
