import { dayOf } from './calendar.ts'
import type { EndReason, ResponseStatus, SurveyState } from './codes.ts'

/** The status of a placement that has a survey. */
const statusOfSurvey: Readonly<Record<SurveyState, ResponseStatus>> = {
  scheduled: 'ongoing',
  open: 'waiting',
  phone: 'phone',
  answered: 'answered',
  closed: 'closed',
  withdrawn: 'withdrawn',
}

type Placement = { endedOn: Temporal.PlainDate | null; endReason: EndReason | null }

/** @param surveyState null where the placement has no survey. */
export function responseStatus(placement: Placement, surveyState: SurveyState | null): ResponseStatus {
  if (placement.endReason === 'withdrawn') return 'withdrawn'
  if (surveyState !== null) return statusOfSurvey[surveyState]
  return placement.endedOn === null ? 'ongoing' : 'not_surveyed'
}

type Survey = {
  state: SurveyState
  opensAt: Temporal.Instant | null
  closesAt: Temporal.Instant | null
  nextLetterAt: Temporal.Instant | null
  phoneAt: Temporal.Instant | null
  invitedAt: Temporal.Instant | null
}

/**
 * What the service will do next with a survey, and when: `opens` and `invitation` are its first letter, and
 * `letter_due` is one that waits because its contact got another lately (rule 2).
 */
export type NextStep = {
  step: 'opens' | 'invitation' | 'reminder' | 'letter_due' | 'phone_list' | 'closes' | 'editable_until'
  at: Temporal.Instant
  /** The day of it; for what ends at midnight, the last day before. */
  on: Temporal.PlainDate
}

/** Null where nothing more will happen, or where it waits for an end that is not registered yet. */
export function nextStep(survey: Survey | null, now: Temporal.Instant): NextStep | null {
  if (survey === null) return null
  const { state, opensAt, closesAt, nextLetterAt, phoneAt, invitedAt } = survey
  if (state === 'scheduled') return stepAt('opens', opensAt)
  if (state === 'open' && nextLetterAt) {
    const isDue = Temporal.Instant.compare(nextLetterAt, now) <= 0
    return stepAt(isDue ? 'letter_due' : invitedAt ? 'reminder' : 'invitation', nextLetterAt)
  }
  if (state === 'open') return stepAt('phone_list', phoneAt)
  if (state === 'phone') return stepAt('closes', closesAt)
  const editable = state === 'answered' && closesAt && Temporal.Instant.compare(now, closesAt) < 0
  return editable ? stepAt('editable_until', closesAt) : null
}

function stepAt(step: NextStep['step'], at: Temporal.Instant | null): NextStep | null {
  if (at === null) return null
  const isEnd = step === 'closes' || step === 'editable_until'
  return { step, at, on: dayOf(isEnd ? at.subtract({ nanoseconds: 1 }) : at) }
}
