import { purposes } from '../../src/domain/codes.ts'
import { createDisclosure, registeredSexes } from '../../src/domain/disclosure.ts'
import { outcomes } from '../../src/domain/outcome.ts'
import { monthsOverAround, piecesOf } from '../../src/domain/public-period.ts'
import type { Count, Filters, Group, Measure, Report } from '../../src/domain/report.ts'
import { assembleReport } from '../../src/domain/report-assembly.ts'
import type { Period } from '../../src/domain/statistics.ts'
import { createCube, type Tally, type Trait, traits } from '../../src/domain/tally.ts'

/** A count as a reader of the reports has it: of which period, group and measure; null where it is hidden. */
export type PublishedCount = {
  months: readonly string[]
  group: Group
  /** A measure, or "form:permanent" for a detail. */
  measure: Measure | `${string}:${string}`
  count: Count
  /** Also those without a registered sex. */
  everybody?: true
}

/** The reports of a year, for whatever filter and period. */
export function reportsOn(
  tallies: readonly Tally[],
  year: number,
  today = Temporal.PlainDate.from({ year: year + 2, month: 1, day: 1 }),
) {
  const cube = createCube(tallies)
  const whole = monthsOf(year, 1, 12)
  const disclosure = createDisclosure(cube, monthsOverAround(whole, today))
  return (period: Period, filters: Filters) => {
    const read = piecesOf(period, today)
    if ('problem' in read) throw new Error(read.problem)
    const source = {
      cube,
      months: read.pieces.flatMap(({ months }) => months),
      pieces: read.pieces,
      disclosure,
    }
    const monthsOver = monthsOverAround(period, today)
    return assembleReport({ period, filters, source, confidential: source, monthsOver, unitNames: {} })
  }
}

function monthsOf(year: number, first: number, last: number): Period {
  const from = Temporal.PlainDate.from({ year, month: first, day: 1 })
  const end = Temporal.PlainYearMonth.from({ year, month: last })
  return { from, to: end.toPlainDate({ day: end.daysInMonth }) }
}

/** Every run of whole months of the first so many of a year. */
export function allPeriods(year: number, months = 12): Period[] {
  const numbers = Array.from({ length: months }, (_, index) => index + 1)
  return numbers.flatMap(first =>
    numbers.filter(last => last >= first).map(last => monthsOf(year, first, last)),
  )
}

/** Those that a trait is told for: the quarters and what is made of them. */
export function quarterPeriods(year: number, quarters = 4): Period[] {
  return allPeriods(year, quarters * 3).filter(({ from, to }) => from.month % 3 === 1 && to.month % 3 === 0)
}

/** Every filter there is: none, one and two, and what they can be combined with. */
export function allFilters(
  tallies: readonly Tally[],
  within: readonly (Trait | null)[] = [null, ...traits],
): Filters[] {
  const core: Filters[] = [
    {},
    ...registeredSexes.map(sex => ({ sex })),
    ...purposes.map(purpose => ({ purpose })),
  ]
  const both = registeredSexes.flatMap(sex => purposes.map(purpose => ({ sex, purpose })))
  return within.flatMap(trait => {
    if (trait === null) return [...core, ...both]
    const values = [...new Set(tallies.flatMap(tally => (tally.trait === trait ? [tally.value ?? ''] : [])))]
    return values.flatMap(value => core.map(filters => ({ ...filters, [trait]: value })))
  })
}

/** Everything that a report tells or hides, its filters taken into the groups. */
export function countsIn(report: Report): PublishedCount[] {
  const { period, filters } = report
  const months = monthsBetween(period)
  const told = report.tables.flatMap(({ rows }) =>
    rows.flatMap(({ group: { quarter, ...group }, counts }) =>
      Object.entries(counts).map(([measure, count]) => ({
        months: quarter ? months.filter(month => isIn(month, quarter)) : months,
        group: { ...filters, ...group },
        measure: measure as Measure,
        count,
      })),
    ),
  )
  const details = report.details.flatMap(({ detail, rows }) =>
    rows.flatMap(({ group, of, counts }) =>
      Object.entries({ of, ...counts }).map(([code, count]) => ({
        months,
        group: { ...filters, ...group },
        measure: `${detail}:${code}` as const,
        count,
      })),
    ),
  )
  return [...told, ...details, ...withoutSex(report, months)]
}

/** The totals at the top, and what they might give away: the cells of those without a registered sex (report --json). */
function withoutSex(report: Report, months: readonly string[]): PublishedCount[] {
  if (Object.keys(report.filters).length > 0 || report.withoutSex === null) return []
  const { ended, known } = report.placements
  const everybody = { months, group: {}, everybody: true } as const
  const hidden = purposes.flatMap(purpose =>
    outcomes.map(measure => ({ months, group: { sex: 'unknown', purpose } as const, measure, count: null })),
  )
  return [
    { ...everybody, measure: 'ended', count: ended },
    { ...everybody, measure: 'known', count: known },
    { months, group: { sex: 'unknown' }, measure: 'ended', count: report.withoutSex },
    ...(report.withoutSex > 0 ? hidden : []),
  ]
}

function monthsBetween({ from, to }: Period): string[] {
  return Array.from({ length: to.month - from.month + 1 }, (_, index) =>
    String(from.toPlainYearMonth().add({ months: index })),
  )
}

function isIn(month: string, quarter: string): boolean {
  return Math.ceil(Number(month.slice(5)) / 3) === Number(quarter.at(-1))
}
