import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { unansweredSurveys, updateContact } from '../db/contact-change.ts'
import { findDistrict } from '../db/cost-return-list.ts'
import { lockContact } from '../db/cost-returns.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import { updateSurvey } from '../db/surveys.ts'
import { askAnew, type ContactProblem } from '../domain/contact-change.ts'
import {
  contactVersion,
  type DistrictContactChange,
  readDistrictContact,
  type TypedDistrictContact,
} from '../domain/district-contact.ts'
import { deliverable, mailObstacle } from '../domain/mail-obstacle.ts'

type Attempt = {
  districtId: number
  typed: TypedDistrictContact
  /** contactVersion of what stood before whoever typed. */
  basedOn: string
  staffId: string
  now: Temporal.Instant
}

export type DistrictContactOutcome =
  | { outcome: 'changed' }
  | { outcome: 'invalid'; problems: ContactProblem[] }
  | { outcome: 'unknown' | 'stale' | 'leaving' }

/**
 * Says who answers for a district board. With another address the board is asked from the beginning, by new links: what
 * was open goes on, and what was on the phone list for want of an address gets letters.
 */
export async function changeDistrictContact(
  context: Context,
  attempt: Attempt,
): Promise<DistrictContactOutcome> {
  return retryingDeadlock(() => context.db.transaction(tx => change(tx, attempt)))
}

async function change(tx: Queryable, attempt: Attempt): Promise<DistrictContactOutcome> {
  const { districtId, typed, basedOn } = attempt
  const known = await findDistrict(tx, districtId)
  if (!known) return { outcome: 'unknown' }
  const { isLetterLeaving } = await lockContact(tx, known.contact.id)
  // It goes to the former address, and would be counted as sent to the new one.
  if (isLetterLeaving) return { outcome: 'leaving' }
  const { contact } = (await findDistrict(tx, districtId)) ?? known
  if (contactVersion(contact) !== basedOn) return { outcome: 'stale' }
  const reading = readDistrictContact(typed, contact)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  await store(tx, contact, reading.change, attempt)
  return { outcome: 'changed' }
}

type Contact = NonNullable<Awaited<ReturnType<typeof findDistrict>>>['contact']

async function store(
  tx: Queryable,
  contact: Contact,
  { details, isOther, isRetried }: DistrictContactChange,
  { staffId, now }: Attempt,
): Promise<void> {
  const delivered = { ...deliverable, retriedAt: now }
  const fresh = { ...delivered, optedOutAt: null, earliestLetterAt: null }
  const lifted = isOther ? fresh : isRetried ? delivered : {}
  await updateContact(tx, contact.id, { ...details, ...lifted })
  const kind = isRetried ? 'contact.retried' : isOther ? 'contact.changed' : 'contact.corrected'
  const event = { at: now, actor: staffId, kind, contactId: contact.id }
  const asked = isOther || isRetried ? await unansweredSurveys(tx, contact.id, now) : []
  const obstacle = mailObstacle({ ...contact, ...lifted, email: details.email })
  for (const survey of asked) {
    const linkNumber = survey.linkNumber + (isOther ? 1 : 0)
    await updateSurvey(tx, survey.id, { ...askAnew(survey, 'other', obstacle, now), linkNumber })
  }
  await addEvents(tx, asked.length > 0 ? asked.map(({ id }) => ({ ...event, surveyId: id })) : [event])
}
