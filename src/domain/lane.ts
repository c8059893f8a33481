import { atTime, dayOf } from './calendar.ts'
import type { PhoneReason, ResponseStatus } from './codes.ts'

/**
 * The lists of a coach's home, each of which leads to its own action.
 * call: letters have got no answer, or are not wanted. undeliverable: there is an address to correct.
 * disagree: employer and participant say different things. waiting: letters go out. answered: came in lately. ends_soon: the first letter is near.
 */
export const lanes = ['call', 'undeliverable', 'disagree', 'waiting', 'answered', 'ends_soon'] as const
export type Lane = (typeof lanes)[number]

/** Why a case on the phone list is one to call, or one whose address is to be corrected first. */
export const reasonsOf = {
  call: ['no_answer', 'opted_out'],
  undeliverable: ['undeliverable', 'no_address', 'wrong_person'],
} as const satisfies Record<'call' | 'undeliverable', readonly PhoneReason[]>

/** Whose placements are looked at; null narrows nothing. `coachEmail` is in lower case, as placements have it. */
export type LaneScope = { unitId: number | null; coachEmail: string | null }

/** What the lists mean by today, lately and soon. */
export type LaneTimes = {
  /** Who was called after this has been called today. */
  dayStart: Temporal.Instant
  /** An answer is a late one from here to `answeredBefore`, which is not part of it; null leaves it open. */
  answeredFrom: Temporal.Instant
  answeredBefore: Temporal.Instant | null
  /** A placement ends soon on these days, both included. */
  endsFrom: Temporal.PlainDate
  endsTo: Temporal.PlainDate
}

const endsSoonDays = 14
const midnight = new Temporal.PlainTime()

/**
 * The times of the home.
 * @param since the day from which on answers are late ones; by default the week's Monday
 */
export function laneTimes(now: Temporal.Instant, since?: Temporal.PlainDate): LaneTimes {
  const today = dayOf(now)
  return {
    dayStart: atTime(today, midnight),
    answeredFrom: atTime(since ?? mondayOf(today), midnight),
    answeredBefore: null,
    endsFrom: today,
    endsTo: today.add({ days: endsSoonDays }),
  }
}

/** The Monday of that day's week. */
export function mondayOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 })
}

/** How it stands with a placement that has ended. under_way: an answer may still come in. */
export const endings = ['answered', 'under_way', 'unknown'] as const
export type Ending = (typeof endings)[number]

/** A survey that a member of staff has withdrawn leaves an outcome that nobody will know. */
const endingOf: Readonly<Record<ResponseStatus, Ending>> = {
  answered: 'answered',
  phone: 'under_way',
  waiting: 'under_way',
  // Ended, with the first letter still to come.
  ongoing: 'under_way',
  closed: 'unknown',
  not_surveyed: 'unknown',
  withdrawn: 'unknown',
}

/** One month of the response chart: how the placements stand that ended in it. */
export type ResponseMonth = { month: Temporal.PlainYearMonth; counts: Record<Ending, number> }

/** The months up to that of `today`, oldest first, with what was counted in each; a month without anything has zeros. */
export function responseMonths(
  today: Temporal.PlainDate,
  howMany: number,
  counted: readonly { month: Temporal.PlainYearMonth; status: ResponseStatus; count: number }[],
): ResponseMonth[] {
  const last = today.toPlainYearMonth()
  return Array.from({ length: howMany }, (_, index) => {
    const month = last.subtract({ months: howMany - 1 - index })
    const counts = { answered: 0, under_way: 0, unknown: 0 }
    for (const cell of counted) if (cell.month.equals(month)) counts[endingOf[cell.status]] += cell.count
    return { month, counts }
  })
}
