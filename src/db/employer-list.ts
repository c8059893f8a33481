import { type SQL, sql } from 'drizzle-orm'
import type { Sector } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { type EmployerFigures, employerFigures } from './employer-figures.ts'
import { wordPattern } from './word-pattern.ts'

/** What a reader wants to see; null and [] narrow nothing. */
export type EmployerFilter = {
  /** Every word must be found in the number or the name, or in those of one that was merged into it. */
  words: readonly string[]
  sector: Sector | null
}

/** A page of the register begins after one employer or ends before another, each named by its id. */
export type EmployerPageOf = { after: number } | { before: number } | 'first'

/** One page of the register, by name as Swedish sorts it: first which employers, then their figures. */
export async function listEmployers(
  db: Queryable,
  filter: EmployerFilter,
  page: EmployerPageOf,
  { rowsPerPage, today }: { rowsPerPage: number; today: Temporal.PlainDate },
): Promise<{ rows: EmployerFigures[]; hasPrevious: boolean; hasNext: boolean }> {
  const key = page === 'first' ? undefined : await keyOf(db, 'after' in page ? page.after : page.before)
  const isBackwards = key !== undefined && page !== 'first' && 'before' in page
  const found = await employerFigures(
    db,
    sql`
      ${employersUnder(await conditionsOf(db, filter))} ${key ? keyCondition(key, isBackwards) : sql``}
      order by ${isBackwards ? sql`${byName} desc, id desc` : sql`${byName}, id`}
      limit ${rowsPerPage + 1}`,
    today,
  )
  const more = found.length > rowsPerPage
  if (isBackwards) return { rows: more ? found.slice(1) : found, hasPrevious: more, hasNext: true }
  return { rows: found.slice(0, rowsPerPage), hasPrevious: key !== undefined, hasNext: more }
}

/** Every employer under the filter, from one snapshot of the database. */
export async function allEmployers(
  db: Queryable,
  filter: EmployerFilter,
  today: Temporal.PlainDate,
): Promise<EmployerFigures[]> {
  return employerFigures(db, employersUnder(await conditionsOf(db, filter)), today)
}

/** How many employers are under the filter, counted no further than to `most`. */
export async function countEmployers(db: Queryable, filter: EmployerFilter, most: number): Promise<number> {
  const counted = sql`${employersUnder(await conditionsOf(db, filter))} limit ${most}`
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from (${counted}) counted`,
  )
  return row?.count ?? 0
}

const byName = sql`name collate "sv-SE-x-icu"`

type Key = { name: string; id: number }

/** Also an employer that was merged since keeps its place; an id that nobody has is no place. */
async function keyOf(db: Queryable, id: number): Promise<Key | undefined> {
  const [row] = await db.execute<{ name: string }>(sql`select name from employers where id = ${id}`)
  return row && { name: row.name, id }
}

function keyCondition({ name, id }: Key, isBackwards: boolean): SQL {
  const than = isBackwards ? sql`<` : sql`>`
  return sql`and (${byName}, id) ${than} (${name}::text collate "sv-SE-x-icu", ${id}::bigint)`
}

function employersUnder(conditions: readonly SQL[]): SQL {
  return sql`
    select id, organisation_number, name, sector from employers
    where ${sql.join([sql`merged_into_id is null`, ...conditions], sql` and `)}`
}

async function conditionsOf(db: Queryable, { words, sector }: EmployerFilter): Promise<SQL[]> {
  return [
    ...(sector === null ? [] : [sql`sector = ${sector}`]),
    ...(words.length === 0 ? [] : [wordsCondition(words, await mergedUnder(db, words))]),
  ]
}

/**
 * The employers into which one with these words was merged. Asked for by itself: they are few, and a list of ids leaves
 * the database free to use the index of the words.
 */
async function mergedUnder(db: Queryable, words: readonly string[]): Promise<number[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select distinct merged_into_id as id from employers
    where merged_into_id is not null and ${hasWords(words)}`)
  return rows.map(({ id }) => Number(id))
}

function wordsCondition(words: readonly string[], merged: readonly number[]): SQL {
  if (merged.length === 0) return hasWords(words)
  return sql`(${hasWords(words)} or id in ${merged})`
}

/** A part of a word is enough; the column holds name and number in lower case. */
function hasWords(words: readonly string[]): SQL {
  return sql`(${sql.join(
    words.map(word => sql`words like ${wordPattern(word)}`),
    sql` and `,
  )})`
}
