import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { events, letters } from '../../src/db/schema.ts'

/** The kinds of everything that happened to a placement, oldest first. */
export async function eventKinds({ db }: Context, placementId: number): Promise<string[]> {
  const rows = await db.select().from(events).where(eq(events.placementId, placementId)).orderBy(events.id)
  return rows.map(({ kind }) => kind)
}

/** Every letter to a contact, oldest first. */
export async function lettersOf({ db }: Context, contactId: number) {
  return db.select().from(letters).where(eq(letters.contactId, contactId)).orderBy(letters.id)
}
