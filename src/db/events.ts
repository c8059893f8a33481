import { and, desc, sql } from 'drizzle-orm'
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

/** When the schedule last noted that it publishes nothing for the period of that kind that begins so. */
export async function lastNotedAsUnpublished(
  db: Queryable,
  kind: string,
  from: string,
): Promise<Temporal.Instant | undefined> {
  const [row] = await db
    .select({ at: events.at })
    .from(events)
    .where(
      and(
        // As it stands in the partial index, which a parameter would not find.
        sql`${events.kind} = 'report.not_published'`,
        sql`${events.detail} @> ${JSON.stringify({ kind, from })}::jsonb`,
      ),
    )
    .orderBy(desc(events.id))
    .limit(1)
  return row?.at
}
