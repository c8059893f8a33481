import { type ReportChange, type TableChange, tellChanges } from '../../domain/report-changes.ts'
import type { Words } from '../../render.ts'
import { list, number } from '../../render-values.ts'

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
