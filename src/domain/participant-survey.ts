import { dayOf } from './calendar.ts'
import type { EndReason, PhoneReason, Purpose, SurveyState } from './codes.ts'
import { mailObstacle } from './mail-obstacle.ts'
import type { Schedule } from './schedule.ts'
import { outlookOf, takesAnswers } from './survey.ts'

/** How it stands with asking a participant. Nothing here knows what was answered. */

type Placement = {
  purpose: Purpose
  endedOn: Temporal.PlainDate | null
  plannedEndOn: Temporal.PlainDate | null
  endReason: EndReason | null
}
type Survey = {
  state: SurveyState
  opensAt: Temporal.Instant | null
  closesAt: Temporal.Instant | null
  nextLetterAt: Temporal.Instant | null
  invitedAt: Temporal.Instant | null
  phoneReason: PhoneReason | null
}
type Contact = Parameters<typeof mailObstacle>[0]
/** `contact` is the survey's; before there is one, the participant's address decides. */
type Case = {
  placement: Placement
  survey: Survey | null
  contact: Contact | null
  email: string | null
  answeredAt: Temporal.Instant | null
}

/** Why no code can be made for a participant. too_old: the placement had ended too long ago when it was imported. */
export type CodeRefusal = 'cancelled' | 'not_asked' | 'too_old' | 'answered' | 'closed' | 'withdrawn' | 'over'

/**
 * Why no code can be made now, or null where one can: also before the placement has ended, for its last talk. Not after
 * an answer: a code in somebody else's hands could change it, and the participant has what opened the form.
 */
export function codeRefusal(
  { placement, survey }: Pick<Case, 'placement' | 'survey'>,
  asked: readonly Purpose[],
  schedule: Schedule,
  now: Temporal.Instant,
): CodeRefusal | null {
  if (placement.endReason === 'withdrawn') return 'cancelled'
  if (survey === null) return refusalWithoutSurvey(placement, asked, schedule, now)
  const { state } = survey
  if (state === 'answered' || state === 'closed' || state === 'withdrawn') return state
  return state === 'scheduled' || takesAnswers(survey, now) ? null : 'over'
}

function refusalWithoutSurvey(
  placement: Placement,
  asked: readonly Purpose[],
  schedule: Schedule,
  now: Temporal.Instant,
): CodeRefusal | null {
  if (!asked.includes(placement.purpose)) return 'not_asked'
  return outlookOf(placement, schedule, now) === 'too_old' ? 'too_old' : null
}

/**
 * What a survey becomes that a coach opens at the last talk. Letters go out once the placement has ended, to whoever has
 * not answered by then.
 */
export function openedEarly(
  placement: Placement,
  contact: Contact,
  schedule: Schedule,
  now: Temporal.Instant,
) {
  const obstacle: PhoneReason | null = mailObstacle(contact)
  const endsOn = placement.endedOn ?? placement.plannedEndOn
  const planned = endsOn && schedule.opensAt(endsOn)
  const isAhead = planned !== null && Temporal.Instant.compare(planned, now) > 0
  const from = isAhead ? planned : now
  return {
    state: obstacle === null ? ('open' as const) : ('phone' as const),
    phoneReason: obstacle,
    opensAt: now,
    // Somebody who goes on for long after the talk may answer as long as anybody else.
    closesAt: schedule.closesAt(from),
    nextLetterAt: obstacle === null && placement.endedOn !== null ? from : null,
  }
}

export type ParticipantStanding =
  /** Asked when the placement has ended; without an address, only by the code. */
  | { told: 'not_ended' | 'not_ended_no_address'; on: null }
  | { told: 'planned' | 'planned_no_address' | 'asked' | 'answered'; on: Temporal.PlainDate }
  | { told: 'show_code'; reason: PhoneReason | null; on: null }
  | { told: 'closed' | 'withdrawn'; on: null }

/** How it stands, for the placement's page; null where the participant is not asked at all. */
export function participantStanding(
  { placement, survey, contact, email, answeredAt }: Case,
  refusal: CodeRefusal | null,
): ParticipantStanding | null {
  if (refusal === 'not_asked' || refusal === 'too_old' || refusal === 'cancelled') return null
  if (answeredAt) return { told: 'answered', on: dayOf(answeredAt) }
  const isMailed = contact ? mailObstacle(contact) === null : email !== null
  if (survey === null) return { told: isMailed ? 'not_ended' : 'not_ended_no_address', on: null }
  const { state, opensAt, invitedAt, nextLetterAt, phoneReason } = survey
  if (state === 'closed' || state === 'withdrawn') return { told: state, on: null }
  if (state === 'phone') return { told: 'show_code', reason: phoneReason, on: null }
  if (invitedAt) return { told: 'asked', on: dayOf(invitedAt) }
  const at = state === 'open' ? nextLetterAt : opensAt
  if (at) return { told: isMailed ? 'planned' : 'planned_no_address', on: dayOf(at) }
  if (state === 'scheduled' && placement.endedOn === null)
    return { told: isMailed ? 'not_ended' : 'not_ended_no_address', on: null }
  return { told: 'show_code', reason: null, on: null }
}
