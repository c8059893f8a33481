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
