import type { Request } from 'express'
import type { Context } from '../context.ts'
import type { listNotes } from '../db/notes.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { hastening } from '../flow/send-now.ts'
import { undoableChange } from '../flow/undo-contact-change.ts'
import { isWithdrawalUndoable } from '../flow/withdraw-survey.ts'

type Notes = Awaited<ReturnType<typeof listNotes>>

/** What was just done, under `placementActions.done` or `.undone`; with the address that takes it back while it can be. */
export type Notice = { outcome: 'done' | 'undone'; what: string; undoPath: string | null }

/** What the address of the placement says was just done there; null for nothing, or nothing that is done. */
export async function noticeOf(
  context: Context,
  { query }: Request,
  found: PlacementPage,
  notes: Notes,
): Promise<Notice | null> {
  const { id } = found.placement
  const call = notes.find(note => query.called === `${id}.${note.id}`)
  if (call) {
    return { outcome: 'done', what: 'called', undoPath: `/placements/${id}/notes/${call.id}/remove` }
  }
  const undone = undoableActions.find(action => action === query.undone)
  if (undone) return { outcome: 'undone', what: undone, undoPath: null }
  const done = doneNotices.find(code => code === query.done)
  if (!done) return null
  const undo = await undoOf(context, found, done)
  return { outcome: 'done', what: done, undoPath: undo && `/placements/${id}/${undo}/undo` }
}

const undoableActions = ['send-now', 'contact', 'withdraw', 'no-letters'] as const
const doneNotices = [
  'send-now',
  'contact-changed',
  'contact-corrected',
  'contact-retried',
  'withdraw',
  'link',
  'no-letters',
  'note',
  'note-removed',
  'settle',
] as const

async function undoOf(context: Context, found: PlacementPage, done: (typeof doneNotices)[number]) {
  const { db, clock } = context
  switch (done) {
    case 'send-now':
      return (await hastening(db, found)) ? 'send-now' : null
    case 'contact-changed':
      return (await undoableChange(db, found)) ? 'contact' : null
    case 'withdraw':
      return isWithdrawalUndoable(context, found, clock.now()) ? 'withdraw' : null
    case 'no-letters':
      return found.contact.optedOutAt === null ? null : 'no-letters'
    default:
      return null
  }
}
