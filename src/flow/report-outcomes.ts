import type { Context } from '../context.ts'
import { findHosts } from '../db/hosts.ts'
import { readMonthTallies } from '../db/month-tallies.ts'
import { firstEndedOn, lastEndedOn } from '../db/statistics.ts'
import { countTallies } from '../db/tallies.ts'
import { listUnits } from '../db/units.ts'
import { dayOf } from '../domain/calendar.ts'
import { createDisclosure, type Disclosure } from '../domain/disclosure.ts'
import { hostViews } from '../domain/host-views.ts'
import { hostsOf } from '../domain/hosts.ts'
import { monthsOverAround, type PublicPeriodProblem, piecesOf } from '../domain/public-period.ts'
import type { Filters, Report } from '../domain/report.ts'
import { assembleReport, emptyReport, withHosts } from '../domain/report-assembly.ts'
import type { Source } from '../domain/report-figures.ts'
import type { Period } from '../domain/statistics.ts'
import { createCube, type MonthTallies } from '../domain/tally.ts'
import { countCosts } from './count-costs.ts'

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
  const counted = await sinceTheFirst(context, period)
  const asked = { period, counted, filters, now }
  const report = await (exact ? exactReport(context, asked) : publicReport(context, asked))
  if (Object.keys(filters).length > 0 || report.nothingShown !== null) return report
  return { ...report, costs: await countCosts(context, { period: counted, exact }) }
}

/** Without the years before the register begins, of which a mistyped one would otherwise be counted month by month. */
async function sinceTheFirst({ db }: Pick<Context, 'db'>, { from, to }: Period): Promise<Period> {
  const [first, last] = [(await firstEndedOn(db))?.with({ month: 1, day: 1 }), to.with({ day: 1 })]
  const isWithin = first !== undefined && Temporal.PlainDate.compare(first, last) < 0
  const start = isWithin ? first : last
  return { from: Temporal.PlainDate.compare(from, start) < 0 ? start : from, to }
}

type Asked = { period: Period; counted: Period; filters: Filters; now: Temporal.Instant }

async function exactReport({ db }: Pick<Context, 'db'>, asked: Asked): Promise<Report> {
  const { period, counted, filters, now } = asked
  const tallies = await countTallies(db, counted, dayOf(now))
  const cube = createCube(tallies.tallies)
  const source = { cube, months: monthsWithin(counted), pieces: [], disclosure: null }
  const open = await publicSource({ db }, asked)
  const confidential = 'problem' in open ? null : open
  return complete({ db }, { period, filters, source, confidential, tallies, monthsOver: [] })
}

async function publicReport({ db }: Pick<Context, 'db'>, asked: Asked): Promise<Report> {
  const { period, filters } = asked
  const open = await publicSource({ db }, asked)
  if ('problem' in open) return emptyReport(period, filters, open.problem)
  return complete({ db }, { period, filters, ...open, confidential: open })
}

/** What public figures are taken from, and the tallies that they are. */
type PublicSource = {
  source: Source & { disclosure: Disclosure }
  tallies: MonthTallies
  monthsOver: readonly string[]
}

/** Decided by the whole years around the period, so that every report of a year hides the same. */
async function publicSource(
  { db }: Pick<Context, 'db'>,
  { period, counted, now }: Asked,
): Promise<PublicSource | { problem: PublicPeriodProblem }> {
  const today = dayOf(now)
  const whole = piecesOf(period, today)
  if ('problem' in whole) return whole
  const read = piecesOf(counted, today)
  const pieces = 'pieces' in read ? read.pieces : []
  const monthsOver = monthsOverAround(counted, today)
  const [first, last] = firstAndLast(monthsOver)
  const tallies = await readMonthTallies(db, first, last, now)
  const cube = createCube(tallies.tallies)
  const disclosure = createDisclosure(cube, monthsOver)
  const months = pieces.flatMap(piece => piece.months)
  return { source: { cube, months, pieces, disclosure }, tallies, monthsOver }
}

type Counted = {
  period: Period
  filters: Filters
  source: Source
  confidential: PublicSource | null
  tallies: MonthTallies
  monthsOver: readonly string[]
}

async function complete(
  { db }: Pick<Context, 'db'>,
  { tallies, confidential, ...parts }: Counted,
): Promise<Report> {
  const units = await listUnits(db)
  const report = assembleReport({
    ...parts,
    confidential: confidential?.source ?? null,
    unitNames: Object.fromEntries(units.map(({ id, name }) => [String(id), name])),
  })
  if (Object.keys(parts.filters).length > 0 || report.nothingShown !== null) return report
  const ids = new Set(tallies.hosts.map(({ employerId }) => employerId))
  const known = await findHosts(db, [...ids], parts.period.from)
  const { months, pieces, disclosure } = parts.source
  const { monthsOver } = parts
  const hosts = hostsOf({ tallies: tallies.hosts, months, pieces, monthsOver, disclosure }, known)
  const views =
    confidential && hostViews({ ...confidential.source, tallies: confidential.tallies.hosts }, known)
  return withHosts(report, hosts, views)
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
