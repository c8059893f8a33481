import type { PageOf, PlacementFilter, PlacementKey } from '../db/placement-list.ts'
import type { Access } from '../domain/access.ts'
import { responseStatuses } from '../domain/codes.ts'
import { isoDay } from '../domain/iso-day.ts'
import { oneLine } from '../domain/one-line.ts'

/** The fields of the filter as they stand in the address of the page; blank ones narrow nothing. */
export type FilterFields = Readonly<Record<(typeof fieldNames)[number], string>>

const fieldNames = ['status', 'unit', 'coach', 'q', 'from', 'to'] as const
/** More words than this find nothing more, and only cost time. */
const mostWords = 6
const longestField = 200

/** The fields of a query string, without what does not belong to the filter. */
export function readFields(query: Readonly<Record<string, unknown>>): FilterFields {
  const [status, unit, coach, q, from, to] = fieldNames.map(name => textOf(query[name]))
  return { status, unit, coach, q, from, to } as FilterFields
}

/** What the fields ask for, within what the reader may see. A field that can't be read narrows nothing. */
export function filterOf(fields: FilterFields, access: Access): PlacementFilter {
  return {
    status: responseStatuses.find(status => status === fields.status) ?? null,
    unitId: access.unitId ?? wholeNumber(fields.unit),
    coachEmail: access.seesAddresses && fields.coach !== '' ? fields.coach : null,
    words: wordsOf(fields.q),
    searchesAddresses: access.seesAddresses,
    endedFrom: isoDay(fields.from) ?? null,
    endedTo: isoDay(fields.to) ?? null,
  }
}

/** Which fields hold something that is no day. */
export function dateProblems(fields: FilterFields): { from: boolean; to: boolean } {
  const isFaulty = (text: string) => text !== '' && !isoDay(text)
  return { from: isFaulty(fields.from), to: isFaulty(fields.to) }
}

/** The page asked for: `after=2026-02-27.41`, or `after=.41` where that row has no end. */
export function pageOf(query: Readonly<Record<string, unknown>>): PageOf {
  const after = keyIn(textOf(query.after))
  if (after) return { after }
  const before = keyIn(textOf(query.before))
  return before ? { before } : 'first'
}

/** The address of the list with these fields, changed as said; blank fields are left out. */
export function listAddress(
  fields: FilterFields,
  changes: Partial<FilterFields> & { after?: string; before?: string } = {},
): string {
  const given = Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== '')
  return given.length > 0 ? `/placements?${new URLSearchParams(given)}` : '/placements'
}

/** A row's place in the list as it stands in an address; see pageOf. */
export function keyText({ endedOn, id }: PlacementKey): string {
  return `${endedOn ?? ''}.${id}`
}

function keyIn(text: string): PlacementKey | undefined {
  const [, day = '', digits = ''] = /^(\d{4}-\d\d-\d\d)?\.(\d{1,15})$/.exec(text) ?? []
  const endedOn = isoDay(day) ?? null
  if (digits === '' || (day !== '' && endedOn === null)) return undefined
  return { endedOn, id: Number(digits) }
}

/** "556016-0680" finds the organisation number, which is stored as ten digits. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/\b(\d{6})-(\d{4})\b/g, '$1$2')
    .split(/\s+/)
    .filter(word => word !== '')
    .slice(0, mostWords)
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? oneLine(value).slice(0, longestField) : ''
}
