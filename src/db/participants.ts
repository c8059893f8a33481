import { inArray, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { participants } from './schema.ts'

type NewParticipant = typeof participants.$inferInsert

/** Makes participants, and brings the known ones up to date. No case number may stand twice in `rows`. */
export async function upsertParticipants(db: Queryable, rows: readonly NewParticipant[]) {
  await db
    .insert(participants)
    .values([...rows])
    .onConflictDoUpdate({
      target: participants.caseId,
      set: {
        initials: sql`excluded.initials`,
        sex: sql`excluded.sex`,
        birthYear: sql`excluded.birth_year`,
        email: sql`excluded.email`,
      },
    })
}

/** The participants with these case numbers. */
export async function participantsByCase(db: Queryable, caseIds: readonly string[]) {
  const { id, caseId } = participants
  return db
    .select({ id, caseId })
    .from(participants)
    .where(inArray(caseId, [...caseIds]))
}
