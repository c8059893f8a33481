import { bothSexes, type FigureTable, figureTables } from '../domain/figure-table.ts'
import { hiddenStatus } from '../domain/json-stat.ts'
import type { Report } from '../domain/report.ts'
import { leastBase, type Rates } from '../domain/statistics.ts'
import { leastCount } from '../domain/suppression.ts'
import { moment, period } from '../render-values.ts'
import {
  columnName,
  filtersInWords,
  measureName,
  type ReportWords,
  rateName,
  rateNames,
  sheetName,
  valueName,
} from './report-words.ts'
import type { Cell, Sheet } from './workbook.ts'

/** The report as a workbook: a sheet a table, and at the end what the words mean and what is hidden. */
export function reportSheets(report: Report, words: ReportWords): readonly [Sheet, ...Sheet[]] {
  const [first, ...others] = figureTables(report).map(table => tableSheet(table, words))
  const definitions = definitionsSheet(report, words)
  return first ? [first, ...others, definitions] : [definitions]
}

const widths: Readonly<Record<string, number>> = {
  unit: 28,
  district: 28,
  sector: 20,
  length: 18,
  purpose: 22,
  organisation_number: 20,
  employer: 38,
}
const usualWidth = 14
const definitionWidths = { term: 30, meaning: 110 }

function tableSheet(table: FigureTable, words: ReportWords): Sheet {
  const hasRates = table.rows.some(({ rates }) => rates !== null)
  const heading = (name: string, width = usualWidth) => ({ heading: name, width })
  return {
    name: sheetName(table, words),
    columns: [
      ...table.by.map(column => heading(columnName(column, words), widths[column])),
      ...table.measures.map(measure => heading(measureName(table, measure, words))),
      ...(hasRates ? rateNames.map(rate => heading(rateName(rate, words))) : []),
    ],
    rows: table.rows.map(({ told, counts, rates }) => [
      ...table.by.map(column => valueName(column, told[column] ?? '', words)),
      ...table.measures.map((measure): Cell => counts[measure] ?? hiddenStatus),
      ...(rates ? ratesInOrder(rates).map((share): Cell => (share === null ? null : { share })) : []),
    ]),
  }
}

const terms = [
  'ended',
  'surveyed',
  'answered',
  'known',
  'outcome',
  'unknown',
  'rates',
  'bounds',
  'basis',
  'purpose_met',
  'participants',
  'lasting',
  'days',
  'new_hosts',
] as const

function ratesInOrder({ response, knowledge, employment }: Rates): (number | null)[] {
  return [response, knowledge, employment.value, employment.lower, employment.upper]
}

/** A file is read by people who never saw the page. */
function definitionsSheet(report: Report, words: ReportWords): Sheet {
  const { language, t, organisation, at } = words
  const filters = filtersInWords(report.filters, report.unitNames, words)
  const values = {
    period: period(language, report.period.from, report.period.to),
    filters,
    moment: moment(language, at),
    organisation,
    definition: report.definition,
    mark: hiddenStatus,
    least: leastCount,
    base: leastBase,
    sexes: bothSexes,
  }
  const about = ['period', 'filters', 'as_of', 'source', 'definition']
  const hiding = report.exact ? ['exact'] : ['hidden', 'few', 'sexes']
  return {
    name: t(language, 'reportFile.sheet.definitions'),
    columns: (['term', 'meaning'] as const).map(column => ({
      heading: t(language, `reportFile.column.${column}`),
      width: definitionWidths[column],
    })),
    rows: [
      ...nothingShownRows(report, words),
      ...[...about, ...hiding, ...terms].map(term => [
        t(language, `reportFile.term.${term}`, values),
        t(language, `reportFile.meaning.${term}`, values),
      ]),
    ],
  }
}

function nothingShownRows({ nothingShown }: Report, { language, t }: ReportWords): Cell[][] {
  if (nothingShown === null) return []
  return [[t(language, 'reportFile.term.nothing'), t(language, `reportFile.nothing.${nothingShown}`)]]
}
