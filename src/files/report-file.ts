import { figureTables, namedGroup } from '../domain/figure-table.ts'
import { jsonStat, type StatLabels } from '../domain/json-stat.ts'
import type { Report } from '../domain/report.ts'
import { reportJson } from '../domain/report-json.ts'
import { leastCount } from '../domain/suppression.ts'
import { reportLongForm } from './report-csv.ts'
import { reportSheets } from './report-sheets.ts'
import {
  columnName,
  measureName,
  type ReportWords,
  reportTitle,
  tableTitle,
  unitName,
  valueName,
} from './report-words.ts'
import { writeTable } from './table.ts'
import { writeSheets } from './workbook.ts'

export const reportFormats = ['xlsx', 'csv', 'json', 'json-stat'] as const
export type ReportFormat = (typeof reportFormats)[number]

export type ReportFile = { name: string; contentType: string; bytes: Buffer }

/**
 * The report as a file. Every format holds the same counts and hides the same; XLSX and JSON-stat speak the reader's
 * language, CSV and JSON hold codes.
 */
export async function reportFile(
  report: Report,
  format: ReportFormat,
  words: ReportWords,
): Promise<ReportFile> {
  const name = fileName(report, format, words)
  switch (format) {
    case 'xlsx':
      return { name, ...(await writeSheets('xlsx', reportSheets(report, words))) }
    case 'csv':
      return {
        name,
        contentType: 'text/csv; charset=utf-8',
        bytes: Buffer.from(writeTable(reportLongForm(report))),
      }
    case 'json':
      return jsonFile(name, reportJson(report))
    case 'json-stat':
      return jsonFile(name, jsonStat(figureTables(report), statLabels(report, words)))
  }
}

const endings = { xlsx: 'xlsx', csv: 'csv', json: 'json', 'json-stat': 'json-stat.json' } as const

/** "rapport-2011-01-01-2011-12-31.xlsx"; a selection and exact figures are told by the name, too. */
function fileName(
  { period, filters, exact }: Report,
  format: ReportFormat,
  { language, t }: ReportWords,
): string {
  const word = (key: string) => t(language, `reportFile.name.${key}`)
  const parts = [
    word('report'),
    period.from.toString(),
    period.to.toString(),
    ...(Object.keys(filters).length > 0 ? [word('filtered')] : []),
    ...(exact ? [word('exact')] : []),
  ]
  return `${parts.join('-')}.${endings[format]}`
}

function jsonFile(name: string, content: object): ReportFile {
  return {
    name,
    contentType: 'application/json; charset=utf-8',
    bytes: Buffer.from(`${JSON.stringify(content)}\n`),
  }
}

function statLabels(report: Report, words: ReportWords): StatLabels {
  const { language, t, organisation, at } = words
  const { definition, exact, period, nothingShown } = report
  const hidden = t(language, 'reportFile.meaning.hidden', { least: leastCount })
  const reason = nothingShown === null ? [] : [t(language, `reportFile.nothing.${nothingShown}`)]
  return {
    title: reportTitle(report, words),
    source: t(language, 'reportFile.source', { organisation }),
    notes: [
      ...reason,
      ...(exact ? [t(language, 'reportFile.meaning.exact')] : [hidden, t(language, 'reportFile.both_sexes')]),
    ],
    hidden,
    updated: at,
    extension: {
      definition,
      exact,
      period: { from: period.from.toString(), to: period.to.toString() },
      filters: namedGroup(report.filters, report),
      nothing_shown: nothingShown,
    },
    table: table => tableTitle(table, words),
    column: column => columnName(column, words),
    value: (column, value) => valueName(column, value, words),
    measure: (table, measure) => measureName(table, measure, words),
    unit: table => unitName(table, words),
  }
}
