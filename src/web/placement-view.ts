import type { Context } from '../context.ts'
import type { listAnswers, listEvents, listLetters, PlacementPage } from '../db/placement-page.ts'
import type { Access } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { bounceCauses, followUpWaves, phoneReasons, withdrawalReasons } from '../domain/codes.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import type { About } from '../domain/question.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { nextStep, responseStatus } from '../domain/response-status.ts'
import type { Schedule } from '../domain/schedule.ts'
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
  'survey.resumed',
  'contact.changed',
  'contact.change_undone',
  'contact.corrected',
  'contact.retried',
  'contact.opted_out',
  'contact.opt_out_undone',
  'link.renewed',
  'note.written',
  'note.removed',
  'call.no_answer',
  'letter.hastened',
  'letter.hastening_undone',
  'letter.queued',
  'letter.sent',
  'letter.failed',
  'letter.unconfirmed',
  'letter.cancelled',
  'letter.bounced',
  'letter.complained',
  'letter.auto_replied',
  'letter.replied',
  'answer.received',
  'code.made',
  'outcome.settled',
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
      obstacle: mailObstacle(contact),
    },
  }
}

/** Where it stands, why, what happens next, and whether the reader can record an answer. */
export function statusView(
  { clock, schedule }: Context,
  found: PlacementPage,
  events: readonly Row<typeof listEvents>[],
  access: Access,
) {
  const { placement, survey } = found
  const now = clock.now()
  const status = responseStatus(placement, survey?.state ?? null)
  const takesAnswer = survey !== null && status !== 'withdrawn' && takesAnswers(survey, now)
  return {
    status,
    phoneReason: status === 'phone' ? (survey?.phoneReason ?? null) : null,
    hasNoEnd: placement.endedOn === null,
    next: status === 'withdrawn' ? null : nextView(found, schedule, now),
    canRecord: takesAnswer && access.recordsAnswers,
    withdrawal: withdrawalView(survey, events),
  }
}

/** When the next letter goes is told to the minute: its contact may have got another lately (rule 2). */
function nextView({ survey, contact }: PlacementPage, schedule: Schedule, now: Temporal.Instant) {
  const next = nextStep(survey, now)
  if (next === null) return null
  if (next.step === 'opens' && mailObstacle(contact)) return { ...next, step: 'opens_on_phone_list' }
  if (next.step !== 'letter_due') return next
  const { earliestLetterAt } = contact
  const isSpaced = earliestLetterAt !== null && Temporal.Instant.compare(earliestLetterAt, now) > 0
  const at = schedule.sendingTimeFrom(isSpaced ? earliestLetterAt : now)
  return { ...next, at, step: at.equals(now) ? 'letter_now' : 'letter_due' }
}

/** Who of the staff has withdrawn the survey, when and why; null where the case system did, or nobody. */
function withdrawalView(survey: PlacementPage['survey'], events: readonly Row<typeof listEvents>[]) {
  if (!survey?.withdrawalReason) return null
  const event = events.find(({ kind, staffName }) => kind === 'survey.withdrawn' && staffName !== null)
  return event ? { reason: survey.withdrawalReason, name: event.staffName, on: dayOf(event.at) } : null
}

/**
 * How the delivery of a letter stands; the mail server's words may hold an address.
 * @param bounce the event that tells that it did not arrive, if there is one
 */
export function letterView(
  letter: Row<typeof listLetters>,
  bounce: Row<typeof listEvents> | undefined,
  { seesAddresses }: Access,
) {
  const { state, leftOut, reason } = letter
  const isRetry = state === 'queued' && reason !== null
  return {
    ...letter,
    reminder: letter.number - 1,
    bounce: bounce && { ...eventView(bounce), isForGood: bounce.detail?.class === 'hard' },
    told: leftOut ? 'left_out' : isRetry ? 'retry' : state,
    at: letter.finishedAt ?? (state === 'queued' ? letter.sendAt : letter.queuedAt),
    contactEmail: seesAddresses ? letter.contactEmail : null,
    reason: seesAddresses && (state === 'failed' || isRetry) ? reason : null,
  }
}

/** One version of an employer's answer, in words. */
export function answerView(answer: Row<typeof listAnswers>, about: About) {
  const { version, source, answeredAt, staffName, values } = answer
  const words = answerInWords(employerQuestionnaire, about, values)
  return { version, source, answeredAt, staffName, words }
}

/** What happened, when, and who did it; of a change of contact, who is asked after it. */
export function eventView(event: Row<typeof listEvents>) {
  const { at, actor, staffName, kind, contactName, detail } = event
  const about = askedBesides(event)
  return {
    at,
    about,
    kind: toldEvents.has(kind) ? toldAs(event) : 'other',
    reason: phoneReasons.find(code => code === detail?.reason) ?? null,
    withdrawalReason: withdrawalReasons.find(code => code === detail?.reason) ?? null,
    // Of an automatic answer, that its writer has left.
    cause: kind === 'letter.bounced' ? (bounceCauses.find(code => code === detail?.cause) ?? null) : null,
    hasLeft: kind === 'letter.auto_replied' && detail?.cause === 'moved',
    contactName: namesContact(kind) ? contactName : null,
    staffName,
    actor: about === 'participant' && actor === 'respondent' ? about : knownActor(actor),
  }
}

/** A letter that may get through the next time has its own words. */
function toldAs({ kind, detail }: Row<typeof listEvents>): string {
  return kind === 'letter.bounced' && detail?.class === 'soft' ? 'letter.missed' : kind
}

/** Which survey an event is about, where that is not the employer's at the end. */
function askedBesides({ questionnaire, wave }: Row<typeof listEvents>) {
  if (questionnaire === 'participant') return questionnaire
  return followUpWaves.find(code => code === wave) ?? null
}

function knownActor(actor: string): string {
  return ['respondent', 'import'].includes(actor) ? actor : 'system'
}

function namesContact(kind: string): boolean {
  return kind === 'survey.handed_over' || kind.startsWith('contact.')
}

/** "08-123 45 67" as a telephone dials it. */
export function dialledNumber(phone: string | null): string {
  return (phone ?? '').replaceAll(/[^\d+]/g, '')
}
