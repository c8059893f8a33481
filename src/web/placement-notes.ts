import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import type { NoteKind } from '../domain/codes.ts'
import type { NoteProblem } from '../domain/note.ts'
import { removeNote, writeNote } from '../flow/write-note.ts'
import { textFields } from './fields.ts'
import { listQueryOf, withList } from './list-return.ts'
import { forPlacement } from './placement-actions.ts'
import { factsView } from './placement-view.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

type Typed = { text: string; back: string; problem: NoteProblem | null }

/** Notes, and calls that were not answered: written on the placement's page or with one click, removed by whoever wrote. */
export function noteHandlers(context: Context, page: StaffPage) {
  const handlers = forPlacement(context, page)
  const show = (kind: NoteKind) =>
    handlers(async (request, response, found) => {
      showForm(page, request, response, found, kind, { text: '', back: '', problem: null })
    })
  const write = (kind: NoteKind) =>
    handlers(async (request, response, found) => {
      const { text = '', back = '' } = textFields(request.body)
      const { id: placementId } = found.placement
      const staffId = staffOf(response).id
      const now = context.clock.now()
      const written = await writeNote(context, { placementId, kind, typed: text, staffId, now })
      if (written.outcome === 'invalid') {
        response.status(422)
        return showForm(page, request, response, found, kind, { text, back, problem: written.problem })
      }
      const told = kind === 'no_answer' ? { called: `${placementId}.${written.noteId}` } : { done: 'note' }
      response.redirect(303, backAddress(request, placementId, back, told))
    })
  return {
    showNote: show('note'),
    writeNote: write('note'),
    showCall: show('no_answer'),
    writeCall: write('no_answer'),
    remove: handlers(async (request, response, found) => {
      const { id: placementId } = found.placement
      const { note: noteText = '' } = request.params
      const noteId = /^\d{1,15}$/.test(String(noteText)) ? Number(noteText) : 0
      const now = context.clock.now()
      const removed = await removeNote(context, { placementId, noteId, member: staffOf(response), now })
      if (removed === 'not_allowed') return refuse(page, request, response, 'not_allowed')
      const { back = '' } = textFields(request.body)
      response.redirect(303, backAddress(request, placementId, back, { done: 'note-removed' }))
    }),
  }
}

function showForm(
  page: StaffPage,
  request: Request,
  response: Response,
  found: PlacementPage,
  kind: NoteKind,
  { text, back, problem }: Typed,
): void {
  const { id } = found.placement
  const listQuery = listQueryOf(request)
  page(request, response, 'placement-note', {
    ...factsView(found, accessOf(staffOf(response))),
    id,
    noteKind: kind,
    isCall: kind === 'no_answer',
    action: kind === 'no_answer' ? 'calls' : 'notes',
    text,
    problem,
    kind: problem === null ? 'plain' : 'invalid',
    back,
    listQuery,
    placementHref: withList(`/placements/${id}`, listQuery),
  })
}

/** Back to the home page or the placement, which tell what was done; an address of ours and no other. */
function backAddress(
  request: Request,
  placementId: number,
  back: string,
  told: Readonly<Record<string, string>>,
): string {
  const placement = `/placements/${placementId}`
  const [path = '', query = ''] = back.split('?')
  if (path !== '/' && path !== placement) return withList(placement, listQueryOf(request), told)
  const all = new URLSearchParams(query)
  // What was told there before is over.
  for (const name of ['called', 'done', 'undone']) all.delete(name)
  for (const [name, value] of Object.entries(told)) all.set(name, value)
  return `${path}?${all}`
}
