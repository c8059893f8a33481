import { and, asc, count, desc, eq, gte, inArray, like, lte, or, type SQL, sql } from 'drizzle-orm'
import type { ResponseStatus } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { contactOfPlacement } from './placement-case.ts'
import { answers, contacts, employers, participants, placements, surveys } from './schema.ts'
import { units } from './staff-schema.ts'
import { isEmployerSurvey } from './surveys.ts'
import { wordPattern } from './word-pattern.ts'

/** What a reader may see and wants to see; null and [] narrow nothing. */
export type PlacementFilter = {
  status: ResponseStatus | null
  unitId: number | null
  coachEmail: string | null
  /** Every word must be found in a name, a number, the initials or the contact. */
  words: readonly string[]
  /** Whether addresses are searched: whoever may not see them must not find out by searching either. */
  searchesAddresses: boolean
  endedFrom: Temporal.PlainDate | null
  endedTo: Temporal.PlainDate | null
}

/** The place of one row in the list: newest end first, those without an end before them, then newest id first. */
export type PlacementKey = { endedOn: Temporal.PlainDate | null; id: number }
export type PageOf = { after: PlacementKey } | { before: PlacementKey } | 'first'
export type PlacementRow = Awaited<ReturnType<typeof selectPlacements>>[number]

/** One page of the list, by key: as quick on the last page as on the first. */
export async function listPlacements(
  db: Queryable,
  filter: PlacementFilter,
  page: PageOf,
  rowsPerPage: number,
): Promise<{ rows: PlacementRow[]; hasPrevious: boolean; hasNext: boolean }> {
  const backwards = page !== 'first' && 'before' in page
  const order = backwards ? asc : desc
  // First which ones, then what is shown of them: only a page's rows are joined with the rest.
  const chosen = db
    .select({ id: placements.id })
    .from(placements)
    .where(and(...conditions(filter), status(filter.status), keyCondition(page)))
    .orderBy(order(placements.endedOn), order(placements.id))
    .limit(rowsPerPage + 1)
  const found = await selectPlacements(db)
    .where(inArray(placements.id, chosen))
    .orderBy(order(placements.endedOn), order(placements.id))
  const more = found.length > rowsPerPage
  const rows = found.slice(0, rowsPerPage)
  if (backwards) return { rows: rows.reverse(), hasPrevious: more, hasNext: true }
  return { rows, hasPrevious: page !== 'first', hasNext: more }
}

/** How many placements stand where, under the same filter without its status. */
export async function countByStatus(
  db: Queryable,
  filter: PlacementFilter,
): Promise<ReadonlyMap<ResponseStatus, number>> {
  const rows = await db
    .select({ status: placements.status, count: count() })
    .from(placements)
    .where(and(...conditions(filter)))
    .groupBy(placements.status)
  return new Map(rows.map(({ status, count }) => [status, count]))
}

/**
 * The addresses of the coaches who have placements, for the filter. For the whole city it leaps through the index from one
 * coach to the next: `distinct` would read the row of every placement.
 */
export async function listCoaches(db: Queryable, unitId: number | null): Promise<string[]> {
  const rows = await db.execute<{ email: string }>(
    unitId === null
      ? sql`
          with recursive coaches as (
            select min(coach_email) as email from placements
            union all
            select (select min(coach_email) from placements where coach_email > email)
            from coaches where email is not null)
          select email from coaches where email is not null order by email`
      : sql`
          select distinct coach_email as email from placements
          where unit_id = ${unitId} and coach_email is not null order by email`,
  )
  return rows.map(({ email }) => email)
}

function selectPlacements(db: Queryable) {
  return db
    .select({
      id: placements.id,
      startedOn: placements.startedOn,
      endedOn: placements.endedOn,
      workplace: placements.workplace,
      purpose: placements.purpose,
      employerName: employers.name,
      initials: participants.initials,
      unitName: units.name,
      contactName: contacts.name,
      contactPhone: contacts.phone,
      contactCause: contacts.undeliverableCause,
      status: placements.status,
      survey: surveys,
      answerSource: answers.source,
    })
    .from(placements)
    .innerJoin(employers, eq(employers.id, placements.employerId))
    .innerJoin(participants, eq(participants.id, placements.participantId))
    .innerJoin(units, eq(units.id, placements.unitId))
    .leftJoin(surveys, isEmployerSurvey)
    .innerJoin(contacts, eq(contacts.id, contactOfPlacement))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
}

function status(wanted: ResponseStatus | null): SQL | undefined {
  return wanted === null ? undefined : eq(placements.status, wanted)
}

function conditions(filter: PlacementFilter): (SQL | undefined)[] {
  const { unitId, coachEmail, words, searchesAddresses, endedFrom, endedTo } = filter
  return [
    unitId === null ? undefined : eq(placements.unitId, unitId),
    coachEmail === null ? undefined : eq(placements.coachEmail, coachEmail),
    endedFrom === null ? undefined : gte(placements.endedOn, endedFrom),
    endedTo === null ? undefined : lte(placements.endedOn, endedTo),
    ...words.map(word => wordCondition(word, searchesAddresses)),
  ]
}

/** A part of a word is enough. The triggers of the table have put all that is searched into its row, in lower case. */
function wordCondition(word: string, searchesAddresses: boolean): SQL | undefined {
  const part = wordPattern(word)
  return or(like(placements.words, part), searchesAddresses ? like(placements.addressWords, part) : undefined)
}

function keyCondition(page: PageOf): SQL | undefined {
  if (page === 'first') return undefined
  const { endedOn, id } = 'after' in page ? page.after : page.before
  const key = sql`(${placements.endedOn}, ${placements.id})`
  const noEnd = sql`${placements.endedOn} is null`
  if ('after' in page) {
    if (endedOn) return sql`${key} < (${endedOn.toString()}, ${id})`
    return sql`(${noEnd} and ${placements.id} < ${id} or ${placements.endedOn} is not null)`
  }
  if (endedOn) return sql`(${key} > (${endedOn.toString()}, ${id}) or ${noEnd})`
  return sql`${noEnd} and ${placements.id} > ${id}`
}
