import type { Filters } from '../../domain/report.ts'
import { type ReportChange, type TableChange, tellChanges } from '../../domain/report-changes.ts'
import { filterNames } from '../../domain/report-filters.ts'
import { list, number } from '../../render-values.ts'
import type { Words } from '../words.ts'

type Names = Readonly<Record<string, string>>

/** What a report is of, in words: "Kvinnor, Jobbtorg City"; all placements where there is no filter. */
export function filtersInWords(filters: Filters, unitNames: Names, words: Words): string {
  const parts = filterNames.flatMap(name => {
    const value = filters[name]
    return value === undefined ? [] : [valueInWords(name, value, unitNames, words)]
  })
  return parts.length > 0 ? parts.join(', ') : words.t(words.language, 'published.all')
}

/** What changed, table by table, as far as it may be told. */
export function changesView(changes: readonly ReportChange[], words: Words) {
  const { language, t } = words
  return tellChanges(changes).map(change => ({
    table: tableInWords(change, words),
    figures: change.figures,
    told: change.told.map(told => ({
      measure: t(language, `published.measure.${told.measure}`),
      before: number(language, told.before),
      after: number(language, told.after),
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

/** Units are called by their names, districts as they are, and what has a code by its wording. */
function valueInWords(name: string, value: string, unitNames: Names, { language, t }: Words): string {
  if (name === 'unit') return unitNames[value] ?? t(language, 'published.unit', { id: value })
  if (name === 'district')
    return value === 'unknown' ? t(language, 'published.value.district_unknown') : value
  return t(language, `published.value.${name}.${value}`)
}
