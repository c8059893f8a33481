import type { Period } from './statistics.ts'

/** How long a cost period is. */
export type CostPeriodKind = 'quarter' | 'year'

/** What a cost return is about: a quarter or a year. `key` is its survey's wave: 2011-Q1, or 2011. */
export type CostPeriod = Period & {
  key: string
  kind: CostPeriodKind
  year: number
  /** Null for a year. */
  quarter: number | null
}

const written = /^([12]\d{3})(?:-Q([1-4]))?$/

/** The cost period that a wave is about, or null: it is then a wave of a placement. */
export function costPeriodIn(wave: string): CostPeriod | null {
  const [, year, quarter] = written.exec(wave) ?? []
  if (year === undefined) return null
  const month = quarter ? Number(quarter) * 3 - 2 : 1
  return periodFrom(Temporal.PlainYearMonth.from({ year: Number(year), month }), quarter ? 'quarter' : 'year')
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
  const { year } = first
  const last = first.add({ months: monthsIn[kind] - 1 })
  const quarter = kind === 'quarter' ? (first.month + 2) / 3 : null
  return {
    key: quarter === null ? String(year) : `${year}-Q${quarter}`,
    kind,
    year,
    quarter,
    from: first.toPlainDate({ day: 1 }),
    to: last.toPlainDate({ day: last.daysInMonth }),
  }
}
