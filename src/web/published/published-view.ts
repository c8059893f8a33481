import type { PublishedReport } from '../../db/published-reports.ts'
import { columns } from '../../domain/figure-table.ts'
import { type ReportChange, type TableChange, tellChanges } from '../../domain/report-changes.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { list, number } from '../../render-values.ts'

export { filtersInWords } from '../../files/report-words.ts'
export type { Words } from '../../render.ts'

type Names = Readonly<Record<string, string>>

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

/** Hosts are called by their names, and days are told apart from other numbers; the others as in every report. */
function valueInWords(
  name: string,
  value: string,
  { unitNames, hostNames }: { unitNames: Names; hostNames: Names },
  words: Words,
): string {
  const { language, t } = words
  if (name === 'host') return hostNames[value] ?? t(language, 'published.host', { id: value })
  if (name === 'days') return t(language, 'published.days', { days: value.replace('-', '–') })
  const column = columns.find(known => known === name)
  return column ? valueName(column, value, words, unitNames) : value
}
