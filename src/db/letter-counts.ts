import { count, eq } from 'drizzle-orm'
import type { LetterKind } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { letters } from './schema.ts'

/** How many letters of each kind a mail server has taken. */
export async function countSentLetters(db: Queryable): Promise<Record<LetterKind, number>> {
  const rows = await db
    .select({ kind: letters.kind, count: count() })
    .from(letters)
    .where(eq(letters.state, 'sent'))
    .groupBy(letters.kind)
    .orderBy(letters.kind)
  return { invitation: 0, reminder: 0, ...Object.fromEntries(rows.map(row => [row.kind, row.count])) }
}
