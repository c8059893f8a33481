import type { PublishedReport } from '../../db/published-reports.ts'
import type { Language } from '../../domain/codes.ts'
import type { Filters } from '../../domain/report.ts'
import { type ReportChange, type TableChange, tellChanges } from '../../domain/report-changes.ts'
import { filterNames } from '../../domain/report-filters.ts'
import type { Translate } from '../../render.ts'
import { list, number } from '../../render-values.ts'

export type Words = { language: Language; t: Translate }
type Names = Readonly<Record<string, string>>

/** What a report is of, in words: "Kvinnor, Jobbtorg City"; all placements where there is no filter. */
export function filtersInWords(filters: Filters, unitNames: Names, words: Words): string {
  const parts = filterNames.flatMap(name => {
    const value = filters[name]
    return value === undefined ? [] : [valueInWords(name, value, { unitNames, hostNames: {} }, words)]
  })
  return parts.length > 0 ? parts.join(', ') : words.t(words.language, 'published.all')
}

/** What changed, table by table, as far as it may be told. */
export function changesView(
  changes: readonly ReportChange[],
  { report }: Pick<PublishedReport, 'report'>,
  words: Words,
) {
  const hostNames = Object.fromEntries((report.hosts?.list ?? []).map(({ id, name }) => [String(id), name]))
  const names = { unitNames: report.unitNames, hostNames }
  return tellChanges(changes).map(change => ({
    table: tableInWords(change, words),
    figures: change.figures,
    told: change.told.map(told => ({
      group: Object.entries(told.group)
        .map(([name, value]) => valueInWords(name, value, names, words))
        .join(', '),
      measure: measureInWords(told, words),
      before: number(words.language, told.before ?? 0),
      after: number(words.language, told.after ?? 0),
    })),
  }))
}

/** "Utfall efter kön och syfte" */
function tableInWords({ table, by }: TableChange, { language, t }: Words): string {
  const name = t(language, `published.table.${table}`)
  if (by.length === 0) return name
  const dimensions = by.map(dimension => t(language, `published.dimension.${dimension}`))
  return t(language, 'published.table_by', { table: name, dimensions: list(language, dimensions) })
}

const outcomeTables: readonly string[] = ['placements', 'outcomes', 'answer_days', 'host_sectors', 'hosts']

function measureInWords({ table, measure }: ReportChange, { language, t }: Words): string {
  const isCode = measure !== 'of' && !outcomeTables.includes(table)
  return t(language, isCode ? `published.detail.${table}.${measure}` : `published.measure.${measure}`)
}

/** Units and hosts are called by their names, districts as they are, and what has a code by its wording. */
function valueInWords(
  name: string,
  value: string,
  { unitNames, hostNames }: { unitNames: Names; hostNames: Names },
  { language, t }: Words,
): string {
  if (name === 'unit') return unitNames[value] ?? t(language, 'published.unit', { id: value })
  if (name === 'host') return hostNames[value] ?? t(language, 'published.host', { id: value })
  if (name === 'days') return t(language, 'published.days', { days: value.replace('-', '–') })
  if (name === 'quarter') return quarterInWords(value, { language, t })
  if (name === 'district')
    return value === 'unknown' ? t(language, 'published.value.district_unknown') : value
  return t(language, `published.value.${name}.${value}`)
}

/** "2011-Q3" is "tredje kvartalet 2011". */
function quarterInWords(quarter: string, { language, t }: Words): string {
  const [year = '', number = ''] = quarter.split('-Q')
  return t(language, `published.quarter.${number}`, { year })
}
