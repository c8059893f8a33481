import { and, eq, gte, lt } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { parkedForms } from './office-schema.ts'

export type ParkedForm = typeof parkedForms.$inferSelect

/** Anybody on the network can send a form without a session, so there is an end to what is kept of them. */
const mostForms = 1_000

/** @returns false where too many are kept already */
export async function insertParkedForm(db: Queryable, form: ParkedForm): Promise<boolean> {
  if ((await db.$count(parkedForms)) >= mostForms) return false
  await db.insert(parkedForms).values(form)
  return true
}

/** The form under that digest, if it was parked at that moment or later. */
export async function findParkedForm(
  db: Queryable,
  digest: string,
  since: Temporal.Instant,
): Promise<ParkedForm | undefined> {
  const [form] = await db
    .select()
    .from(parkedForms)
    .where(and(eq(parkedForms.digest, digest), gte(parkedForms.parkedAt, since)))
  return form
}

/** Forgets one form. */
export async function deleteParkedForm(db: Queryable, digest: string): Promise<void> {
  await db.delete(parkedForms).where(eq(parkedForms.digest, digest))
}

/** Forgets every form that was parked before that moment. */
export async function deleteParkedFormsBefore(db: Queryable, since: Temporal.Instant): Promise<void> {
  await db.delete(parkedForms).where(lt(parkedForms.parkedAt, since))
}
