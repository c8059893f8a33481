import type { Schedule } from './schedule.ts'

/** Why a letter can't go at once. other_letter: the contact has another one under way, which spaces the next. */
type LetterDelay = 'spacing' | 'other_letter' | 'hours'

/** What "send now" comes to. */
export type LetterPlan =
  | { goesAt: Temporal.Instant; delay: LetterDelay | null }
  /** In a letter that is queued, or due by then as it is; or off to the phone list, or closed, before a letter could go. */
  | { refusal: 'queued' | 'due_already' | 'phone_first'; goesAt: Temporal.Instant }

type Survey = {
  nextLetterAt: Temporal.Instant | null
  phoneAt: Temporal.Instant | null
  closesAt: Temporal.Instant | null
}
/** The letters that the contact has: the survey's own or another one that is under way, and the end of the spacing. */
type ContactLetters = { underWay: 'own' | 'other' | null; earliestLetterAt: Temporal.Instant | null }

/** When the next letter goes if it is asked for now. The promises of rules 1 and 2 stand: hours, days and spacing. */
export function planLetter(
  survey: Survey,
  { underWay, earliestLetterAt }: ContactLetters,
  schedule: Schedule,
  now: Temporal.Instant,
): LetterPlan {
  const spacedUntil = underWay === 'other' ? schedule.spacedFrom(now) : (earliestLetterAt ?? now)
  const isSpaced = isAfter(spacedUntil, now)
  const goesAt = schedule.sendingTimeFrom(isSpaced ? spacedUntil : now)
  if (underWay === 'own') return { refusal: 'queued', goesAt }
  if (survey.nextLetterAt && !isAfter(survey.nextLetterAt, goesAt)) return { refusal: 'due_already', goesAt }
  if (isDueBy(survey.phoneAt, goesAt) || isDueBy(survey.closesAt, goesAt))
    return { refusal: 'phone_first', goesAt }
  if (goesAt.equals(now)) return { goesAt, delay: null }
  if (!isSpaced) return { goesAt, delay: 'hours' }
  return { goesAt, delay: underWay === 'other' ? 'other_letter' : 'spacing' }
}

function isDueBy(at: Temporal.Instant | null, by: Temporal.Instant): boolean {
  return at !== null && !isAfter(at, by)
}

function isAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0
}
