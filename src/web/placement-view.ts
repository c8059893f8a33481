import type { listAnswers, listEvents, listLetters, PlacementPage } from '../db/placement-page.ts'
import type { Access } from '../domain/access.ts'
import { type Purpose, phoneReasons } from '../domain/codes.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { nextStep, responseStatus } from '../domain/response-status.ts'
import { takesAnswers } from '../domain/survey.ts'
import { answerInWords } from './question-fields.ts'

/** What the page of a placement shows, as its template wants it. Nobody gets an address who may not see it. */

type Row<List extends (...given: never[]) => Promise<unknown[]>> = Awaited<ReturnType<List>>[number]

/** The events that have a wording under `placements.event`; another kind is shown as some event. */
const toldEvents = new Set([
  'placement.imported',
  'placement.updated',
  'survey.scheduled',
  'survey.rescheduled',
  'survey.contact_changed',
  'survey.withdrawn',
  'survey.opened',
  'survey.to_phone',
  'survey.closed',
  'survey.handed_over',
  'letter.queued',
  'letter.sent',
  'letter.failed',
  'letter.unconfirmed',
  'letter.cancelled',
  'answer.received',
])

/** What is known of the placement and its people. */
export function factsView(found: PlacementPage, { seesAddresses }: Access) {
  const { placement, employer, participant, unit, contact, coachName } = found
  const { phone, email } = contact
  return {
    placement,
    employer: { ...employer, number: employer.organisationNumber.replace(/^(\d{6})(\d{4})$/, '$1-$2') },
    participant,
    unit,
    coach: coachName ?? (seesAddresses ? placement.coachEmail : null),
    contact: {
      name: contact.name,
      phone: seesAddresses ? phone : null,
      dialled: dialledNumber(phone),
      email: seesAddresses ? email : null,
      obstacle: obstacleOf(contact),
    },
  }
}

/** Where it stands, why, what happens next, and whether the reader can record an answer. */
export function statusView({ placement, survey }: PlacementPage, access: Access, now: Temporal.Instant) {
  const status = responseStatus(placement, survey?.state ?? null)
  const takesAnswer = survey !== null && status !== 'withdrawn' && takesAnswers(survey, now)
  return {
    status,
    phoneReason: status === 'phone' ? (survey?.phoneReason ?? null) : null,
    hasNoEnd: placement.endedOn === null,
    next: status === 'withdrawn' ? null : nextStep(survey, now),
    canRecord: takesAnswer && access.recordsAnswers,
  }
}

/** How the delivery of a letter stands; the mail server's words may hold an address. */
export function letterView(letter: Row<typeof listLetters>, { seesAddresses }: Access) {
  const { state, leftOut, reason } = letter
  const isRetry = state === 'queued' && reason !== null
  return {
    ...letter,
    reminder: letter.number - 1,
    told: leftOut ? 'left_out' : isRetry ? 'retry' : state,
    at: letter.finishedAt ?? (state === 'queued' ? letter.sendAt : letter.queuedAt),
    contactEmail: seesAddresses ? letter.contactEmail : null,
    reason: seesAddresses && (state === 'failed' || isRetry) ? reason : null,
  }
}

/** One version of the answer, in words. */
export function answerView(answer: Row<typeof listAnswers>, purpose: Purpose) {
  const { version, source, answeredAt, staffName, values } = answer
  const words = answerInWords(employerQuestionnaire, purpose, values)
  return { version, source, answeredAt, staffName, words }
}

/** What happened, when, and who did it. */
export function eventView({ at, actor, staffName, kind, detail }: Row<typeof listEvents>) {
  return {
    at,
    kind: toldEvents.has(kind) ? kind : 'other',
    reason: phoneReasons.find(code => code === detail?.reason) ?? null,
    staffName,
    actor: ['respondent', 'import'].includes(actor) ? actor : 'system',
  }
}

/** "08-123 45 67" as a telephone dials it. */
export function dialledNumber(phone: string | null): string {
  return (phone ?? '').replaceAll(/[^\d+]/g, '')
}

/** Why no letter reaches a contact; null where one does. */
export function obstacleOf({
  email,
  optedOutAt,
  undeliverableAt,
}: Pick<PlacementPage['contact'], 'email' | 'optedOutAt' | 'undeliverableAt'>) {
  if (email === null) return 'no_address'
  if (optedOutAt !== null) return 'opted_out'
  return undeliverableAt === null ? null : 'undeliverable'
}
