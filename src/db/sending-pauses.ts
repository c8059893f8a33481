import { type SQL, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { sendingPauses } from './sending-schema.ts'

/** Why nothing is sent, since when, how often that was tried, and when one letter tries again. */
export type SendingPause = Omit<typeof sendingPauses.$inferSelect, 'id'>

/** Longer than every time-out of the mail transport together: then whoever tried has died, and another one may. */
const patience = sql.raw(`interval '15 minutes'`)

/** The pause of the queue, while there is one. */
export async function findSendingPause(db: Queryable): Promise<SendingPause | undefined> {
  const { cause, reason, since, attempts, tryAt } = sendingPauses
  const [pause] = await db.select({ cause, reason, since, attempts, tryAt }).from(sendingPauses)
  return pause
}

/**
 * For a statement that claims a letter: during a pause whose time has come it lets one of all claims through, which
 * tries the mail server for the others.
 * @param isWaiting whether there is anything to claim: a claim in vain must not be the one
 * @returns the table `probing`, which holds how often that was done in vain; and the condition that lets a claim through
 */
export function probing(now: SQL, isWaiting: SQL): { table: SQL; mayGo: SQL } {
  return {
    table: sql`probing as (
      update sending_pauses set try_at = ${now} + ${patience} where try_at <= ${now} and ${isWaiting} returning attempts
    )`,
    mayGo: sql`(exists (select from probing) or not exists (select from sending_pauses))`,
  }
}

/**
 * Begins a pause.
 * @returns whether it did: of several letters that are turned away at once, the first one does
 */
export async function insertSendingPause(db: Queryable, pause: SendingPause): Promise<boolean> {
  const begun = await db
    .insert(sendingPauses)
    .values({ id: 1, ...pause })
    .onConflictDoNothing()
    .returning({ id: sendingPauses.id })
  return begun.length === 1
}

/** Goes on with a pause, after a letter that has tried in vain. */
export async function prolongSendingPause(db: Queryable, values: Omit<SendingPause, 'since'>): Promise<void> {
  await db.update(sendingPauses).set(values)
}

/** Lets another letter try: this one has not come to the mail server. */
export async function freeProbe(db: Queryable, now: Temporal.Instant): Promise<void> {
  await db.update(sendingPauses).set({ tryAt: now })
}

/** Ends the pause, if there is one. */
export async function deleteSendingPause(db: Queryable): Promise<boolean> {
  const ended = await db.delete(sendingPauses).returning({ id: sendingPauses.id })
  return ended.length === 1
}
