import type { FilterName, Filters } from '../../domain/report.ts'
import { type FilterProblem, filterNames, readFilters } from '../../domain/report-filters.ts'
import { type Period, type PeriodProblem, readPeriod } from '../../domain/statistics.ts'
import { textIn } from '../fields.ts'

/** What is asked for, as it stands in the address: two days, and a value for each filter; blank ones narrow nothing. */
export type ReportFields = Readonly<Record<'from' | 'to' | FilterName, string>>

/** The field that can't be read, and why. */
export type ReportProblem =
  | { field: 'from' | 'to'; problem: PeriodProblem }
  | { field: FilterName; problem: FilterProblem }

/** The fields of a query string, trimmed; what is missing is blank. */
export function readReportFields(query: unknown): ReportFields {
  const names = ['from', 'to', ...filterNames] as const
  return Object.fromEntries(names.map(name => [name, textIn(query, name).trim()])) as ReportFields
}

/** What the fields ask for: the page and its files are of the same. */
export function readReportRequest(
  fields: ReportFields,
): { period: Period; filters: Filters } | ReportProblem {
  const asked = readPeriod(fields.from, fields.to)
  if ('problem' in asked) return asked
  const narrowed = readFilters(fields)
  return 'problem' in narrowed ? narrowed : { period: asked.period, filters: narrowed.filters }
}

/** The fields that ask for this. */
export function reportFields({ from, to }: Period, filters: Filters): ReportFields {
  return readReportFields({ ...filters, from: from.toString(), to: to.toString() })
}

/** An address with these fields, without the blank ones. */
export function reportAddress(path: string, fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== '')
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}
