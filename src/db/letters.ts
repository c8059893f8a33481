import { and, desc, eq, gt, inArray, isNull, lte, notExists, or, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { contacts, letterSurveys, letters, surveys } from './schema.ts'
import { domainOfContact, type SendingLimits } from './sending-turns.ts'

/** A survey that wants a letter now, with the contact whose turn it is. */
export type DueSurvey = { id: number; contactId: number; invited: boolean; lettersSent: number }
type NewLetter = Pick<typeof letters.$inferInsert, 'contactId' | 'kind' | 'messageId'>

/**
 * Surveys whose next letter is due, of contacts whose turn it is: not mailed too recently, and with no letter under
 * way (rule 2). Ordered by contact, so that one contact's surveys stand together.
 */
export async function surveysDue(db: Queryable, now: Temporal.Instant): Promise<DueSurvey[]> {
  const underWay = and(eq(letters.contactId, contacts.id), inArray(letters.state, ['queued', 'sending']))
  return db
    .select({
      id: surveys.id,
      contactId: surveys.contactId,
      invited: sql<boolean>`${surveys.invitedAt} is not null`,
      lettersSent: surveys.lettersSent,
    })
    .from(surveys)
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .where(
      and(
        lte(surveys.nextLetterAt, now),
        gt(surveys.closesAt, now),
        or(isNull(contacts.earliestLetterAt), lte(contacts.earliestLetterAt, now)),
        notExists(db.select().from(letters).where(underWay)),
      ),
    )
    .orderBy(surveys.contactId, surveys.id)
}

/**
 * Stores queued letters. A contact who got a letter under way in the meantime (another instance was quicker) is
 * passed over: the partial unique index letters_one_under_way decides.
 * @returns id and contact of the letters that were stored.
 */
export async function insertLetters(
  db: Queryable,
  newLetters: readonly NewLetter[],
  now: Temporal.Instant,
): Promise<{ id: number; contactId: number }[]> {
  if (newLetters.length === 0) return []
  const rows = newLetters.map(letter => ({ ...letter, state: 'queued' as const, queuedAt: now, sendAt: now }))
  return db
    .insert(letters)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: letters.id, contactId: letters.contactId })
}

/** Notes which surveys a letter carries. */
export async function insertLetterSurveys(
  db: Queryable,
  rows: readonly (typeof letterSurveys.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await db.insert(letterSurveys).values([...rows])
}

/**
 * Queued letters whose moment has come: new ones, and those to be tried again. The oldest, as many as a minute may have
 * in all and to a receiving domain: the others wait, and are no work until then.
 */
export async function lettersToSend(
  db: Queryable,
  now: Temporal.Instant,
  { all, toDomain }: SendingLimits,
): Promise<number[]> {
  const waiting = db
    .select({
      id: letters.id,
      sendAt: letters.sendAt,
      place:
        sql<number>`row_number() over (partition by ${domainOfContact} order by ${letters.sendAt}, ${letters.id})`.as(
          'place',
        ),
    })
    .from(letters)
    .innerJoin(contacts, eq(contacts.id, letters.contactId))
    .where(and(eq(letters.state, 'queued'), lte(letters.sendAt, now)))
    .as('waiting')
  const inOrder = db
    .select({ id: waiting.id })
    .from(waiting)
    .where(toDomain === null ? undefined : lte(waiting.place, toDomain))
    .orderBy(waiting.sendAt, waiting.id)
  const rows = await (all === null ? inOrder : inOrder.limit(all))
  return rows.map(({ id }) => id)
}

/** The letters of a contact that decide when the next may go: what is under way, and when the latest one went. */
export async function lettersBefore(db: Queryable, contactId: number, surveyId: number) {
  const carries = db
    .select()
    .from(letterSurveys)
    .where(and(eq(letterSurveys.letterId, letters.id), eq(letterSurveys.surveyId, surveyId)))
  const underWay = await db
    .select({ isOwn: sql<boolean>`exists (${carries})` })
    .from(letters)
    .where(and(eq(letters.contactId, contactId), inArray(letters.state, ['queued', 'sending'])))
  const [latest] = await db
    .select({ sentAt: letters.sendingAt })
    .from(letters)
    .where(and(eq(letters.contactId, contactId), inArray(letters.state, ['sent', 'failed', 'unconfirmed'])))
    .orderBy(desc(letters.sendingAt), desc(letters.id))
    .limit(1)
  const [first] = underWay
  return {
    underWay: first ? (first.isOwn ? ('own' as const) : ('other' as const)) : null,
    latestAt: latest?.sentAt ?? null,
  }
}
