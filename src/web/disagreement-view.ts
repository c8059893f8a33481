import type { Context } from '../context.ts'
import { findDisagreement } from '../db/disagreements.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { dayOf } from '../domain/calendar.ts'
import { withList } from './list-return.ts'

/** That the two disagree, for the placement's page, or what has been found out; null where there is neither. */
export async function disagreementView({ db }: Context, { placement }: PlacementPage, listQuery: string) {
  const { isDisagreed, settled } = await findDisagreement(db, placement.id)
  if (!isDisagreed && !settled) return null
  const href = withList(`/placements/${placement.id}/settle`, listQuery)
  return { settled: settled && { ...settled, on: dayOf(settled.settledAt) }, href }
}
