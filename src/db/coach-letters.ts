import { and, eq, isNotNull, isNull, lte, notExists } from 'drizzle-orm'
import type { Language, LetterState } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { coachLetters } from './office-schema.ts'
import { staff } from './staff-schema.ts'

/** A coach who may get letters. */
export type Coach = { staffId: string; email: string; language: Language; unitId: number }
export type NewCoachLetter = { staffId: string; messageId: string; state: 'queued' | 'cancelled' }
/** A letter that waits for its turn. `coach` is null where its reader has left, or is a coach no longer. */
export type QueuedCoachLetter = { id: number; week: Temporal.PlainDate; coach: Coach | null }

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
  return row && { id: row.id, week: row.week, coach: coachFrom(row) }
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
