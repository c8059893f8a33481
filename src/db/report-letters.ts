import { and, eq, isNull, lte } from 'drizzle-orm'
import type { Language, ReportKind } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { publishedReports, reportLetters, reportRecipients } from './report-schema.ts'

export type NewReportLetter = { publishedReportId: number; recipientId: number; messageId: string }
/** A letter that waits for its turn. `reader` is null where the recipient has been taken off the list. */
export type QueuedReportLetter = {
  kind: ReportKind
  reportId: number
  reader: { email: string; language: Language } | null
}

/** Queues letters that tell of a published report; a recipient gets one about each. */
export async function insertReportLetters(
  db: Queryable,
  letters: readonly NewReportLetter[],
  now: Temporal.Instant,
): Promise<void> {
  if (letters.length === 0) return
  const rows = letters.map(letter => ({ ...letter, state: 'queued' as const, queuedAt: now, sendAt: now }))
  await db.insert(reportLetters).values(rows)
}

/** The letter, if its moment has come and nobody has taken it. */
export async function findQueuedReportLetter(
  db: Queryable,
  letterId: number,
  now: Temporal.Instant,
): Promise<QueuedReportLetter | undefined> {
  const { id, publishedReportId, recipientId, state, sendAt } = reportLetters
  const { email, language, removedAt } = reportRecipients
  const [row] = await db
    .select({ kind: publishedReports.kind, reportId: publishedReports.reportId, email, language })
    .from(reportLetters)
    .innerJoin(publishedReports, eq(publishedReports.id, publishedReportId))
    .leftJoin(reportRecipients, and(eq(reportRecipients.id, recipientId), isNull(removedAt)))
    .where(and(eq(id, letterId), eq(state, 'queued'), lte(sendAt, now)))
  if (!row) return undefined
  const { kind, reportId, ...to } = row
  const reader = to.email && to.language ? { email: to.email, language: to.language } : null
  return { kind, reportId, reader }
}
