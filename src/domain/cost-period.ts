import type { Period } from './statistics.ts'

/** How long a cost period is. */
export const costPeriodKinds = ['quarter', 'year'] as const
export type CostPeriodKind = (typeof costPeriodKinds)[number]

/** What a district's cost return is about: a calendar quarter "2011-Q1", or a year "2011". */
export type CostPeriod = Period & { key: string }

/** The period with that key; undefined where the text is none. */
export function costPeriodOf(key: string): CostPeriod | undefined {
  const { year, quarter } = /^(?<year>[12]\d{3})(?:-Q(?<quarter>[1-4]))?$/.exec(key)?.groups ?? {}
  if (year === undefined) return undefined
  const first = Temporal.PlainYearMonth.from({
    year: Number(year),
    month: quarter ? Number(quarter) * 3 - 2 : 1,
  })
  return periodFrom(first, quarter ? 'quarter' : 'year')
}

/** The last period that is over on that day. */
export function lastCostPeriod(kind: CostPeriodKind, today: Temporal.PlainDate): CostPeriod {
  const months = monthsIn[kind]
  const current = Temporal.PlainYearMonth.from({
    year: today.year,
    month: today.month - ((today.month - 1) % months),
  })
  return periodFrom(current.subtract({ months }), kind)
}

/** Whether every day of the one lies in the other. */
export function liesWithin(inner: Period, outer: Period): boolean {
  return (
    Temporal.PlainDate.compare(inner.from, outer.from) >= 0 &&
    Temporal.PlainDate.compare(inner.to, outer.to) <= 0
  )
}

const monthsIn = { quarter: 3, year: 12 } as const satisfies Record<CostPeriodKind, number>

function periodFrom(first: Temporal.PlainYearMonth, kind: CostPeriodKind): CostPeriod {
  const last = first.add({ months: monthsIn[kind] - 1 })
  return {
    key: kind === 'year' ? String(first.year) : `${first.year}-Q${(first.month + 2) / 3}`,
    from: first.toPlainDate({ day: 1 }),
    to: last.toPlainDate({ day: last.daysInMonth }),
  }
}
