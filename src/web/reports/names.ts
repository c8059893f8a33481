import type { Dimension, FilterName, Report } from '../../domain/report.ts'
import { filterNames } from '../../domain/report-filters.ts'
import { noValue } from '../../domain/tally.ts'
import type { Words } from '../words.ts'

/** What a value is called: "Kvinnor", "Jobbtorg City", "Kvartal 3 2011". */
export function valueName(
  { unitNames }: Pick<Report, 'unitNames'>,
  dimension: Dimension,
  value: string,
  { language, t }: Words,
): string {
  if (dimension === 'unit') return unitNames[value] ?? value
  if (dimension === 'district') return value === noValue ? t(language, 'report.no_district') : value
  if (dimension !== 'quarter') return t(language, `report.${dimension}.${value}`)
  const [year = '', quarter = ''] = value.split('-Q')
  return t(language, 'report.quarter', { year, quarter })
}

/** What the report is narrowed to: "Kön: Kvinnor". */
export function filterTexts(report: Report, words: Words): string[] {
  return filterNames.flatMap((name: FilterName) => {
    const value = report.filters[name]
    if (value === undefined) return []
    const heading = words.t(words.language, `report.dimension.${name}`)
    return [`${heading}: ${valueName(report, name, value, words)}`]
  })
}
