import type { PhoneReason, SurveyState } from './codes.ts'
import type { Schedule } from './schedule.ts'

/** A survey that has been stopped, as it was left. */
export type StoppedSurvey = {
  opensAt: Temporal.Instant | null
  /** Null while it has never been open. */
  closesAt: Temporal.Instant | null
  invitedAt: Temporal.Instant | null
  lettersSent: number
  /** Why it has to stay with the coach, for another cause than the one that is lifted now; null for none. */
  phoneReason: PhoneReason | null
}

/** Where a survey goes on from. */
export type Resumption = {
  state: Extract<SurveyState, 'scheduled' | 'open' | 'phone'>
  nextLetterAt: Temporal.Instant | null
  phoneAt: Temporal.Instant | null
  phoneReason: PhoneReason | null
}

/**
 * Where a survey stands that goes on after all: where the schedule would have it by now, had it never been stopped. Null
 * once the time for answering is over. One that has never been open is scheduled; it opens at the next tick if it should
 * have by now.
 * @param obstacle why its contact can't be mailed, or null
 */
export function resume(
  survey: StoppedSurvey,
  obstacle: PhoneReason | null,
  schedule: Schedule,
  now: Temporal.Instant,
): Resumption | null {
  if (isOver(survey, schedule, now)) return null
  const { closesAt, invitedAt, lettersSent } = survey
  if (closesAt === null) return { state: 'scheduled', nextLetterAt: null, phoneAt: null, phoneReason: null }
  const phoneAt = invitedAt && schedule.phoneAt(invitedAt)
  const phoneReason = obstacle ?? survey.phoneReason ?? (isReached(phoneAt, now) ? 'no_answer' : null)
  if (phoneReason !== null) return { state: 'phone', nextLetterAt: null, phoneAt, phoneReason }
  // The contact's own spacing (rule 2) still holds a letter back that is due by this.
  const nextLetterAt = invitedAt ? schedule.nextLetterAt(invitedAt, lettersSent, invitedAt) : now
  return { state: 'open', nextLetterAt, phoneAt, phoneReason }
}

/** Whether the time for answering is over, or would be, had the survey opened. */
function isOver({ opensAt, closesAt }: StoppedSurvey, schedule: Schedule, now: Temporal.Instant): boolean {
  return isReached(closesAt ?? (opensAt && schedule.closesAt(opensAt)), now)
}

function isReached(at: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return at !== null && Temporal.Instant.compare(at, now) <= 0
}
