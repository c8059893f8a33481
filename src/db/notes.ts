import { and, desc, eq } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { notes } from './schema.ts'
import { staff } from './staff-schema.ts'

/** Stores a note, or a call that was not answered. */
export async function insertNote(db: Queryable, note: typeof notes.$inferInsert): Promise<number> {
  const [row] = await db.insert(notes).values(note).returning({ id: notes.id })
  if (!row) throw new Error('The note was not stored')
  return row.id
}

/** What coaches have written about a placement, newest first, with who did. */
export async function listNotes(db: Queryable, placementId: number) {
  return db
    .select({
      id: notes.id,
      kind: notes.kind,
      text: notes.text,
      writtenAt: notes.writtenAt,
      staffId: notes.staffId,
      staffName: staff.name,
    })
    .from(notes)
    .innerJoin(staff, eq(staff.id, notes.staffId))
    .where(eq(notes.placementId, placementId))
    .orderBy(desc(notes.writtenAt), desc(notes.id))
}

/** One note of a placement, or undefined. */
export async function findNote(db: Queryable, placementId: number, id: number) {
  const [note] = await db
    .select({ id: notes.id, kind: notes.kind, staffId: notes.staffId })
    .from(notes)
    .where(and(eq(notes.id, id), eq(notes.placementId, placementId)))
  return note
}

/** @returns whether it was there: of two who remove it, one does. */
export async function deleteNote(db: Queryable, id: number): Promise<boolean> {
  const rows = await db.delete(notes).where(eq(notes.id, id)).returning({ id: notes.id })
  return rows.length === 1
}
