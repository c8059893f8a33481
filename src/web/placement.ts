import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { listNotes } from '../db/notes.ts'
import { newestEventId } from '../db/placement-case.ts'
import {
  findPlacement,
  listAnswers,
  listEvents,
  listLetters,
  type PlacementPage,
} from '../db/placement-page.ts'
import { type Access, accessOf } from '../domain/access.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { type PlacementAction, placementActions, refusalOf } from '../domain/placement-action.ts'
import { hastening } from '../flow/send-now.ts'
import { isWithdrawalUndoable } from '../flow/withdraw-survey.ts'
import { disagreementView } from './disagreement-view.ts'
import { listHref, listQueryOf, withList } from './list-return.ts'
import { participantView } from './participant-view.ts'
import { followUpViews } from './placement-follow-ups.ts'
import { noticeOf } from './placement-notice.ts'
import { type History, timeline } from './placement-timeline.ts'
import { factsView, statusView } from './placement-view.ts'
import { returnedView } from './returned-view.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** GET /placements/:id: where it stands, what happens next, what can be done, and everything that has happened. */
export function placementHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const member = staffOf(response)
    const access = accessOf(member)
    const found = await visiblePlacement(context, request, response)
    if (!found) return refuse(page, request, response, 'not_found')
    const { id, purpose } = found.placement
    const seen = await newestEventId(context.db, id)
    const history = await historyOf(context, found)
    const listQuery = listQueryOf(request)
    const standing = statusView(context, found, history.events, access)
    const actions = await actionLinks(context, found, access, listQuery)
    page(request, response, 'placement', {
      id,
      seen,
      listQuery,
      listHref: listHref(listQuery),
      ...factsView(found, access),
      ...standing,
      ...actions,
      ...(await returnedView(context, found, access, listQuery)),
      ...(await askedBesides(context, found, access, listQuery)),
      hasActions: actions.firstLink !== null || standing.canRecord,
      meaning: standing.status === 'phone' && !access.recordsAnswers ? 'to_be_called' : 'own',
      entries: timeline(history, { access, member, purpose }),
      hasAnswer: history.answers.length > 0,
      notice: access.recordsAnswers ? await noticeOf(context, request, found, history.notes) : null,
      justRecorded: request.query.recorded === '1',
    })
  }
}

/** What is asked besides the employer's questions at the end. How the participant stands is for coaches alone. */
async function askedBesides(context: Context, found: PlacementPage, access: Access, listQuery: string) {
  const isCoach = access.recordsAnswers
  return {
    followUps: await followUpViews(context, found, access, listQuery),
    participantView: isCoach ? await participantView(context, found, listQuery) : null,
    disagreement: isCoach ? await disagreementView(context, found, listQuery) : null,
  }
}

/** The placement that the address names, if there is one and the reader may see it. */
export async function visiblePlacement(
  { db }: Context,
  request: Request,
  response: Response,
): Promise<PlacementPage | undefined> {
  const { id = '' } = request.params
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id)) return undefined
  return findPlacement(db, Number(id), accessOf(staffOf(response)).unitId)
}

/** The actions that are possible now; the first thing to do in this state stands apart from the others. */
async function actionLinks(context: Context, found: PlacementPage, access: Access, listQuery: string) {
  const { id } = found.placement
  const href = (path: string) => withList(`/placements/${id}/${path}`, listQuery)
  const canUndo = await undoables(context, found)
  const links = placementActions.flatMap(action => {
    const isUndo = canUndo.has(action)
    if (!isUndo && !isOffered(context, action, found)) return []
    return { action, wording: isUndo ? 'undo_link' : 'link', href: href(action) }
  })
  const first = firstAction(found, canUndo)
  const canAct = access.recordsAnswers
  return {
    canAct,
    firstLink: canAct ? (links.find(({ action }) => action === first) ?? null) : null,
    otherLinks: canAct ? links.filter(({ action }) => action !== first) : [],
    phoneAnswerHref: href('phone-answer'),
    notesPath: `/placements/${id}/notes`,
    callsPath: `/placements/${id}/calls`,
  }
}

/** What has been done and can be taken back at any time; a change of contact can be on its own page. */
async function undoables(context: Context, found: PlacementPage): Promise<Set<PlacementAction>> {
  const undoable = new Set<PlacementAction>()
  if (await hastening(context.db, found)) undoable.add('send-now')
  if (found.contact.optedOutAt !== null) undoable.add('no-letters')
  if (isWithdrawalUndoable(context, found, context.clock.now())) undoable.add('withdraw')
  return undoable
}

/** A letter that is due already need not be asked for. */
function isOffered({ clock, schedule }: Context, action: PlacementAction, found: PlacementPage): boolean {
  const now = clock.now()
  if (refusalOf(action, found, schedule, now) !== null) return false
  const nextLetterAt = found.survey?.nextLetterAt ?? null
  const isDue = nextLetterAt !== null && Temporal.Instant.compare(nextLetterAt, now) <= 0
  return action !== 'send-now' || !isDue
}

/** What helps most: asking after all, or an address that can be mailed. A letter under way needs nobody. */
function firstAction(
  { survey, contact }: PlacementPage,
  canUndo: ReadonlySet<PlacementAction>,
): PlacementAction | null {
  if (canUndo.has('withdraw')) return 'withdraw'
  if (survey?.state === 'phone') return mailObstacle(contact) === 'undeliverable' ? 'contact' : null
  return null
}

async function historyOf({ db }: Context, { placement, survey }: PlacementPage): Promise<History> {
  const [letters, answers, events, notes] = await Promise.all([
    survey ? listLetters(db, survey.id) : [],
    survey ? listAnswers(db, survey.id) : [],
    listEvents(db, placement.id),
    listNotes(db, placement.id),
  ])
  return { letters, answers, events, notes }
}
