import type { FilterName, Filters } from '../../domain/report.ts'
import { filterNames } from '../../domain/report-filters.ts'
import type { Period } from '../../domain/statistics.ts'
import { textIn } from '../fields.ts'

/** What is asked for, as it stands in the address: two days, and a value for each filter; blank ones narrow nothing. */
export type ReportFields = Readonly<Record<'from' | 'to' | FilterName, string>>

/** The fields of a query string, trimmed; what is missing is blank. */
export function readReportFields(query: unknown): ReportFields {
  const names = ['from', 'to', ...filterNames] as const
  return Object.fromEntries(names.map(name => [name, textIn(query, name).trim()])) as ReportFields
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
