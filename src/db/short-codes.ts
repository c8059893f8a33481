import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { shortCodes, surveys } from './schema.ts'

/** Keeps a code, as its digest. */
export async function insertShortCode(db: Queryable, code: typeof shortCodes.$inferInsert): Promise<void> {
  await db.insert(shortCodes).values(code)
}

/** The survey that a code with one of these digests opens, if its time is not over and the link has not been renewed. */
export async function surveyOfShortCode(db: Queryable, digests: readonly string[], now: Temporal.Instant) {
  const { id, linkNumber, state, closesAt } = surveys
  const isSameLink = and(eq(id, shortCodes.surveyId), eq(linkNumber, shortCodes.linkNumber))
  const [survey] = await db
    .select({ id, linkNumber, state, closesAt })
    .from(shortCodes)
    .innerJoin(surveys, isSameLink)
    .where(and(inArray(shortCodes.digest, [...digests]), gt(shortCodes.expiresAt, now)))
  return survey
}

/** Forgets every code whose time is over. */
export async function deleteExpiredShortCodes(db: Queryable, now: Temporal.Instant): Promise<void> {
  await db.delete(shortCodes).where(lte(shortCodes.expiresAt, now))
}
