import { costSexes } from './cost-return.ts'
import type { CostRow, Costs } from './costs.ts'
import { detailRule, isConfidential } from './detail.ts'
import { writtenNumber } from './organisation-number.ts'
import { outcomes } from './outcome.ts'
import {
  type Count,
  type Detail,
  type Dimension,
  details,
  type Group,
  type Hosts,
  type HostView,
  placementMeasures,
  type Report,
} from './report.ts'
import type { Rates } from './statistics.ts'
import { traits } from './tally.ts'

/** What a table is about. */
type Subject =
  | 'placements'
  | 'outcome'
  | Detail
  | 'answer_days'
  | 'hosts_by_sector'
  | 'hosts'
  | 'host_views'
  | 'costs'

/** What placements can be told apart by, in the order of a file's columns. */
export const dimensions = ['sex', 'purpose', ...traits, 'quarter'] as const satisfies readonly Dimension[]
/** The same and what else names a row. */
export const columns = [...dimensions, 'days', 'organisation_number', 'employer'] as const
export type Column = (typeof columns)[number]

/**
 * A table of a report as the files and the terminal hold it, whatever it is about: rows, named by columns, with a count
 * for each measure. Codes as they are, units by their names.
 */
export type FigureTable = {
  /** Unique in the report: "outcome_by_purpose_sex". */
  name: string
  subject: Subject
  by: readonly Column[]
  measures: readonly string[]
  rows: readonly FigureRow[]
}

export type FigureRow = {
  told: Readonly<Partial<Record<Column, string>>>
  counts: Readonly<Record<string, Count>>
  /** Null where the table has none. */
  rates: Rates | null
}

/** Every table of the report that has a row, the four counts at the top first. */
export function figureTables(report: Report): FigureTable[] {
  return [
    placementsTable(report),
    ...outcomeTables(report),
    ...detailTables(report),
    answerDaysTable(report),
    ...(report.hosts ? hostTables(report.hosts) : []),
    hostViewsTable(report.hostViews ?? []),
    ...(report.costs ? costTables(report.costs) : []),
  ].filter(({ rows }) => rows.length > 0)
}

/** What a group is called in files: a unit by its name, for its number says nothing outside. */
export function namedGroup(group: Group, { unitNames }: Pick<Report, 'unitNames'>): Group {
  return group.unit === undefined ? group : { ...group, unit: unitNames[group.unit] ?? group.unit }
}

/** Of public tables, which leave out those without a registered sex. */
export const bothSexes = 'woman+man'
const everybody = 'all'

/**
 * What a row is of in one column, also where the table does not tell that apart: the value that the report is filtered
 * by, or everybody. Blank for what is no dimension of the table's placements.
 */
export function valueIn(report: Report, { subject }: FigureTable, row: FigureRow, column: Column): string {
  const told = row.told[column] ?? namedGroup(report.filters, report)[column as keyof Group]
  if (told !== undefined) return told
  if (column === 'sex') return countsEverybody(report, subject) ? everybody : bothSexes
  return dimensions.some(dimension => dimension === column) ? everybody : ''
}

/** The counts at the top hold everybody where it may be told how many have no registered sex; participants' answers never do. */
function countsEverybody({ exact, withoutSex }: Report, subject: Subject): boolean {
  const isNeverExact = details.some(detail => detail === subject && isConfidential(detail))
  return (exact && !isNeverExact) || (subject === 'placements' && withoutSex !== null)
}

/** Under a filter nobody counts those without a registered sex, which is not the same as hiding how many they are. */
function placementsTable({ placements, withoutSex, filters }: Report): FigureTable {
  const isFiltered = Object.keys(filters).length > 0
  return {
    ...named('placements', []),
    measures: isFiltered ? placementMeasures : [...placementMeasures, 'without_sex'],
    rows: [{ told: {}, counts: { ...placements, without_sex: withoutSex }, rates: null }],
  }
}

function outcomeTables(report: Report): FigureTable[] {
  return report.tables.map(({ by, rows }) => ({
    ...named('outcome', by),
    measures: [...placementMeasures, ...outcomes],
    rows: rows.map(({ group, counts, rates }) => ({ told: namedGroup(group, report), counts, rates })),
  }))
}

/** What the counts add up to is a measure, too. */
function detailTables(report: Report): FigureTable[] {
  return report.details.map(({ detail, by, rows }) => ({
    ...named(detail, by),
    measures: ['of', ...detailRule(detail).codes],
    rows: rows.map(({ group, of, counts }) => ({
      told: namedGroup(group, report),
      counts: { of, ...counts },
      rates: null,
    })),
  }))
}

function answerDaysTable({ answerDays }: Report): FigureTable {
  return {
    ...named('answer_days', ['days']),
    measures: ['answers'],
    rows: answerDays.map(({ firstDay, lastDay, answers }) => ({
      // Without a last day "30-": that day, and later.
      told: { days: firstDay === lastDay ? String(firstDay) : `${firstDay}-${lastDay ?? ''}` },
      counts: { answers },
      rates: null,
    })),
  }
}

function hostTables({ bySector, list }: Hosts): FigureTable[] {
  return [
    {
      ...named('hosts_by_sector', ['sector']),
      measures: ['hosts', 'new', 'returning'],
      rows: bySector.map(({ sector, ...counts }) => ({ told: { sector }, counts, rates: null })),
    },
    {
      ...named('hosts', ['organisation_number', 'employer', 'sector']),
      measures: ['placements', 'answered', 'employed'],
      rows: list.map(({ organisationNumber, name, sector, placements, answered, employed }) => ({
        told: { organisation_number: writtenNumber(organisationNumber), employer: name, sector },
        counts: { placements, answered, employed },
        rates: null,
      })),
    },
  ]
}

/** In whole kronor: of all boards together, and of each. */
function costTables({ rows }: Costs): FigureTable[] {
  const rowsOf = ({ district, ...bySex }: CostRow): FigureRow[] =>
    costSexes.map(sex => {
      const { paid } = bySex[sex]
      const counts = { paid: paid === null ? null : Math.round(paid) }
      return { told: district === null ? { sex } : { district, sex }, counts, rates: null }
    })
  const [boards, total] = [rows.filter(({ district }) => district !== null), rows.slice(-1)]
  return [
    { ...named('costs', ['sex']), measures: ['paid'], rows: total.flatMap(rowsOf) },
    { ...named('costs', ['district', 'sex']), measures: ['paid'], rows: boards.flatMap(rowsOf) },
  ]
}

function hostViewsTable(views: readonly HostView[]): FigureTable {
  return {
    ...named('host_views', ['organisation_number', 'employer']),
    measures: ['answers', 'overall'],
    rows: views.map(({ organisationNumber, name, answers, overall }) => ({
      told: { organisation_number: writtenNumber(organisationNumber), employer: name },
      counts: { answers, overall },
      rates: null,
    })),
  }
}

/** Hosts, hosts by sector and answers by day are told apart by what they are about. */
function named(subject: Subject, by: readonly Column[]): Pick<FigureTable, 'name' | 'subject' | 'by'> {
  const isTold = subject === 'outcome' || subject === 'costs' || details.some(detail => detail === subject)
  return { name: isTold && by.length > 0 ? `${subject}_by_${by.join('_')}` : subject, subject, by }
}
