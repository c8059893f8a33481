import { inArray, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { locks } from './locks.ts'
import { placements } from './schema.ts'

type NewPlacement = typeof placements.$inferInsert

/** One import at a time, until the transaction ends: two at once would each miss what the other makes. */
export async function lockImports(db: Queryable): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(${locks.space}, ${locks.import})`)
}

/** What is known of the placements with these case numbers: enough to tell whether a row is new, changed or neither. */
export async function placementDigests(db: Queryable, caseIds: readonly string[]) {
  const { caseId, rowDigest } = placements
  return db
    .select({ caseId, rowDigest })
    .from(placements)
    .where(inArray(caseId, [...caseIds]))
}

/** Makes placements, and rewrites the known ones. No case number may stand twice in `rows`. */
export async function upsertPlacements(db: Queryable, rows: readonly NewPlacement[]) {
  return db
    .insert(placements)
    .values([...rows])
    .onConflictDoUpdate({
      target: placements.caseId,
      set: {
        participantId: sql`excluded.participant_id`,
        employerId: sql`excluded.employer_id`,
        namedEmployerId: sql`excluded.named_employer_id`,
        contactId: sql`excluded.contact_id`,
        unitId: sql`excluded.unit_id`,
        coachEmail: sql`excluded.coach_email`,
        district: sql`excluded.district`,
        purpose: sql`excluded.purpose`,
        workplace: sql`excluded.workplace`,
        startedOn: sql`excluded.started_on`,
        plannedEndOn: sql`excluded.planned_end_on`,
        endedOn: sql`excluded.ended_on`,
        endReason: sql`excluded.end_reason`,
        funding: sql`excluded.funding`,
        rowDigest: sql`excluded.row_digest`,
        importedAt: sql`excluded.imported_at`,
      },
    })
    .returning({ id: placements.id, caseId: placements.caseId })
}
