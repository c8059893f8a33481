import type { EndReason, SurveyState } from './codes.ts'
import { mailObstacle } from './mail-obstacle.ts'
import type { Schedule } from './schedule.ts'
import { takesAnswers } from './survey.ts'

/** What staff can do about a placement, besides recording answers and writing notes; the order of the page. */
export const placementActions = ['send-now', 'contact', 'link', 'no-letters', 'withdraw'] as const
export type PlacementAction = (typeof placementActions)[number]

/**
 * Why an action is not possible. cancelled: the case system has cancelled the placement. no_survey: nobody is asked about
 * it. A state: the survey stands there. opted_out, undeliverable, no_address: the contact can't be mailed.
 */
export type ActionRefusal =
  | 'cancelled'
  | 'no_survey'
  | SurveyState
  | 'opted_out'
  | 'undeliverable'
  | 'no_address'
  | 'letters_used_up'
  | 'over'

type Placement = { endedOn: Temporal.PlainDate | null; endReason: EndReason | null }
type Survey = {
  state: SurveyState
  opensAt: Temporal.Instant | null
  closesAt: Temporal.Instant | null
  lettersSent: number
}
type Contact = Parameters<typeof mailObstacle>[0]
type Case = { placement: Placement; survey: Survey | null; contact: Contact }

/** Why the action can't be done now, or null where it can. */
export function refusalOf(
  action: PlacementAction,
  { placement, survey, contact }: Case,
  schedule: Schedule,
  now: Temporal.Instant,
): ActionRefusal | null {
  switch (action) {
    case 'send-now':
      return outsideOf(['open'], placement, survey, now) ?? letterRefusal(survey, contact, schedule)
    case 'contact':
      // Also while no end is known: the address can be mended before the first letter.
      if (isGoingOn(placement) && survey === null) return null
      return outsideOf(['scheduled', 'open', 'phone'], placement, survey, now)
    case 'withdraw':
      return outsideOf(['scheduled', 'open', 'phone'], placement, survey, now)
    case 'link':
      return outsideOf(['open', 'phone', 'answered'], placement, survey, now)
    case 'no-letters':
      // Also before and after a survey: the contact may be asked about something else.
      return contact.optedOutAt === null ? null : 'opted_out'
  }
}

function isGoingOn({ endedOn, endReason }: Placement): boolean {
  return endedOn === null && endReason !== 'withdrawn'
}

function outsideOf(
  states: readonly SurveyState[],
  { endReason }: Placement,
  survey: Survey | null,
  now: Temporal.Instant,
): ActionRefusal | null {
  if (endReason === 'withdrawn') return 'cancelled'
  if (survey === null) return 'no_survey'
  if (!states.includes(survey.state)) return survey.state
  // The tick that closes it may be late.
  return survey.state === 'scheduled' || takesAnswers(survey, now) ? null : 'over'
}

function letterRefusal(survey: Survey | null, contact: Contact, schedule: Schedule): ActionRefusal | null {
  const isUsedUp = survey !== null && survey.lettersSent >= schedule.mostLetters
  return mailObstacle(contact) ?? (isUsedUp ? 'letters_used_up' : null)
}
