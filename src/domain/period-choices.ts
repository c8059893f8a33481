import { monthsOverAround } from './public-period.ts'
import type { Period } from './statistics.ts'

export type PeriodChoice = 'this_year' | 'last_year' | 'four_quarters' | 'last_month'

/** The periods that are asked for most, as far as they are over: in January this year has none. */
export function chosenPeriods(today: Temporal.PlainDate): { choice: PeriodChoice; period: Period }[] {
  const month = today.toPlainYearMonth()
  const lastMonth = month.subtract({ months: 1 })
  const lastYear = month.with({ month: 1 }).subtract({ months: 1 })
  const thisYear = { choice: 'this_year', period: ofMonths(month.with({ month: 1 }), lastMonth) } as const
  const lastYearWhole = ofMonths(lastYear.with({ month: 1 }), lastYear)
  const quarters = lastFourQuarters(today)
  return [
    ...(month.month === 1 ? [] : [thisYear]),
    { choice: 'last_year', period: lastYearWhole },
    // Until the first quarter is over they are last year.
    ...(isSame(quarters, lastYearWhole) ? [] : [{ choice: 'four_quarters', period: quarters } as const]),
    { choice: 'last_month', period: ofMonths(lastMonth, lastMonth) },
  ]
}

/** The four quarters before the one that goes on: a whole year, of which everything is told. */
export function lastFourQuarters(today: Temporal.PlainDate): Period {
  const month = today.toPlainYearMonth()
  const last = month.subtract({ months: ((month.month - 1) % 3) + 1 })
  return ofMonths(last.subtract({ months: 11 }), last)
}

/**
 * Periods near one that has no public figures, which have: the whole months within it, those around it, and no month that
 * goes on. The shortest first.
 */
export function publicPeriodsNear(period: Period, today: Temporal.PlainDate): Period[] {
  const over = monthsOverAround(period, today).map(month => Temporal.PlainYearMonth.from(month))
  const within = over.filter(
    month =>
      Temporal.PlainDate.compare(firstDay(month), period.from) >= 0 &&
      Temporal.PlainDate.compare(lastDay(month), period.to) <= 0,
  )
  const around = over.filter(
    month =>
      Temporal.PlainDate.compare(lastDay(month), period.from) >= 0 &&
      Temporal.PlainDate.compare(firstDay(month), period.to) <= 0,
  )
  const found = [within, around].flatMap(months => {
    const [first, last] = [months.at(0), months.at(-1)]
    return first && last ? [ofMonths(first, last)] : []
  })
  return found.filter((one, index) => found.findIndex(other => isSame(one, other)) === index)
}

function ofMonths(first: Temporal.PlainYearMonth, last: Temporal.PlainYearMonth): Period {
  return { from: firstDay(first), to: lastDay(last) }
}

function firstDay(month: Temporal.PlainYearMonth): Temporal.PlainDate {
  return month.toPlainDate({ day: 1 })
}

function lastDay(month: Temporal.PlainYearMonth): Temporal.PlainDate {
  return month.toPlainDate({ day: month.daysInMonth })
}

function isSame(one: Period, other: Period): boolean {
  return one.from.equals(other.from) && one.to.equals(other.to)
}
