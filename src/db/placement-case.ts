import { and, desc, eq, inArray, notInArray, or, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { contacts, events, placements, surveys } from './schema.ts'
import { isEmployerSurvey } from './surveys.ts'

/** What is written down about a placement changes nothing about it: whoever acts on it need not be told. */
const notesOnly = ['note.written', 'note.removed', 'call.no_answer']

/** The contact that a placement stands with: whoever its survey asks, and otherwise its own or who has replaced that one. */
export const contactOfPlacement = sql`coalesce(${surveys.contactId},
  (select coalesce(known.replaced_by_id, known.id) from contacts known where known.id = ${placements.contactId}))`

/**
 * Keeps a placement, its contact and every survey of that contact as they are until the transaction ends: surveys first
 * and in the order of their ids, as every other writer takes them, then the contact, then the placement.
 */
export async function lockCase(db: Queryable, placementId: number): Promise<void> {
  const contactId = db
    .select({ id: contactOfPlacement })
    .from(placements)
    .leftJoin(surveys, isEmployerSurvey)
    .where(eq(placements.id, placementId))
  await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(or(eq(surveys.placementId, placementId), eq(surveys.contactId, sql`(${contactId})`)))
    .orderBy(surveys.id)
    .for('no key update')
  await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(eq(contacts.id, sql`(${contactId})`))
    .for('no key update')
  await db
    .select({ id: placements.id })
    .from(placements)
    .where(eq(placements.id, placementId))
    .for('no key update')
}

/** The newest thing that has happened to a placement, notes and calls apart: what somebody acts upon. 0 for none. */
export async function newestEventId(db: Queryable, placementId: number): Promise<number> {
  const [row] = await db
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.placementId, placementId), notInArray(events.kind, notesOnly)))
    .orderBy(desc(events.id))
    .limit(1)
  return row?.id ?? 0
}

/** The newest event of these kinds that a placement has, or undefined. */
export async function newestEventOf(db: Queryable, placementId: number, kinds: readonly string[]) {
  const { id, at, kind, contactId, detail } = events
  const [row] = await db
    .select({ id, at, kind, contactId, detail })
    .from(events)
    .where(and(eq(events.placementId, placementId), inArray(kind, [...kinds])))
    .orderBy(desc(id))
    .limit(1)
  return row
}
