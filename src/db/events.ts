import { and, desc, eq, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { events } from './schema.ts'

/** Who, what, when (rule 8). `actor` is 'system', 'respondent', 'import' or a staff member's id. */
export type NewEvent = typeof events.$inferInsert

/** PostgreSQL takes at most 65,535 parameters a statement. */
const rowsPerStatement = 5_000

/** Appends events; there is no way to change or remove one. */
export async function addEvents(db: Queryable, newEvents: readonly NewEvent[]): Promise<void> {
  for (let from = 0; from < newEvents.length; from += rowsPerStatement) {
    await db.insert(events).values(newEvents.slice(from, from + rowsPerStatement))
  }
}

/** Whether the schedule has noted already that it publishes nothing for the period of that kind that begins so. */
export async function isNotedAsUnpublished(db: Queryable, kind: string, from: string): Promise<boolean> {
  const rows = await db
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        eq(events.kind, 'report.not_published'),
        sql`${events.detail} @> ${JSON.stringify({ kind, from })}::jsonb`,
      ),
    )
    // Read backwards: the note is from this month, or of one of the last ones.
    .orderBy(desc(events.id))
    .limit(1)
  return rows.length > 0
}
