import type { Context } from '../context.ts'
import { findHosts } from '../db/hosts.ts'
import { readMonthTallies } from '../db/month-tallies.ts'
import { lastEndedOn } from '../db/statistics.ts'
import { countTallies } from '../db/tallies.ts'
import { listUnits } from '../db/units.ts'
import { dayOf } from '../domain/calendar.ts'
import { createDisclosure } from '../domain/disclosure.ts'
import { hostsOf } from '../domain/hosts.ts'
import { monthsOverAround, piecesOf } from '../domain/public-period.ts'
import type { Filters, Report } from '../domain/report.ts'
import { assembleReport, emptyReport, withHosts } from '../domain/report-assembly.ts'
import type { Source } from '../domain/report-figures.ts'
import type { Period } from '../domain/statistics.ts'
import { createCube, type MonthTallies } from '../domain/tally.ts'

export type ReportRequest = Period & { filters: Filters; exact: boolean; now: Temporal.Instant }

/**
 * The board's report on the placements that ended in the period, both days included. Public unless `exact`: then nothing
 * is hidden, and it is only for those who may see every case.
 */
export async function reportOutcomes(
  context: Pick<Context, 'db'>,
  { from, to, filters, exact, now }: ReportRequest,
): Promise<Report> {
  const period = { from, to }
  return exact ? exactReport(context, period, filters, now) : publicReport(context, period, filters, now)
}

async function exactReport(
  { db }: Pick<Context, 'db'>,
  period: Period,
  filters: Filters,
  now: Temporal.Instant,
): Promise<Report> {
  const counted = await countTallies(db, period, dayOf(now))
  const cube = createCube(counted.tallies)
  const source = { cube, months: monthsWithin(period), pieces: [], disclosure: null }
  return complete({ db }, { period, filters, source, counted, monthsOver: [] })
}

/** Decided by the whole years around the period, so that every report of a year hides the same. */
async function publicReport(
  { db }: Pick<Context, 'db'>,
  period: Period,
  filters: Filters,
  now: Temporal.Instant,
): Promise<Report> {
  const today = dayOf(now)
  const read = piecesOf(period, today)
  if ('problem' in read) return emptyReport(period, filters, read.problem)
  const monthsOver = monthsOverAround(period, today)
  const [first, last] = firstAndLast(monthsOver)
  const counted = await readMonthTallies(db, first, last, now)
  const cube = createCube(counted.tallies)
  const source = {
    cube,
    months: read.pieces.flatMap(piece => piece.months),
    pieces: read.pieces,
    disclosure: createDisclosure(cube, monthsOver),
  }
  return complete({ db }, { period, filters, source, counted, monthsOver })
}

type Counted = {
  period: Period
  filters: Filters
  source: Source
  counted: MonthTallies
  monthsOver: readonly string[]
}

async function complete({ db }: Pick<Context, 'db'>, { counted, ...parts }: Counted): Promise<Report> {
  const units = await listUnits(db)
  const report = assembleReport({
    ...parts,
    unitNames: Object.fromEntries(units.map(({ id, name }) => [String(id), name])),
  })
  if (Object.keys(parts.filters).length > 0 || report.nothingShown !== null) return report
  const { months, pieces, disclosure } = parts.source
  const ids = counted.hosts.flatMap(({ month, employerId }) => (months.includes(month) ? [employerId] : []))
  const known = await findHosts(db, [...new Set(ids)], parts.period.from)
  const source = {
    tallies: counted.hosts,
    months,
    pieces,
    monthsOver: parts.monthsOver,
    isPublic: disclosure !== null,
  }
  return withHosts(report, hostsOf(source, known))
}

function firstAndLast(months: readonly string[]): [Temporal.PlainYearMonth, Temporal.PlainYearMonth] {
  const [first, last] = [months.at(0), months.at(-1)].map(
    month => month && Temporal.PlainYearMonth.from(month),
  )
  if (!first || !last) throw new Error('A public period has a month that is over')
  return [first, last]
}

function monthsWithin({ from, to }: Period): string[] {
  const first = from.toPlainYearMonth()
  const count = first.until(to.toPlainYearMonth(), { largestUnit: 'months' }).months + 1
  return Array.from({ length: count }, (_, index) => String(first.add({ months: index })))
}

/**
 * The period to show when nobody has chosen one: the last calendar year that is over and in which a placement ended,
 * because a whole year can be compared with another one; before there is such a year, the months of this one that are over.
 */
export async function defaultPeriod(context: Pick<Context, 'db'>, now: Temporal.Instant): Promise<Period> {
  const today = dayOf(now)
  const endOfLastYear = Temporal.PlainDate.from({ year: today.year - 1, month: 12, day: 31 })
  const lastEnded = await lastEndedOn(context.db, endOfLastYear)
  if (!lastEnded) return monthsSoFar(today)
  return { from: lastEnded.with({ month: 1, day: 1 }), to: lastEnded.with({ month: 12, day: 31 }) }
}

/** In January the month before it: no other is over. */
function monthsSoFar(today: Temporal.PlainDate): Period {
  const lastMonth = today.toPlainYearMonth().subtract({ months: 1 })
  const first = lastMonth.year === today.year ? lastMonth.with({ month: 1 }) : lastMonth
  return { from: first.toPlainDate({ day: 1 }), to: lastMonth.toPlainDate({ day: lastMonth.daysInMonth }) }
}
