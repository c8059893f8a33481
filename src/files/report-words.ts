import type { Language } from '../domain/codes.ts'
import type { Column, FigureTable } from '../domain/figure-table.ts'
import { outcomes } from '../domain/outcome.ts'
import type { Report } from '../domain/report.ts'
import { filterNames } from '../domain/report-filters.ts'
import type { Translate } from '../render.ts'
import { list, period } from '../render-values.ts'

/** In whose words a report's file is, who counted it, and as of when. */
export type ReportWords = { language: Language; t: Translate; organisation: string; at: Temporal.Instant }

/** The three rates, which always stand beside each other, with the bounds of the last. */
export const rateNames = ['response', 'knowledge', 'employment', 'lower', 'upper'] as const
export type RateName = (typeof rateNames)[number]

type Spoken = Pick<ReportWords, 'language' | 't'>

/** "Placeringar som avslutades 1 januari–31 december 2011", and of whom, where the report is filtered. */
export function reportTitle(report: Report, words: Spoken): string {
  const { language, t } = words
  const told = t(language, 'reportFile.title', {
    period: period(language, report.period.from, report.period.to),
  })
  const filters = filtersInWords(report, words)
  return filters === '' ? told : `${told} (${filters})`
}

/** "Kön: Kvinnor, Enhet: Jobbtorg Kista"; blank for everybody. */
export function filtersInWords({ filters, unitNames }: Report, words: Spoken): string {
  return filterNames
    .flatMap(name => {
      const value = filters[name]
      if (value === undefined) return []
      const told = name === 'unit' ? (unitNames[value] ?? value) : valueName(name, value, words)
      return [`${columnName(name, words)}: ${told}`]
    })
    .join(', ')
}

/** "Utfall efter syfte och kön". */
export function tableTitle({ subject, by, name }: FigureTable, words: Spoken): string {
  const { language, t } = words
  const about = t(language, `reportFile.subject.${subject}`)
  if (name === subject) return about
  return t(language, 'reportFile.by', { subject: about, by: list(language, by.map(byName(words))) })
}

/** The same within the 31 characters that the name of a sheet may have. */
export function sheetName({ subject, by, name }: FigureTable, words: Spoken): string {
  const about = words.t(words.language, `reportFile.sheet.${subject}`)
  return name === subject ? about : `${about} (${by.map(byName(words)).join(', ')})`
}

export function columnName(column: Column | 'measure', { language, t }: Spoken): string {
  return t(language, `reportFile.column.${column}`)
}

/** A code in words; what the register holds, such as a district, is its own name. */
export function valueName(column: Column, value: string, { language, t }: Spoken): string {
  if (column === 'sex' || column === 'purpose') return t(language, `report.${column}.${value}`)
  if (column === 'quarter') {
    const [year = '', quarter = ''] = value.split('-Q')
    return t(language, 'reportFile.quarter', { year, quarter })
  }
  if (column === 'days') return value.replace('-', '–')
  if (column === 'district') return value === 'unknown' ? t(language, 'reportFile.unknown') : value
  const isCoded =
    column === 'sector' || column === 'funding' || column === 'length' || column === 'end_reason'
  return isCoded ? t(language, `reportFile.${column}.${value}`) : value
}

/** What a count is of, short enough for the head of a column. */
export function measureName({ subject }: FigureTable, measure: string, { language, t }: Spoken): string {
  return t(language, `${measureKeys(subject, measure)}.${measure === 'of' ? subject : measure}`)
}

/** The words of the page where it has them. */
function measureKeys(subject: FigureTable['subject'], measure: string): string {
  if (measure === 'of') return 'reportFile.measure.of'
  if (subject === 'form' || subject === 'hours' || subject === 'subsidised') return `report.${subject}`
  if (subject === 'outcome' && outcomes.some(outcome => outcome === measure)) return 'report.outcome'
  return `reportFile.measure.${subject === 'outcome' ? 'placements' : subject}`
}

/** Of the rates beside the counts. */
export function rateName(rate: RateName, { language, t }: Spoken): string {
  const isBound = rate === 'lower' || rate === 'upper'
  return t(language, isBound ? `reportFile.bound.${rate}` : `report.rates.${rate}`)
}

/** What the counts of a table are counts of. */
export function unitName({ subject }: FigureTable, { language, t }: Spoken): string {
  if (subject === 'hosts_by_sector') return t(language, 'reportFile.unit.employers')
  const isOfAnswers = subject === 'answer_days' || subject === 'letter'
  return t(language, `reportFile.unit.${isOfAnswers ? 'answers' : 'placements'}`)
}

function byName({ language, t }: Spoken) {
  return (column: Column) => t(language, `reportFile.dimension.${column}`)
}
