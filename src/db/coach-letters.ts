import { and, eq, isNotNull, isNull, lt, lte, notExists, or, sql } from 'drizzle-orm'
import type { Language, LetterState } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { coachLetters } from './office-schema.ts'
import { staff } from './staff-schema.ts'

/** A coach who may get letters. */
export type Coach = { staffId: string; email: string; language: Language; unitId: number }
export type NewCoachLetter = { staffId: string; messageId: string; state: 'queued' | 'cancelled' }
/** A letter that waits for its turn. `coach` is null where its reader has left, or is a coach no longer. */
export type QueuedCoachLetter = { id: number; staffId: string; week: Temporal.PlainDate; coach: Coach | null }
export type ClaimedCoachLetter = { id: number; messageId: string; attempts: number }
/** How an attempt ended; `sendAt` only with `queued`. */
export type CoachLetterEnd = {
  id: number
  attempt: number
  state: Exclude<LetterState, 'sending' | 'cancelled'>
  reason: string | null
  sendAt: Temporal.Instant | null
}

const isCoach = and(eq(staff.role, 'coach'), isNull(staff.disabledAt), isNotNull(staff.unitId))

/** The coaches about whose letter of that week nothing has been decided yet. */
export async function coachesToWriteTo(db: Queryable, week: Temporal.PlainDate): Promise<Coach[]> {
  const { id, email, language, unitId } = staff
  const decided = and(eq(coachLetters.staffId, id), eq(coachLetters.week, week))
  const rows = await db
    .select({ staffId: id, email, language, unitId })
    .from(staff)
    .where(and(isCoach, notExists(db.select().from(coachLetters).where(decided))))
    .orderBy(id)
  return rows.flatMap(row => coachFrom(row) ?? [])
}

/**
 * Notes what was decided about letters of that week. Where another instance was quicker, its decision stands: the unique
 * key of coach and week decides.
 * @returns those that were noted
 */
export async function insertCoachLetters(
  db: Queryable,
  week: Temporal.PlainDate,
  newLetters: readonly NewCoachLetter[],
  now: Temporal.Instant,
): Promise<{ staffId: string; state: LetterState }[]> {
  if (newLetters.length === 0) return []
  const rows = newLetters.map(letter => ({
    ...letter,
    week,
    queuedAt: now,
    sendAt: now,
    finishedAt: letter.state === 'cancelled' ? now : null,
  }))
  const { staffId, state } = coachLetters
  return db.insert(coachLetters).values(rows).onConflictDoNothing().returning({ staffId, state })
}

/** Queued letters whose moment has come: new ones, and those to be tried again. */
export async function coachLettersToSend(db: Queryable, now: Temporal.Instant): Promise<number[]> {
  const { id, state, sendAt } = coachLetters
  const rows = await db
    .select({ id })
    .from(coachLetters)
    .where(and(eq(state, 'queued'), lte(sendAt, now)))
    .orderBy(sendAt, id)
  return rows.map(row => row.id)
}

/** The letter, if its moment has come and nobody has taken it. */
export async function findQueuedCoachLetter(
  db: Queryable,
  letterId: number,
  now: Temporal.Instant,
): Promise<QueuedCoachLetter | undefined> {
  const { id, staffId, week, state, sendAt } = coachLetters
  const { email, language, unitId } = staff
  const [row] = await db
    .select({ id, staffId, week, email, language, unitId })
    .from(coachLetters)
    .leftJoin(staff, and(eq(staff.id, staffId), isCoach))
    .where(and(eq(id, letterId), eq(state, 'queued'), lte(sendAt, now)))
  return row && { id: row.id, staffId: row.staffId, week: row.week, coach: coachFrom(row) }
}

/** Claims it for sending: a conditional update that must hit one row, so that of two workers one wins (rule 4). */
export async function claimCoachLetter(
  db: Queryable,
  letterId: number,
  now: Temporal.Instant,
): Promise<ClaimedCoachLetter | undefined> {
  const { id, messageId, attempts, state, sendAt } = coachLetters
  const [row] = await db
    .update(coachLetters)
    .set({
      state: 'sending',
      sendingAt: now,
      attempts: sql`${attempts} + 1`,
      firstAttemptAt: sql`coalesce(${coachLetters.firstAttemptAt}, ${now.toString()}::timestamptz)`,
    })
    .where(and(eq(id, letterId), eq(state, 'queued'), lte(sendAt, now)))
    .returning({ id, messageId, attempts })
  return row
}

/** @returns whether it still waited, and so was cancelled */
export async function cancelCoachLetter(
  db: Queryable,
  letterId: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const rows = await db
    .update(coachLetters)
    .set({ state: 'cancelled', finishedAt: now })
    .where(and(eq(coachLetters.id, letterId), eq(coachLetters.state, 'queued')))
    .returning({ id: coachLetters.id })
  return rows.length === 1
}

/**
 * Ends an attempt. One that was given up as `unconfirmed` can still turn out to have ended; nothing else can.
 * @returns whether it was this attempt's end, and so recorded
 */
export async function finishCoachLetter(
  db: Queryable,
  end: CoachLetterEnd,
  now: Temporal.Instant,
): Promise<boolean> {
  const { id, attempts, state } = coachLetters
  const isKnown = end.state === 'sent' || end.state === 'failed'
  const rows = await db
    .update(coachLetters)
    .set({
      state: end.state,
      reason: end.reason,
      finishedAt: end.state === 'queued' ? null : now,
      ...(end.sendAt && { sendAt: end.sendAt }),
    })
    .where(
      and(
        eq(id, end.id),
        eq(attempts, end.attempt),
        or(eq(state, 'sending'), isKnown ? eq(state, 'unconfirmed') : undefined),
      ),
    )
    .returning({ id })
  return rows.length === 1
}

/** Gives up the letters that have been in `sending` since before that moment: the process that sent them has died. */
export async function giveUpCoachLetters(
  db: Queryable,
  before: Temporal.Instant,
  now: Temporal.Instant,
): Promise<{ staffId: string }[]> {
  return db
    .update(coachLetters)
    .set({ state: 'unconfirmed', reason: 'interrupted', finishedAt: now })
    .where(and(eq(coachLetters.state, 'sending'), lt(coachLetters.sendingAt, before)))
    .returning({ staffId: coachLetters.staffId })
}

type StaffRow = {
  staffId: string
  email: string | null
  language: Language | null
  unitId: number | null
}

function coachFrom({ staffId, email, language, unitId }: StaffRow): Coach | null {
  return email && language && unitId !== null ? { staffId, email, language, unitId } : null
}
