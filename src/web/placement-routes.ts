import type { Context } from '../context.ts'
import { phoneAnswerHandlers } from './phone-answer.ts'
import { placementHandler } from './placement.ts'
import { type ActionPage, actionHandlers } from './placement-actions.ts'
import { contactPage } from './placement-contact.ts'
import { linkPage } from './placement-link.ts'
import { noLettersPage } from './placement-no-letters.ts'
import { noteHandlers } from './placement-notes.ts'
import { participantHandlers } from './placement-participant.ts'
import { sendNowPage } from './placement-send-now.ts'
import { settleHandlers } from './placement-settle.ts'
import { withdrawPage } from './placement-withdraw.ts'
import { placementsHandler } from './placements.ts'
import type { Route } from './route.ts'
import type { StaffPage } from './staff-page.ts'

/** The list of placements, the page of each, and what coaches do there. */
export function placementRoutes(context: Context, page: StaffPage): readonly Route[] {
  const phoneAnswer = phoneAnswerHandlers(context, page)
  const note = noteHandlers(context, page)
  const participant = participantHandlers(context, page)
  const settling = settleHandlers(context, page)
  return [
    { method: 'get', path: '/placements', guard: 'staff', handler: placementsHandler(context, page) },
    { method: 'get', path: '/placements/:id', guard: 'staff', handler: placementHandler(context, page) },
    { method: 'get', path: '/placements/:id/phone-answer', guard: 'coach', handler: phoneAnswer.show },
    { method: 'post', path: '/placements/:id/phone-answer', guard: 'coach', handler: phoneAnswer.store },
    { method: 'get', path: '/placements/:id/participant', guard: 'coach', handler: participant.show },
    {
      method: 'get',
      path: '/placements/:id/participant/code',
      guard: 'coach',
      handler: participant.leadBack,
    },
    {
      method: 'post',
      path: '/placements/:id/participant/code',
      guard: 'coach',
      handler: participant.makeCode,
    },
    { method: 'get', path: '/placements/:id/settle', guard: 'coach', handler: settling.show },
    { method: 'post', path: '/placements/:id/settle', guard: 'coach', handler: settling.settle },
    { method: 'get', path: '/placements/:id/notes', guard: 'coach', handler: note.showNote },
    { method: 'post', path: '/placements/:id/notes', guard: 'coach', handler: note.writeNote },
    { method: 'post', path: '/placements/:id/notes/:note/remove', guard: 'coach', handler: note.remove },
    { method: 'get', path: '/placements/:id/calls', guard: 'coach', handler: note.showCall },
    { method: 'post', path: '/placements/:id/calls', guard: 'coach', handler: note.writeCall },
    ...placementActions.flatMap(action => actionRoutes(context, page, action)),
  ]
}

const placementActions = [sendNowPage, contactPage, linkPage, noLettersPage, withdrawPage]

/** /placements/:id/<action> says what will happen and does it; .../undo takes it back, where that can be. */
function actionRoutes(context: Context, page: StaffPage, action: ActionPage): Route[] {
  const { show, act, undo } = actionHandlers(context, page, action)
  const path = `/placements/:id/${action.name}`
  const undoing: Route = { method: 'post', path: `${path}/undo`, guard: 'coach', handler: undo }
  return [
    { method: 'get', path, guard: 'coach', handler: show },
    { method: 'post', path, guard: 'coach', handler: act },
    ...(action.undo ? [undoing] : []),
  ]
}
