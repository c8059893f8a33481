import { purposes, type Sex, sexes } from './codes.ts'
import { costSexes } from './cost-return.ts'
import type { Costs } from './costs.ts'
import { namedGroup } from './figure-table.ts'
import { outcomes } from './outcome.ts'
import {
  type Count,
  type Dimension,
  detailBy,
  type Group,
  type Measure,
  type Report,
  tableBy,
} from './report.ts'
import { partCodes } from './tally.ts'

/**
 * The report as `report --json` prints it. Period, placements, cells and employers are a contract (DESIGN, Statistics);
 * what else is there came later. Codes as they are, units by their names, a hidden count is null.
 */
export function reportJson(report: Report): object {
  const { period, placements, rates, hosts } = report
  return {
    definition: report.definition,
    exact: report.exact,
    period: { from: period.from.toString(), to: period.to.toString() },
    filters: namedGroup(report.filters, report),
    nothing_shown: report.nothingShown,
    placements,
    without_sex: report.withoutSex,
    rates,
    cells: {
      employment: sexes.flatMap(sex =>
        purposes.flatMap(purpose =>
          outcomes.map(answer => ({ sex, purpose, answer, count: cell(report, { sex, purpose }, answer) })),
        ),
      ),
      form: detailCells(report, 'form'),
      hours: detailCells(report, 'hours'),
      subsidised: detailCells(report, 'subsidised'),
    },
    costs: report.costs && costsJson(report.costs),
    employers: (hosts?.list ?? []).map(({ id, organisationNumber, ...host }) => ({
      organisation_number: organisationNumber,
      ...host,
    })),
    ...tablesJson(report),
  }
}

/** In kronor; a hidden amount is null. The total has no district. */
function costsJson({ periods, rows, missing, activityGrant }: Costs) {
  return {
    periods,
    cells: rows.flatMap(({ district, ...bySex }) =>
      costSexes.map(sex => ({
        district,
        sex,
        paid: bySex[sex].paid,
        paid_per_placement_month: bySex[sex].perMonth,
      })),
    ),
    missing,
    activity_grant_share: activityGrant,
  }
}

/** Every table of the report, as it is made. */
function tablesJson(report: Report) {
  const { tables, details, answerDays, hosts, hostViews } = report
  const named = <Row extends { group: Group }>(row: Row) => ({ ...row, group: namedGroup(row.group, report) })
  return {
    tables: tables.map(({ by, rows }) => ({ by, rows: rows.map(named) })),
    details: details.map(({ detail, by, rows }) => ({ detail, by, rows: rows.map(named) })),
    answer_days: answerDays.map(({ firstDay, lastDay, answers }) => ({
      first_day: firstDay,
      last_day: lastDay,
      answers,
    })),
    hosts_by_sector: hosts?.bySector ?? null,
    host_views:
      hostViews?.map(({ organisationNumber, name, answers, overall }) => ({
        organisation_number: organisationNumber,
        name,
        answers,
        overall,
      })) ?? null,
  }
}

/** The count of a sex and a purpose; zero for those that the filters leave out, for nobody of them is in the report. */
function cell(report: Report, told: Required<Pick<Group, 'sex' | 'purpose'>>, measure: Measure): Count {
  if (isFilteredOut(report, told)) return 0
  const table = tableBy(report, ...untold(report))
  return table?.rows.find(row => matches(row.group, told))?.counts[measure] ?? ifNobody(report, told.sex)
}

function detailCells(report: Report, detail: 'form' | 'hours' | 'subsidised') {
  const table = detailBy(report, detail, ...untold(report).filter(dimension => dimension === 'sex'))
  return sexes.flatMap(sex =>
    partCodes[detail].map(code => ({
      sex,
      code,
      count: isFilteredOut(report, { sex })
        ? 0
        : (table?.rows.find(row => matches(row.group, { sex }))?.counts[code] ?? ifNobody(report, sex)),
    })),
  )
}

function untold({ filters }: Report): Dimension[] {
  return (['purpose', 'sex'] as const).filter(dimension => filters[dimension] === undefined)
}

function isFilteredOut({ filters }: Report, { sex, purpose }: Group): boolean {
  return (
    (filters.sex !== undefined && filters.sex !== sex) ||
    (filters.purpose !== undefined && purpose !== undefined && filters.purpose !== purpose)
  )
}

function matches(group: Group, told: Group): boolean {
  return (
    (group.sex === undefined || group.sex === told.sex) &&
    (group.purpose === undefined || group.purpose === told.purpose)
  )
}

/** A hidden count is null; zero is told of those without a registered sex where there are none. */
function ifNobody({ withoutSex }: Report, sex: Sex): Count {
  return sex === 'unknown' && withoutSex === 0 ? 0 : null
}
