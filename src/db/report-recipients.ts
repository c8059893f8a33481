import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Language } from '../domain/codes.ts'
import type { RecipientValues } from '../domain/report-recipient.ts'
import type { ScheduledKind } from '../domain/report-schedule.ts'
import type { Queryable } from './connect.ts'
import { reportRecipients } from './report-schema.ts'

export type Recipient = {
  id: number
  email: string
  language: Language
  monthly: boolean
  quarterly: boolean
  addedAt: Temporal.Instant
}

/** @returns its id; undefined where the address is on the list already, which a unique index decides. */
export async function insertRecipient(
  db: Queryable,
  recipient: RecipientValues & { addedBy: string; addedAt: Temporal.Instant },
): Promise<number | undefined> {
  const [row] = await db
    .insert(reportRecipients)
    .values(recipient)
    .onConflictDoNothing()
    .returning({ id: reportRecipients.id })
  return row?.id
}

/** Who gets reports, by address. */
export async function listRecipients(db: Queryable): Promise<Recipient[]> {
  const { id, email, language, monthly, quarterly, addedAt, removedAt } = reportRecipients
  return db
    .select({ id, email, language, monthly, quarterly, addedAt })
    .from(reportRecipients)
    .where(isNull(removedAt))
    .orderBy(asc(email), asc(id))
}

/** Those who get reports of that kind. */
export async function recipientsOf(db: Queryable, kind: ScheduledKind): Promise<{ id: number }[]> {
  const { id, removedAt } = reportRecipients
  return db
    .select({ id })
    .from(reportRecipients)
    .where(and(eq(reportRecipients[kind], true), isNull(removedAt)))
    .orderBy(asc(id))
}

/** @returns whether it was on the list: of two who remove it, one does. */
export async function markRemoved(
  db: Queryable,
  recipientId: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const { id, removedAt } = reportRecipients
  const rows = await db
    .update(reportRecipients)
    .set({ removedAt: now })
    .where(and(eq(id, recipientId), isNull(removedAt)))
    .returning({ id })
  return rows.length === 1
}
