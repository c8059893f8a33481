import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { findContact } from '../db/contact-change.ts'
import { lastSurveyOf, lockPerson, lockPersonAsked, markOptedOut } from '../db/contacts.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { findSurvey, handContactToPhone, phonedFor, surveysAsking } from '../db/surveys.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { takesAnswers } from '../domain/survey.ts'
import { type ActOutcome, type Attempt, actOnPlacement } from './act-on-placement.ts'
import { resumeSurvey } from './resume-survey.ts'

/** Notes that the contact of a placement wants no more letters at all: a member of staff has been told. */
export async function optOut(context: Context, attempt: Attempt): Promise<ActOutcome> {
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    if (refusalOf('no-letters', found, context.schedule, attempt.now)) return { outcome: 'refused' }
    await stopAllLetters(tx, aboutPlacement(found), attempt.staffId, attempt.now)
    return { outcome: 'done' }
  })
}

/** The same, said by the contact on the page that every letter links to. Said twice, it is said once. */
export async function optOutByLink(
  context: Context,
  request: { surveyId: number; linkNumber: number; now: Temporal.Instant },
): Promise<{ outcome: 'done' } | { outcome: 'closed' }> {
  const { surveyId, linkNumber, now } = request
  const attempt = async (tx: Queryable): Promise<{ outcome: 'done' } | { outcome: 'closed' }> => {
    await lockPersonAsked(tx, surveyId)
    const found = await findSurvey(tx, surveyId)
    if (!found || found.survey.linkNumber !== linkNumber || !takesAnswers(found.survey, now))
      return { outcome: 'closed' }
    const { placementId } = found.survey
    const about = { placementIds: placementId === null ? [] : [placementId], contactId: found.contact.id }
    if (found.contact.optedOutAt === null) await stopAllLetters(tx, about, 'respondent', now)
    return { outcome: 'done' }
  }
  return retryingDeadlock(() => context.db.transaction(attempt))
}

/**
 * The same, said in the mail program, or on the page to which the header of every letter leads. It does not depend on a
 * survey: also who has answered long ago may say it.
 */
export async function optOutByContact(
  context: Context,
  { contactId, now }: { contactId: number; now: Temporal.Instant },
): Promise<void> {
  await retryingDeadlock(() => context.db.transaction(tx => optOutOnce(tx, contactId, now)))
}

/** The same within a transaction. */
export async function optOutOnce(tx: Queryable, contactId: number, now: Temporal.Instant): Promise<void> {
  await lockPerson(tx, contactId)
  const contact = await findContact(tx, contactId)
  if (!contact || contact.optedOutAt !== null) return
  await stopAllLetters(tx, { placementIds: [], contactId }, 'respondent', now)
}

/** The employer has asked for letters again: what the wish had put on the phone list goes on as the schedule says. */
export async function undoOptOut(context: Context, attempt: Attempt): Promise<ActOutcome> {
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    if (found.contact.optedOutAt === null) return { outcome: 'refused' }
    const contactIds = await lockPerson(tx, found.contact.id)
    await markOptedOut(tx, contactIds, null)
    await tellOthers(tx, aboutPlacement(found), contactIds, {
      kind: 'contact.opt_out_undone',
      actor: attempt.staffId,
      at: attempt.now,
    })
    for (const { survey, contact } of await phonedFor(tx, contactIds, 'opted_out')) {
      const held = { ...survey, phoneReason: null }
      await resumeSurvey(tx, context, held, mailObstacle(contact), attempt)
    }
    return { outcome: 'done' }
  })
}

/** Who wants no letters, and the placements where that was said. */
type OptingOut = { placementIds: readonly number[]; contactId: number }

function aboutPlacement({ placement, contact }: PlacementPage): OptingOut {
  return { placementIds: [placement.id], contactId: contact.id }
}

async function stopAllLetters(
  tx: Queryable,
  about: OptingOut,
  actor: string,
  now: Temporal.Instant,
): Promise<void> {
  const contactIds = await lockPerson(tx, about.contactId)
  await markOptedOut(tx, contactIds, now)
  await tellOthers(tx, about, contactIds, { kind: 'contact.opted_out', actor, at: now })
  for (const contactId of contactIds) {
    const handed = await handContactToPhone(tx, contactId, 'opted_out')
    const event = { at: now, actor, kind: 'survey.to_phone', detail: { reason: 'opted_out' } }
    await addEvents(
      tx,
      handed.map(({ id, placementId }) => ({ ...event, placementId, surveyId: id })),
    )
  }
}

/**
 * Every placement that the contact is asked about hears of it, by the survey that asks, so that it can be told whose wish it
 * was; and this one in any case. Where nothing is asked any more, the one that was asked about last hears of it.
 */
async function tellOthers(
  tx: Queryable,
  { placementIds, contactId }: OptingOut,
  contactIds: readonly number[],
  event: { kind: string; actor: string; at: Temporal.Instant },
): Promise<void> {
  const asking = await surveysAsking(tx, contactIds)
  const isToldOf = asking.length > 0 || placementIds.length > 0
  const asked = isToldOf ? asking : await lastSurveyOf(tx, contactIds)
  type About = { placementId: number | null; surveyId: number | null }
  const about = new Map<string | number, About>(
    asked.map(({ id, placementId }) => [placementId ?? `survey ${id}`, { placementId, surveyId: id }]),
  )
  for (const placementId of placementIds)
    if (!about.has(placementId)) about.set(placementId, { placementId, surveyId: null })
  await addEvents(
    tx,
    [...about.values()].map(of => ({ ...event, ...of, contactId })),
  )
}
