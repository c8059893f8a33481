import { type Column, dimensions, type FigureTable } from '../domain/figure-table.ts'
import { outcomes } from '../domain/outcome.ts'
import { type Dimension, type Filters, lastingDetails, type Report } from '../domain/report.ts'
import { filterNames } from '../domain/report-filters.ts'
import { noValue } from '../domain/tally.ts'
import type { Words } from '../render.ts'
import { list, period } from '../render-values.ts'

/** In whose words a report's file is, who counted it, and as of when. */
export type ReportWords = Words & { organisation: string; at: Temporal.Instant }

/** The three rates, which always stand beside each other, with the bounds of the last. */
export const rateNames = ['response', 'knowledge', 'employment', 'lower', 'upper'] as const
export type RateName = (typeof rateNames)[number]

type Names = Readonly<Record<string, string>>

/** "Placeringar som avslutades 1 januari–31 december 2011", and of whom, where the report is filtered. */
export function reportTitle(report: Report, words: Words): string {
  const { language, t } = words
  const told = t(language, 'reportFile.title', {
    period: period(language, report.period.from, report.period.to),
  })
  const filters = filterTexts(report.filters, report.unitNames, words)
  return filters.length === 0 ? told : `${told} (${filters.join(', ')})`
}

/** What a report is narrowed to, filter by filter: "Kön: Kvinnor". */
export function filterTexts(filters: Filters, unitNames: Names, words: Words): string[] {
  return filterNames.flatMap(name => {
    const value = filters[name]
    if (value === undefined) return []
    return [`${columnName(name, words)}: ${valueName(name, value, words, unitNames)}`]
  })
}

/** "Kön: Kvinnor, Jobbtorg: Jobbtorg Kista"; all placements where there is no filter. */
export function filtersInWords(filters: Filters, unitNames: Names, words: Words): string {
  const told = filterTexts(filters, unitNames, words)
  return told.length === 0 ? words.t(words.language, 'report.no_filters') : told.join(', ')
}

/** "Utfall efter syfte och kön". */
export function tableTitle({ subject, by, name }: FigureTable, words: Words): string {
  const { language, t } = words
  const about = t(language, `reportFile.subject.${subject}`)
  if (name === subject) return about
  return t(language, 'reportFile.by', { subject: about, by: list(language, by.map(byName(words))) })
}

/** The same within the 31 characters that the name of a sheet may have. */
export function sheetName({ subject, by, name }: FigureTable, words: Words): string {
  const about = words.t(words.language, `reportFile.sheet.${subject}`)
  return name === subject ? about : `${about} (${by.map(byName(words)).join(', ')})`
}

export function columnName(column: Column | 'measure', { language, t }: Words): string {
  return t(language, isDimension(column) ? `report.dimension.${column}` : `reportFile.column.${column}`)
}

/**
 * What a value is called: "Kvinnor", "Kvartal 3 2011"; what the register holds, such as a district, is its own name.
 * @param unitNames what units are called where they stand with their ids: in a figure table they have their names
 */
export function valueName(
  column: Column,
  value: string,
  { language, t }: Words,
  unitNames: Names = {},
): string {
  if (column === 'unit') return unitNames[value] ?? value
  if (column === 'district') return value === noValue ? t(language, 'report.no_district') : value
  if (column === 'days') return value.replace('-', '–')
  if (!isDimension(column)) return value
  if (column !== 'quarter') return t(language, `report.${column}.${value}`)
  const [year = '', quarter = ''] = value.split('-Q')
  return t(language, 'report.quarter', { year, quarter })
}

/** What a count is of, short enough for the head of a column. */
export function measureName({ subject }: FigureTable, measure: string, { language, t }: Words): string {
  return t(language, `${measureKeys(subject, measure)}.${measure === 'of' ? subject : measure}`)
}

/** The words of the page where it has them. */
function measureKeys(subject: FigureTable['subject'], measure: string): string {
  if (measure === 'of') return 'reportFile.measure.of'
  if (subject === 'form' || subject === 'hours' || subject === 'subsidised') return `report.${subject}`
  if (subject === 'day_90_subsidised' || subject === 'day_180_subsidised') return 'report.subsidised'
  if (lastingDetails.some(detail => detail === subject)) return 'reportFile.measure.lasting'
  if (degreesOf.some(detail => detail === subject)) return 'reportFile.measure.purpose_met'
  if (subject === 'outcome' && outcomes.some(outcome => outcome === measure)) return 'report.outcome'
  return `reportFile.measure.${subject === 'outcome' ? 'placements' : subject}`
}

/** Answered in the same words as how the purpose was met. */
const degreesOf = ['supervision', 'tasks', 'learned', 'closer']

/** Of the rates beside the counts. */
export function rateName(rate: RateName, { language, t }: Words): string {
  const isBound = rate === 'lower' || rate === 'upper'
  return t(language, isBound ? `reportFile.bound.${rate}` : `report.rates.${rate}`)
}

/** What the counts of a table are counts of. */
export function unitName({ subject }: FigureTable, { language, t }: Words): string {
  if (subject === 'hosts_by_sector') return t(language, 'reportFile.unit.employers')
  if (subject === 'costs') return t(language, 'reportFile.unit.kronor')
  const isOfAnswers = subject === 'answer_days' || subject === 'letter' || subject === 'host_views'
  return t(language, `reportFile.unit.${isOfAnswers ? 'answers' : 'placements'}`)
}

function byName({ language, t }: Words) {
  return (column: Column) => t(language, `reportFile.dimension.${column}`)
}

function isDimension(column: Column | 'measure'): column is Dimension {
  return dimensions.some(dimension => dimension === column)
}
