import type { EmployerFilter, EmployerPageOf } from '../db/employer-list.ts'
import { sectors } from '../domain/codes.ts'
import { oneLine } from '../domain/one-line.ts'
import { wordsOf } from './placement-filter.ts'

/** The fields of the register's filter as they stand in the address; blank ones narrow nothing. */
export type EmployerFields = Readonly<{ q: string; sector: string }>

type Query = Readonly<Record<string, unknown>>

const longestField = 200

/** The fields of a query string, without what does not belong to the filter. */
export function readEmployerFields(query: Query): EmployerFields {
  return { q: textOf(query.q), sector: textOf(query.sector) }
}

/** What the fields ask for. A field that can't be read narrows nothing. */
export function employerFilterOf({ q, sector }: EmployerFields): EmployerFilter {
  return { words: wordsOf(q), sector: sectors.find(code => code === sector) ?? null }
}

/** The page asked for: `after=41` or `before=41`, the id of an employer. */
export function employerPageOf(query: Query): EmployerPageOf {
  const after = idIn(query.after)
  if (after !== undefined) return { after }
  const before = idIn(query.before)
  return before === undefined ? 'first' : { before }
}

/** An address with these fields, and more; blank ones are left out. */
export function employersAddress(
  path: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}

/** An id as it stands in an address or a form. */
export function idIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** A field's text in one line. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? oneLine(value).slice(0, longestField) : ''
}
