import { and, desc, eq, gt, ne, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { sessions } from './staff-schema.ts'

export type Session = Awaited<ReturnType<typeof listSessions>>[number]

/**
 * The sessions of a member that have not expired, latest first, without the tokens that open them. By the clock of the
 * database, for better-auth reads the real clock too (src/auth.ts).
 */
export async function listSessions(db: Queryable, staffId: string) {
  const { id, createdAt, expiresAt, ipAddress, userAgent } = sessions
  return db
    .select({ id, createdAt, expiresAt, ipAddress, userAgent })
    .from(sessions)
    .where(and(eq(sessions.userId, staffId), gt(expiresAt, sql`now()`)))
    .orderBy(desc(createdAt), id)
}

/** Ends one session of the member. @returns false where the member has no such session. */
export async function deleteSession(db: Queryable, staffId: string, sessionId: string): Promise<boolean> {
  const rows = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, staffId), eq(sessions.id, sessionId)))
    .returning({ id: sessions.id })
  return rows.length === 1
}

/** Ends every session of the member, but for the one that is spared. */
export async function deleteSessions(db: Queryable, staffId: string, spared?: string): Promise<number> {
  const others = spared === undefined ? undefined : ne(sessions.id, spared)
  const rows = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, staffId), others))
    .returning({ id: sessions.id })
  return rows.length
}
