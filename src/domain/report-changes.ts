import {
  type Count,
  type Detail,
  type Dimension,
  type PlacementMeasure,
  placementMeasures,
  type Report,
} from './report.ts'
import { type ReportForm, shortForm } from './short-form.ts'
import type { Rates } from './statistics.ts'
import { leastCount } from './suppression.ts'

/** Which table of a report a figure is in. `placements` is what stands at the top, `outcomes` each table of outcomes. */
type TableName = 'placements' | 'outcomes' | Detail | 'answer_days' | 'host_sectors' | 'hosts' | 'host_views'

/** One figure that differs between two reports. A hidden count is null, and so is one that is in one of them only. */
export type ReportChange = {
  table: TableName
  /** What the table tells apart; empty where it tells nothing apart. */
  by: readonly Dimension[]
  /** Which row of it, by dimension; a host by its id, days by their first and last. */
  group: Readonly<Record<string, string>>
  measure: string
  isShare: boolean
  before: number | null
  after: number | null
}

/** What may be told of the changes in one table: how many there are, and those counts that point at nobody. */
export type TableChange = {
  table: TableName
  by: readonly Dimension[]
  figures: number
  told: readonly ToldChange[]
}
type ToldChange = { measure: PlacementMeasure; before: number; after: number }

type Published = { report: Report; form: ReportForm }

/** The changes from one published version to another; where their forms differ, of what both of them tell. */
export function changesBetween(before: Published, after: Published): ReportChange[] {
  return before.form === after.form
    ? reportChanges(before.report, after.report)
    : reportChanges(shortForm(before.report), shortForm(after.report))
}

/** Every figure that differs between two reports of the same period and filters, in the order of the later one. */
export function reportChanges(before: Report, after: Report): ReportChange[] {
  const earlier = new Map(figuresOf(before).map(figure => [keyOf(figure), figure]))
  const later = new Map(figuresOf(after).map(figure => [keyOf(figure), figure]))
  const keys = new Set([...later.keys(), ...earlier.keys()])
  return [...keys].flatMap(key => {
    const [old, current] = [earlier.get(key), later.get(key)]
    const figure = current ?? old
    const values = { before: old?.value ?? null, after: current?.value ?? null }
    if (!figure || values.before === values.after) return []
    const { value, ...place } = figure
    return [{ ...place, ...values }]
  })
}

/**
 * The changes, table by table, as they may be shown. Before and after are told of the four counts at the top only, where
 * they changed by `leastCount` at least: a smaller change may be one late answer. In a table, the change of one row and that of the total would give away the
 * smaller one of the rows that are hidden; and a count can be worked out of a share.
 */
export function tellChanges(changes: readonly ReportChange[]): TableChange[] {
  const tables = Map.groupBy(changes, ({ table, by }) => JSON.stringify([table, by]))
  return [...tables.values()].flatMap(inTable => {
    const [first] = inTable
    if (!first) return []
    const { table, by } = first
    return [{ table, by, figures: inTable.length, told: inTable.flatMap(toldOf) }]
  })
}

function toldOf({ table, measure: name, before, after }: ReportChange): ToldChange[] {
  const measure = placementMeasures.find(candidate => candidate === name)
  if (table !== 'placements' || measure === undefined || before === null || after === null) return []
  return Math.abs(after - before) < leastCount ? [] : [{ measure, before, after }]
}

type Figure = Omit<ReportChange, 'before' | 'after'> & { value: number | null }
type Row = Pick<Figure, 'table' | 'by' | 'group'>

function keyOf({ table, by, group, measure, isShare }: Figure): string {
  const parts = Object.entries(group).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([table, by, parts, measure, isShare])
}

function figuresOf(report: Report): Figure[] {
  const top: Row = { table: 'placements', by: [], group: {} }
  return [
    ...counts(top, { ...report.placements, without_sex: report.withoutSex }),
    ...shares(top, report.rates),
    ...report.tables.flatMap(({ by, rows }) =>
      rows.flatMap(({ group, ...row }) => {
        const place: Row = { table: 'outcomes', by, group: { ...group } }
        return [...counts(place, row.counts), ...shares(place, row.rates)]
      }),
    ),
    ...report.details.flatMap(({ detail, by, rows }) =>
      rows.flatMap(({ group, of, counts: codes }) =>
        counts({ table: detail, by, group: { ...group } }, { ...codes, of }),
      ),
    ),
    ...report.answerDays.flatMap(({ firstDay, lastDay, answers }) =>
      counts({ table: 'answer_days', by: [], group: { days: `${firstDay}-${lastDay ?? ''}` } }, { answers }),
    ),
    ...hostFigures(report),
  ]
}

function hostFigures({ hosts, hostViews }: Report): Figure[] {
  const sectors = (hosts?.bySector ?? []).flatMap(({ sector, ...values }) =>
    counts({ table: 'host_sectors', by: [], group: { sector } }, values),
  )
  const list = (hosts?.list ?? []).flatMap(({ id, placements, answered, employed }) =>
    counts({ table: 'hosts', by: [], group: { host: String(id) } }, { placements, answered, employed }),
  )
  const views = (hostViews ?? []).flatMap(({ id, answers, overall }) =>
    counts({ table: 'host_views', by: [], group: { host: String(id) } }, { answers, overall }),
  )
  return [...sectors, ...list, ...views]
}

function counts(row: Row, values: Readonly<Record<string, Count>>): Figure[] {
  return Object.entries(values).map(([measure, value]) => ({ ...row, measure, isShare: false, value }))
}

function shares(row: Row, { response, knowledge, employment }: Rates): Figure[] {
  const values = {
    response,
    knowledge,
    employment: employment.value,
    lower: employment.lower,
    upper: employment.upper,
  }
  return Object.entries(values).map(([measure, value]) => ({ ...row, measure, isShare: true, value }))
}
