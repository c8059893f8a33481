import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { timeZone } from '../domain/calendar.ts'
import type { ReturnClass } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { contacts, letterSurveys, letters, placements, surveys } from './schema.ts'
import { returns } from './sending-schema.ts'
import { units } from './staff-schema.ts'

export type NewReturn = typeof returns.$inferInsert

/** A letter that something has come back of, with the contact as it is now. */
export type ReturnedLetter = {
  id: number
  /** When it left the last time; null for one that never has. */
  sendingAt: Temporal.Instant | null
  contact: {
    id: number
    email: string | null
    undeliverableAt: Temporal.Instant | null
    retriedAt: Temporal.Instant | null
  }
}

/** Notes what has come back; undefined where the same is known already. */
export async function insertReturn(db: Queryable, row: NewReturn): Promise<number | undefined> {
  const [stored] = await db.insert(returns).values(row).onConflictDoNothing().returning({ id: returns.id })
  return stored?.id
}

/** Since when a reply waits to be handed on, and when it was. */
export async function findForwarding(db: Queryable, digest: string) {
  const { receivedAt, forwardedAt } = returns
  const [row] = await db.select({ receivedAt, forwardedAt }).from(returns).where(eq(returns.digest, digest))
  return row
}

/** Notes that a reply has been handed on; false where somebody else has just noted it. */
export async function markForwarded(db: Queryable, digest: string, now: Temporal.Instant): Promise<boolean> {
  const isWaiting = and(eq(returns.digest, digest), isNull(returns.forwardedAt))
  const rows = await db
    .update(returns)
    .set({ forwardedAt: now })
    .where(isWaiting)
    .returning({ id: returns.id })
  return rows.length > 0
}

const returnedLetter = {
  id: letters.id,
  sendingAt: letters.sendingAt,
  contact: {
    id: contacts.id,
    email: contacts.email,
    undeliverableAt: contacts.undeliverableAt,
    retriedAt: contacts.retriedAt,
  },
}

/** The letter with that number. */
export async function findReturnedLetter(db: Queryable, id: number): Promise<ReturnedLetter | undefined> {
  const [row] = await db
    .select(returnedLetter)
    .from(letters)
    .innerJoin(contacts, eq(contacts.id, letters.contactId))
    .where(eq(letters.id, id))
  return row
}

/** The number of the letter with one of these Message-IDs, which stand without < and >. */
export async function letterWithMessageId(
  db: Queryable,
  messageIds: readonly string[],
): Promise<number | undefined> {
  if (messageIds.length === 0) return undefined
  const [row] = await db
    .select({ id: letters.id })
    .from(letters)
    .where(
      inArray(
        letters.messageId,
        messageIds.map(id => `<${id}>`),
      ),
    )
    .orderBy(desc(letters.id))
    .limit(1)
  return row?.id
}

/** The number of the latest letter that has left for that address since then. */
export async function latestLetterTo(
  db: Queryable,
  address: string,
  since: Temporal.Instant,
): Promise<number | undefined> {
  const [row] = await db
    .select({ id: letters.id })
    .from(letters)
    .innerJoin(contacts, eq(contacts.id, letters.contactId))
    .where(
      and(
        sql`lower(${contacts.email}) = ${address.toLowerCase()}`,
        sql`${letters.sendingAt} >= ${since.toString()}::timestamptz`,
        inArray(letters.state, ['sent', 'unconfirmed', 'failed']),
      ),
    )
    .orderBy(desc(letters.sendingAt), desc(letters.id))
    .limit(1)
  return row?.id
}

/** The surveys that a letter was about, with their placement and the address of its unit. */
export async function subjectsOfLetter(db: Queryable, letterId: number) {
  return db
    .select({ surveyId: surveys.id, placementId: surveys.placementId, unitEmail: units.email })
    .from(letterSurveys)
    .innerJoin(surveys, eq(surveys.id, letterSurveys.surveyId))
    .leftJoin(placements, eq(placements.id, surveys.placementId))
    .leftJoin(units, eq(units.id, placements.unitId))
    .where(and(eq(letterSurveys.letterId, letterId), eq(letterSurveys.leftOut, false)))
    .orderBy(surveys.id)
}

/** How many returns of that class are known of a letter. */
export async function countReturnsOf(db: Queryable, letterId: number, kind: ReturnClass): Promise<number> {
  return db.$count(returns, and(eq(returns.letterId, letterId), eq(returns.class, kind)))
}

/**
 * On how many Swedish days soft bounces have come of letters to that contact, since its address was to be tried again and
 * since it last turned out to work: somebody has answered by the link, or something else than a bounce has come back.
 */
export async function countSoftDays(db: Queryable, contactId: number): Promise<number> {
  const [row] = await db.execute<{ days: number }>(sql`
    with works as (
      select max(received_at) as at from returns
      where contact_id = ${contactId} and class in ('delivered', 'autoreply', 'reply', 'complaint')
      union all
      select max(answered_at) from answers join surveys on surveys.id = answers.survey_id
      where surveys.contact_id = ${contactId} and source = 'link'
    )
    select count(distinct (returns.received_at at time zone ${timeZone})::date)::int as days
    from returns
    join letters on letters.id = returns.letter_id
    join contacts on contacts.id = returns.contact_id
    where returns.contact_id = ${contactId} and class = 'soft'
      and letters.sending_at >= coalesce(retried_at, '-infinity')
      and returns.received_at > coalesce((select max(at) from works), '-infinity')`)
  return row?.days ?? 0
}

/** What the latest automatic answer says of a contact who has left: whom to write to instead, where it says so. */
export async function findLeaver(
  db: Queryable,
  contactId: number,
): Promise<{ successor: string | null } | undefined> {
  const [row] = await db
    .select({ successor: returns.successor })
    .from(returns)
    .where(and(eq(returns.contactId, contactId), eq(returns.class, 'autoreply'), eq(returns.cause, 'moved')))
    .orderBy(desc(returns.receivedAt), desc(returns.id))
    .limit(1)
  return row
}
