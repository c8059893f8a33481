import { atTime, dayOf } from './calendar.ts'
import type { ReportKind } from './codes.ts'
import type { Schedule } from './schedule.ts'
import type { Period } from './statistics.ts'

/** The reports that the schedule makes, and of what: a month, or a quarter of a year. */
export type ScheduledKind = Exclude<ReportKind, 'chosen'>
export const scheduledKinds = ['monthly', 'quarterly'] as const satisfies readonly ScheduledKind[]

/** A report that is due, and since when. */
export type DueReport = { period: Period; dueAt: Temporal.Instant }

const months = { monthly: 1, quarterly: 3 } as const satisfies Record<ScheduledKind, number>
const midnight = new Temporal.PlainTime()

/**
 * The latest report of its kind that is due. Earlier ones are never made up: nobody waits for a report of last spring.
 *
 * It is due when letters first go out in the second month after its last one: January's in March, and that of the first
 * quarter in May. Answers keep coming for weeks, and whoever has not answered within 15 working days is phoned.
 */
export function dueReport(kind: ScheduledKind, now: Temporal.Instant, schedule: Schedule): DueReport {
  const count = months[kind]
  const current = dayOf(now).toPlainYearMonth()
  const isLast = (month: Temporal.PlainYearMonth) => month.month % count === 0
  for (let month = current.subtract({ months: 2 }); ; month = month.subtract({ months: 1 })) {
    const dueAt = dueFrom(month, schedule)
    if (isLast(month) && Temporal.Instant.compare(dueAt, now) <= 0) {
      return { period: periodUpTo(month, count), dueAt }
    }
  }
}

/** The next report of its kind that comes after the one that is due at `now`. */
export function nextReport(kind: ScheduledKind, now: Temporal.Instant, schedule: Schedule): DueReport {
  const { period } = dueReport(kind, now, schedule)
  const count = months[kind]
  const month = period.to.toPlainYearMonth().add({ months: count })
  return { period: periodUpTo(month, count), dueAt: dueFrom(month, schedule) }
}

function dueFrom(lastMonth: Temporal.PlainYearMonth, schedule: Schedule): Temporal.Instant {
  return schedule.sendingTimeFrom(atTime(lastMonth.add({ months: 2 }).toPlainDate({ day: 1 }), midnight))
}

function periodUpTo(lastMonth: Temporal.PlainYearMonth, count: number): Period {
  return {
    from: lastMonth.subtract({ months: count - 1 }).toPlainDate({ day: 1 }),
    to: lastMonth.toPlainDate({ day: lastMonth.daysInMonth }),
  }
}
