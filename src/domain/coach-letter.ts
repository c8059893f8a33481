import { atTime, type Calendar, dayOf } from './calendar.ts'
import { type LaneTimes, laneTimes, mondayOf } from './lane.ts'
import { retryPause } from './schedule.ts'

/** The weekly letter to a coach: when it is due, what it tells of, and how long it is tried. */

const from = new Temporal.PlainTime(8)
const daysAWeek = 7
/** Cases that close within these days are told of beside all that are to be called. */
const closesSoonDays = 7

/** The Monday of the week that a moment is in, in Sweden. */
export function weekOf(now: Temporal.Instant): Temporal.PlainDate {
  return mondayOf(dayOf(now))
}

/**
 * When the letters of that week are due: at 08:00 on its first working day, which as a rule is its Monday. Null where the
 * week has none.
 * @param week its Monday
 */
export function coachLettersFrom(week: Temporal.PlainDate, calendar: Calendar): Temporal.Instant | null {
  const days = Array.from({ length: daysAWeek }, (_, index) => week.add({ days: index }))
  const first = days.find(calendar.isWorkingDay)
  return first ? atTime(first, from) : null
}

/**
 * What the letter of that week tells of. Its answers are those of seven days up to the Monday at 08:00, whenever it
 * leaves, so that each answer is told of in one letter.
 */
export function coachLetterTimes(
  week: Temporal.PlainDate,
  now: Temporal.Instant,
): LaneTimes & { closesBy: Temporal.Instant } {
  const today = dayOf(now)
  return {
    ...laneTimes(now),
    answeredFrom: atTime(week.subtract({ days: daysAWeek }), from),
    answeredBefore: atTime(week, from),
    // A survey closes at the midnight after its last day.
    closesBy: atTime(today.add({ days: closesSoonDays + 1 }), new Temporal.PlainTime()),
  }
}

/**
 * The next attempt after a temporary refusal, at any hour: coaches are at work when it counts. Null once the week is over,
 * for then the next letter tells more.
 */
export function coachLetterRetryAt(
  week: Temporal.PlainDate,
  attempts: number,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const next = now.add(retryPause(attempts))
  return weekOf(next).equals(week) ? next : null
}

/** What a letter tells: numbers, and of the answers and the calls the first few. No person is in it (rule 7). */
export type CoachNews = {
  answered: CoachNewsList
  /** The best ones to call next. */
  call: CoachNewsList
  /** How many of those to call close soon. */
  closing: number
  undeliverable: number
  /** How many placements end soon whose contact no letter will reach. */
  unreachable: number
}

type CoachNewsList = { total: number; first: readonly CoachNewsItem[] }

/** One placement: where and when, and never who or why. */
export type CoachNewsItem = {
  id: number
  employerName: string
  workplace: string | null
  startedOn: Temporal.PlainDate
  endedOn: Temporal.PlainDate | null
}

/** An end that comes is no news by itself: without anything else there is no letter. */
export function isWorthTelling({ answered, call, undeliverable }: CoachNews): boolean {
  return answered.total + call.total + undeliverable > 0
}
