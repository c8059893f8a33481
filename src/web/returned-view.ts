import type { Context } from '../context.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { findLeaver } from '../db/returns.ts'
import type { Access } from '../domain/access.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { withList } from './list-return.ts'

/** What has come back of the letters to whoever is asked: why they do not arrive, and that the person has left. */
export async function returnedView(
  { db, clock, schedule }: Context,
  found: PlacementPage,
  access: Access,
  listQuery: string,
) {
  const { placement, contact } = found
  const { undeliverableAt, undeliverableCause, undeliverableReason } = contact
  const leaver = await findLeaver(db, contact.id)
  const successor = access.seesAddresses ? (leaver?.successor ?? null) : null
  const isChangeable = access.recordsAnswers && refusalOf('contact', found, schedule, clock.now()) === null
  const query = successor ? `?${new URLSearchParams({ email: successor })}` : ''
  return {
    returned: undeliverableAt && {
      at: undeliverableAt,
      cause: undeliverableCause ?? 'other',
      // The mail server's words may hold an address.
      reason: access.seesAddresses ? undeliverableReason : null,
    },
    leaver: leaver && {
      successor,
      href: isChangeable ? withList(`/placements/${placement.id}/contact${query}`, listQuery) : null,
    },
  }
}
