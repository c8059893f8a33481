import type { Request } from 'express'
import { keyText, listAddress, pageOf, readFields } from './placement-filter.ts'

/**
 * The list that somebody came from, as `from` carries it along the pages of a placement: the query of the list and nothing
 * else, so that it can lead nowhere else. Blank for the whole list.
 */
export function listQueryOf({ query, body }: Request): string {
  const given = Object(body).from ?? query.from
  return typeof given === 'string' ? listQueryIn(Object.fromEntries(new URLSearchParams(given))) : ''
}

/** The query of a list itself: filter and page, without what belongs to neither. */
export function listQueryIn(query: Readonly<Record<string, unknown>>): string {
  const page = pageOf(query)
  const key =
    page === 'first'
      ? {}
      : 'after' in page
        ? { after: keyText(page.after) }
        : { before: keyText(page.before) }
  const [, listQuery = ''] = listAddress(readFields(query), key).split('?')
  return listQuery
}

/** The address of the list with a query that listQueryOf has given. */
export function listHref(listQuery: string): string {
  return listQuery === '' ? '/placements' : `/placements?${listQuery}`
}

/** The address of a page that remembers the list. */
export function withList(
  path: string,
  listQuery: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const all = new URLSearchParams(listQuery === '' ? query : { ...query, from: listQuery })
  return all.size > 0 ? `${path}?${all}` : path
}
