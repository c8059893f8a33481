import type { Context } from '../context.ts'
import { countPlacements, lastEndedOn, type StatisticsRow } from '../db/statistics.ts'
import { dayOf } from '../domain/calendar.ts'
import type { Sex } from '../domain/codes.ts'
import { type Cells, type CodeCell, completeCells, type PlacementCounts } from '../domain/outcome.ts'
import { type EmployerCounts, employedIn, type Period, type Report, rates } from '../domain/statistics.ts'

/**
 * The exact figures for the placements that ended in the period, both days included. Small counts are not hidden:
 * only for those who may see every case.
 */
export async function reportOutcomes(
  context: Pick<Context, 'db'>,
  { from, to, now }: Period & { now: Temporal.Instant },
): Promise<Report> {
  const rows = await countPlacements(context.db, { from, to }, dayOf(now))
  const placements = placementCounts(rows)
  const cells = completeCells(cellsOf(rows))
  return {
    period: { from, to },
    placements,
    rates: rates(placements, employedIn(cells)),
    cells,
    employers: rows.flatMap(employerCounts),
  }
}

/**
 * The period to show when nobody has chosen one: the last calendar year that is over and in which a placement ended,
 * because a whole year can be compared with another one; before there is such a year, the current one.
 */
export async function defaultPeriod(context: Pick<Context, 'db'>, now: Temporal.Instant): Promise<Period> {
  const today = dayOf(now)
  const endOfLastYear = Temporal.PlainDate.from({ year: today.year - 1, month: 12, day: 31 })
  const year = (await lastEndedOn(context.db, endOfLastYear))?.year ?? today.year
  return {
    from: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
    to: Temporal.PlainDate.from({ year, month: 12, day: 31 }),
  }
}

/** The report as `report --json` prints it. Its keys and codes are a contract (DESIGN, Statistics). */
export function reportJson(report: Report): object {
  const { period, placements, rates, cells, employers } = report
  return {
    period: { from: period.from.toString(), to: period.to.toString() },
    placements,
    rates,
    cells,
    employers: employers.map(({ organisationNumber, ...employer }) => ({
      organisation_number: organisationNumber,
      ...employer,
    })),
  }
}

function placementCounts(rows: readonly StatisticsRow[]): PlacementCounts {
  const total = rows.find(row => row.by === 'all')
  if (!total) throw new Error('The counting query gave no total')
  const { ended, surveyed, answered, known } = total
  return { ended, surveyed, answered, known }
}

function cellsOf(rows: readonly StatisticsRow[]): Cells {
  return {
    employment: rows.flatMap(row =>
      row.by === 'employment'
        ? [{ sex: row.sex, purpose: row.purpose, answer: row.employment, count: row.ended }]
        : [],
    ),
    form: rows.flatMap(row => (row.by === 'form' ? [codeCell(row)] : [])),
    hours: rows.flatMap(row => (row.by === 'hours' ? [codeCell(row)] : [])),
    subsidised: rows.flatMap(row => (row.by === 'subsidised' ? [codeCell(row)] : [])),
  }
}

function codeCell<Code extends string>(row: { sex: Sex; code: Code; ended: number }): CodeCell<Code> {
  return { sex: row.sex, code: row.code, count: row.ended }
}

function employerCounts(row: StatisticsRow): EmployerCounts[] {
  if (row.by !== 'employer') return []
  const { organisationNumber, name, sector, ended, answered, employed } = row
  return [{ organisationNumber, name, sector, placements: ended, answered, employed }]
}
