import type { Queryable } from '../db/connect.ts'
import { findContact, unansweredSurveys, updateContact } from '../db/contact-change.ts'
import { addEvents } from '../db/events.ts'
import { contactsWithFormerAddress } from '../db/participant-contacts.ts'
import { placementsToSchedule, updateSurvey } from '../db/surveys.ts'
import { askAnew } from '../domain/contact-change.ts'
import { deliverable, mailObstacle } from '../domain/mail-obstacle.ts'

/**
 * Asks participants whose address an import has changed from the beginning, by new links: the former address may be
 * somebody else's. What waits for want of an address gets letters.
 */
export async function followParticipantAddresses(
  tx: Queryable,
  participantIds: readonly number[],
  now: Temporal.Instant,
  actor: string,
): Promise<void> {
  for (const { id: contactId, email } of await contactsWithFormerAddress(tx, participantIds)) {
    const asked = await unansweredSurveys(tx, contactId, now)
    const contact = await findContact(tx, contactId)
    if (!contact) continue
    await updateContact(tx, contactId, { email, ...deliverable, retriedAt: now })
    const obstacle = mailObstacle({ ...contact, email, undeliverableAt: null })
    const ended = await endedPlacements(tx, asked)
    for (const survey of asked) {
      const anew = askAnew(survey, 'other', obstacle, now)
      const nextLetterAt = ended.has(survey.placementId) ? anew.nextLetterAt : null
      await updateSurvey(tx, survey.id, { ...anew, nextLetterAt, linkNumber: survey.linkNumber + 1 })
    }
    await addEvents(
      tx,
      asked.map(({ id: surveyId, placementId }) => ({
        at: now,
        actor,
        kind: 'survey.contact_changed',
        placementId,
        surveyId,
      })),
    )
  }
}

async function endedPlacements(
  tx: Queryable,
  surveys: readonly { placementId: number | null }[],
): Promise<ReadonlySet<number | null>> {
  const placementIds = surveys.flatMap(({ placementId }) => placementId ?? [])
  const rows = await placementsToSchedule(tx, placementIds)
  return new Set(rows.flatMap(({ id, endedOn }) => (endedOn === null ? [] : id)))
}
