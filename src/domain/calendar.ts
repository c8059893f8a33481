import Holidays from 'date-holidays'
import type { Language } from './codes.ts'

export const timeZone = 'Europe/Stockholm'

/** A Swedish working-day calendar: weekends, public holidays and configured pauses are not working days. */
export type Calendar = {
  isWorkingDay(day: Temporal.PlainDate): boolean
  /** The nth working day after `day`; `day` itself need not be one and never counts. n >= 1. */
  workingDaysAfter(day: Temporal.PlainDate, n: number): Temporal.PlainDate
}

/** A period without letters, both days included. */
export type Pause = { from: Temporal.PlainDate; to: Temporal.PlainDate }

export type Holiday = { day: Temporal.PlainDate; name: string }

/**
 * Public holidays are those of lag (1989:253) om allmänna helgdagar, and the eves on which offices are closed by
 * collective agreement (midsommarafton, julafton, nyårsafton), as the package date-holidays lists them for Sweden.
 */
export function createCalendar(pauses: readonly Pause[]): Calendar {
  const holidaysOf = holidayCache()
  const isPaused = (day: Temporal.PlainDate) =>
    pauses.some(({ from, to }) => notBefore(day, from) && notBefore(to, day))

  function isWorkingDay(day: Temporal.PlainDate): boolean {
    return day.dayOfWeek <= 5 && !holidaysOf(day.year).has(day.toString()) && !isPaused(day)
  }

  function workingDaysAfter(day: Temporal.PlainDate, n: number): Temporal.PlainDate {
    let current = day
    for (let passed = 0; passed < n; ) {
      current = current.add({ days: 1 })
      if (isWorkingDay(current)) passed += 1
    }
    return current
  }

  return { isWorkingDay, workingDaysAfter }
}

/** The days of a year, Monday to Friday, that are no working days whatever the pauses, in the order of the year. */
export function holidaysOn(year: number, language: Language): Holiday[] {
  return freeDays(new Holidays('SE'), year, language)
    .map(({ date, name }) => ({ day: Temporal.PlainDate.from(date.slice(0, 10)), name }))
    .filter(({ day }) => day.dayOfWeek <= 5)
}

/** The calendar day in Sweden at an instant. */
export function dayOf(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate()
}

/** The instant at which a clock in Sweden shows that time on that day, on both daylight-saving nights too. */
export function atTime(day: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant {
  return day.toZonedDateTime({ timeZone, plainTime: time }).toInstant()
}

function holidayCache(): (year: number) => ReadonlySet<string> {
  const sweden = new Holidays('SE')
  const years = new Map<number, ReadonlySet<string>>()
  return year => {
    const known = years.get(year)
    if (known) return known
    const dates = new Set(freeDays(sweden, year, 'sv').map(({ date }) => date.slice(0, 10)))
    years.set(year, dates)
    return dates
  }
}

function freeDays(sweden: Holidays, year: number, language: Language) {
  return sweden.getHolidays(year, language).filter(({ type }) => type === 'public' || type === 'bank')
}

function notBefore(day: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(day, other) >= 0
}
