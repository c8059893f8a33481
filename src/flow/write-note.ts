import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { deleteNote, findNote, insertNote } from '../db/notes.ts'
import type { NoteKind, Role } from '../domain/codes.ts'
import { type NoteProblem, readNote } from '../domain/note.ts'

type Writing = {
  placementId: number
  kind: NoteKind
  typed: string
  staffId: string
  now: Temporal.Instant
}

const kinds = { note: 'note.written', no_answer: 'call.no_answer' } as const

/** Writes a note down, or that a call was not answered. It changes nothing else, so it never meets another's work. */
export async function writeNote(
  context: Context,
  { placementId, kind, typed, staffId, now }: Writing,
): Promise<{ outcome: 'written'; noteId: number } | { outcome: 'invalid'; problem: NoteProblem }> {
  const reading = readNote(typed, { mayBeEmpty: kind === 'no_answer' })
  if ('problem' in reading) return { outcome: 'invalid', problem: reading.problem }
  const { text } = reading
  const noteId = await context.db.transaction(async tx => {
    const id = await insertNote(tx, { placementId, staffId, kind, text, writtenAt: now })
    await addEvents(tx, [{ at: now, actor: staffId, kind: kinds[kind], placementId, detail: { note: id } }])
    return id
  })
  return { outcome: 'written', noteId }
}

type Removal = {
  placementId: number
  noteId: number
  member: { id: string; role: Role }
  now: Temporal.Instant
}

/** Removes a note of one's own; an administrator, anybody's. That it was there stays told. */
export async function removeNote(
  context: Context,
  { placementId, noteId, member, now }: Removal,
): Promise<'removed' | 'not_allowed' | 'missing'> {
  return context.db.transaction(async tx => {
    const note = await findNote(tx, placementId, noteId)
    if (!note) return 'missing'
    if (!mayRemove(note, member)) return 'not_allowed'
    if (!(await deleteNote(tx, noteId))) return 'missing'
    const detail = { note: noteId }
    await addEvents(tx, [{ at: now, actor: member.id, kind: 'note.removed', placementId, detail }])
    return 'removed'
  })
}

/** Whether a member of staff may remove a note. */
export function mayRemove(note: { staffId: string }, member: { id: string; role: Role }): boolean {
  return note.staffId === member.id || member.role === 'administrator'
}
