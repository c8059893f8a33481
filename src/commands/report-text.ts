import type { Language } from '../domain/codes.ts'
import { type FigureTable, figureTables } from '../domain/figure-table.ts'
import { hiddenStatus } from '../domain/json-stat.ts'
import { outcomes } from '../domain/outcome.ts'
import { type Count, lastingDetails, type Report } from '../domain/report.ts'
import type { EmploymentRate, Rates } from '../domain/statistics.ts'
import { participantAspects } from '../domain/tally.ts'
import {
  columnName,
  measureName,
  rateName,
  reportTitle,
  tableTitle,
  valueName,
} from '../files/report-words.ts'
import type { Translate, Words } from '../render.ts'
import { number, percent, period } from '../render-values.ts'

const language: Language = 'sv'
const hostsShown = 20

/** A heading, the column names, and the rows; the first `names` columns are text, the others figures. */
type TextTable = { heading: string; names: number; rows: string[][] }

/** The tables of the employers' answers to read in a terminal, in Swedish, or why there are none; the files have all. */
export function reportText(report: Report, t: Translate): string {
  const words = { language, t }
  const title = heading(reportTitle(report, words))
  const nothing = nothingShownText(report, t)
  if (nothing !== '') return `${title}${nothing}`
  if (report.placements.ended === 0) return `${title}${emptyText(report, t)}`
  const [placements, ...others] = figureTables(report).filter(isOfEmployers)
  const tables = [
    ...(placements ? [topTable(placements, report, words)] : []),
    ...others.map(table => textTable(table, words)),
  ]
  return `${title}${tables.map(layOut).join('\n')}${moreHosts(report, t)}\n${lastLine(report, t)}`
}

/** What participants think, who has told and what lasted are too many tables for a terminal. */
function isOfEmployers({ subject }: FigureTable): boolean {
  return ![...participantAspects, ...lastingDetails, 'basis', 'host_views'].some(name => name === subject)
}

/** Why a public report has no figures and what to do; blank where it has some. */
export function nothingShownText({ nothingShown }: Report, t: Translate): string {
  return nothingShown === null ? '' : `${t(language, `reportFile.nothing.${nothingShown}`)}\n`
}

function emptyText({ period: { from, to }, filters }: Report, t: Translate): string {
  const line = Object.keys(filters).length > 0 ? 'empty_selection' : 'empty'
  return `${t(language, `reportFile.command.${line}`, { period: period(language, from, to) })}\n`
}

function lastLine({ exact }: Report, t: Translate): string {
  if (exact) return `${t(language, 'reportFile.command.exact')}\n`
  const mark = t(language, 'reportFile.command.public', { mark: hiddenStatus })
  return `${mark}\n${t(language, 'reportFile.both_sexes')}\n`
}

function moreHosts({ hosts }: Report, t: Translate): string {
  const more = (hosts?.list.length ?? 0) - hostsShown
  return more > 0 ? `${t(language, 'reportFile.command.more_hosts', { more: number(language, more) })}\n` : ''
}

/** The counts at the top and the three rates, one a line. */
function topTable(table: FigureTable, { rates }: Report, words: Words): TextTable {
  const counts = table.rows[0]?.counts ?? {}
  return {
    heading: '',
    names: 1,
    rows: [
      ...table.measures.map(measure => [measureName(table, measure, words), counted(counts[measure])]),
      [rateName('response', words), share(rates.response)],
      [rateName('knowledge', words), share(rates.knowledge)],
      [rateName('employment', words), share(rates.employment.value)],
      [boundsName(words), bounds(rates.employment)],
    ],
  }
}

/** A terminal has no room for every measure of an outcome: those that are left out are in the files. */
function textTable(table: FigureTable, words: Words): TextTable {
  const isOutcome = table.subject === 'outcome'
  const measures = isOutcome ? ['ended', 'known', ...outcomes] : table.measures
  const rates = isOutcome
    ? [rateName('knowledge', words), rateName('employment', words), boundsName(words)]
    : []
  const rows = table.subject === 'hosts' ? table.rows.slice(0, hostsShown) : table.rows
  return {
    heading: tableTitle(table, words),
    names: table.by.length,
    rows: [
      [
        ...table.by.map(column => columnName(column, words)),
        ...measures.map(measure => measureName(table, measure, words)),
        ...rates,
      ],
      ...rows.map(row => [
        ...table.by.map(column => valueName(column, row.told[column] ?? '', words)),
        ...measures.map(measure => counted(row.counts[measure])),
        ...(row.rates ? ratesInText(row.rates) : []),
      ]),
    ],
  }
}

function ratesInText({ knowledge, employment }: Rates): string[] {
  return [share(knowledge), share(employment.value), bounds(employment)]
}

function boundsName(words: Words): string {
  return `${rateName('lower', words)}–${rateName('upper', words)}`
}

function counted(count: Count | undefined): string {
  return count === null || count === undefined ? hiddenStatus : number(language, count)
}

function share(value: number | null): string {
  return value === null ? '–' : percent(language, value)
}

function bounds({ lower, upper }: EmploymentRate): string {
  return lower === null ? '–' : `${share(lower)}–${share(upper)}`
}

function heading(text: string): string {
  return `${text}\n${'='.repeat(text.length)}\n`
}

/** Columns as wide as their widest cell: names to the left, figures to the right. */
function layOut({ heading: text, names, rows }: TextTable): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < names ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  const top = text === '' ? '' : `${text}\n${'-'.repeat(text.length)}\n`
  return `${top}${lines.join('\n')}\n`
}
