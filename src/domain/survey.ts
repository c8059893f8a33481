import type { EndReason, SurveyState, WithdrawalReason } from './codes.ts'
import type { Schedule } from './schedule.ts'

/** The employer's survey at the end of a placement: by it the placement stands in the lists. */
export const employerSurvey = { questionnaire: 'employer', questionnaireVersion: 1, wave: 'end' } as const

/** What a survey is about, and who is to be asked. */
type Placement = {
  endedOn: Temporal.PlainDate | null
  endReason: EndReason | null
  contactId: number
  /** From the end of the placement to the day that is asked about; 0 for the surveys at its end. */
  daysAfterEnd: number
  /** Whether there is anything to ask: what lasted, only where there was a job. */
  isWanted: boolean
  /** Once open, it waits for no end: a participant may hold a code, from a talk before the end is registered. */
  staysOpen?: boolean
}
type Survey = {
  state: SurveyState
  opensAt: Temporal.Instant | null
  invitedAt: Temporal.Instant | null
  closesAt: Temporal.Instant | null
  nextLetterAt: Temporal.Instant | null
  contactId: number
  handedOverAt: Temporal.Instant | null
  withdrawalReason: WithdrawalReason | null
}

/** What an import means for a placement's survey. */
export type Placing =
  | { change: 'none' }
  | { change: 'create'; opensAt: Temporal.Instant }
  /**
   * No letter has gone out, or the placement goes on after all, or was cancelled by mistake: the survey moves along with
   * the placement, or waits while no end is known, and asks from the beginning.
   */
  | { change: 'reschedule'; opensAt: Temporal.Instant | null }
  /** Somebody has been put in the contact's place before the survey opened: it moves along, and keeps whom it asks. */
  | { change: 'move'; opensAt: Temporal.Instant | null }
  /** Letters have gone out, to somebody who is no longer the contact: the new one is asked from the beginning. */
  | { change: 'ask-anew' }
  /** Open already, and it stays so: its letters and its last day follow the end of the placement, once that is known. */
  | { change: 'stay-open'; nextLetterAt: Temporal.Instant | null; closesAt: Temporal.Instant | null }
  | { change: 'withdraw' }

/**
 * Decides what becomes of a placement's survey when the case system has told something new.
 * An answer is never touched; a survey that was handed over keeps its respondent, unless it begins from the beginning;
 * one that a member of staff has withdrawn asks nobody, whatever is imported.
 */
export function placeSurvey(
  placement: Placement,
  survey: Survey | null,
  schedule: Schedule,
  now: Temporal.Instant,
): Placing {
  if (survey === null) return firstPlacing(placement, schedule, now)
  if (survey.state === 'answered' || survey.state === 'closed') return { change: 'none' }
  if (survey.withdrawalReason !== null) return { change: 'none' }
  if (placement.endReason === 'withdrawn' || !placement.isWanted) {
    return survey.state === 'withdrawn' ? { change: 'none' } : { change: 'withdraw' }
  }
  if (survey.state === 'scheduled' && survey.handedOverAt !== null)
    return movedAlong(placement, survey, schedule)
  if (placement.staysOpen && isOpenUnasked(survey)) return stayOpen(placement, survey, schedule, now)
  if (placement.endedOn === null || survey.state === 'withdrawn') return moved(placement, survey, schedule)
  if (survey.handedOverAt !== null) return { change: 'none' }
  if (survey.invitedAt === null) return moved(placement, survey, schedule)
  if (survey.contactId !== placement.contactId) return { change: 'ask-anew' }
  return { change: 'none' }
}

/** Open, with no letter sent yet. */
function isOpenUnasked({ state, invitedAt }: Survey): boolean {
  return (state === 'open' || state === 'phone') && invitedAt === null
}

/** A code may be in the participant's hands, so it is not taken back; unless somebody else is the participant now. */
function stayOpen(placement: Placement, survey: Survey, schedule: Schedule, now: Temporal.Instant): Placing {
  if (survey.contactId !== placement.contactId) return { change: 'ask-anew' }
  const due = opensAtOf(placement, schedule)
  const from = due && Temporal.Instant.compare(due, now) < 0 ? now : due
  const nextLetterAt = survey.state === 'open' ? from : null
  const closesAt = due ? schedule.closesAt(due) : survey.closesAt
  const isPast = survey.nextLetterAt !== null && Temporal.Instant.compare(survey.nextLetterAt, now) <= 0
  const isSame = isSameInstant(survey.nextLetterAt, nextLetterAt) || (isPast && nextLetterAt !== null)
  if (isSame && isSameInstant(survey.closesAt, closesAt)) return { change: 'none' }
  return { change: 'stay-open', nextLetterAt, closesAt }
}

function firstPlacing(placement: Placement, schedule: Schedule, now: Temporal.Instant): Placing {
  const endedOn = askedOn(placement)
  const isAsked = outlookOf({ ...placement, endedOn }, schedule, now) === 'surveyed'
  if (endedOn === null || !isAsked || !placement.isWanted) return { change: 'none' }
  return { change: 'create', opensAt: schedule.opensAt(endedOn) }
}

/** The day that is asked about, after which the survey opens. */
function askedOn({ endedOn, daysAfterEnd }: Placement): Temporal.PlainDate | null {
  return endedOn?.add({ days: daysAfterEnd }) ?? null
}

function opensAtOf(placement: Placement, schedule: Schedule): Temporal.Instant | null {
  const day = askedOn(placement)
  return day && schedule.opensAt(day)
}

function moved(placement: Placement, survey: Survey, schedule: Schedule): Placing {
  const opensAt = opensAtOf(placement, schedule)
  const same = isSameInstant(opensAt, survey.opensAt) && survey.contactId === placement.contactId
  return same && survey.state !== 'withdrawn' ? { change: 'none' } : { change: 'reschedule', opensAt }
}

function movedAlong(placement: Placement, survey: Survey, schedule: Schedule): Placing {
  const opensAt = opensAtOf(placement, schedule)
  return isSameInstant(opensAt, survey.opensAt) ? { change: 'none' } : { change: 'move', opensAt }
}

function isSameInstant(one: Temporal.Instant | null, other: Temporal.Instant | null): boolean {
  return one === other || (one !== null && other !== null && one.equals(other))
}

/** What is to be expected of a placement that is new: whether its employer will be asked, and why not. */
export const outlooks = ['surveyed', 'no_end', 'too_old', 'withdrawn'] as const
export type Outlook = (typeof outlooks)[number]

/** Whether the employer will be asked about a placement that is imported `now` for the first time. */
export function outlookOf(
  { endedOn, endReason }: Pick<Placement, 'endedOn' | 'endReason'>,
  schedule: Schedule,
  now: Temporal.Instant,
): Outlook {
  if (endReason === 'withdrawn') return 'withdrawn'
  if (endedOn === null) return 'no_end'
  return schedule.isTooOld(endedOn, now) ? 'too_old' : 'surveyed'
}

/** The states in which a person may answer, by link or by phone. */
export const answerableStates = ['open', 'phone', 'answered'] as const satisfies readonly SurveyState[]

/** Whether an answer is taken: the survey has been opened, and its time is not over. An answer can be changed until then. */
export function takesAnswers(
  survey: { state: SurveyState; closesAt: Temporal.Instant | null },
  now: Temporal.Instant,
): boolean {
  const isAnswerable = answerableStates.some(state => state === survey.state)
  return isAnswerable && survey.closesAt !== null && Temporal.Instant.compare(now, survey.closesAt) < 0
}
