import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { newestEventId } from '../db/placement-case.ts'
import { listEvents, type PlacementPage } from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import type { PlacementAction } from '../domain/placement-action.ts'
import type { ActOutcome, Attempt } from '../flow/act-on-placement.ts'
import { textFields, textIn } from './fields.ts'
import { listQueryOf, withList } from './list-return.ts'
import { visiblePlacement } from './placement.ts'
import { eventView, factsView } from './placement-view.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

export type Fields = Readonly<Record<string, string>>
export type FieldProblem = { field: string; problem: string }

/** What the page of an action shows: what it will do, how to take it back, or why it can't be done. */
type ActionView = Readonly<Record<string, unknown>> &
  ({ mode: 'act' | 'undo' } | { mode: 'refused'; refusal: string })

/** One thing that staff can do about a placement. It says what it will do before it does it. */
export type ActionPage = {
  /** In the address, in the words, and in the name of the template. */
  name: PlacementAction
  view(
    context: Context,
    found: PlacementPage,
    typed: { fields: Fields; problems: readonly FieldProblem[] },
  ): Promise<ActionView>
  act(context: Context, attempt: Attempt, fields: Fields): Promise<ActionOutcome>
  undo?(context: Context, attempt: Attempt): Promise<ActOutcome>
}

type ActionOutcome =
  /** `notice`: the wording under `placementActions.done`. */
  | { outcome: 'done'; notice: string }
  | Exclude<ActOutcome, { outcome: 'done' }>
  | { outcome: 'invalid'; problems: readonly FieldProblem[] }

type Shown = {
  fields: Fields
  problems: readonly FieldProblem[]
  /** What whoever acted had seen, where something has happened since. */
  staleSince: number | null
}

/** GET shows what will happen; POST does it and leads back to the placement; a second address takes it back. */
export function actionHandlers(context: Context, page: StaffPage, action: ActionPage) {
  const handlers = forPlacement(context, page)
  const show = showAction(context, page, action)
  return {
    show: handlers(async (request, response, found) => {
      const fields = suggestedIn(request)
      await show(request, response, found, { fields, problems: [], staleSince: null })
    }),
    act: handlers(async (request, response, found) => {
      const fields = textFields(request.body)
      const attempt = attemptOf(context, request, response, found)
      const outcome = await action.act(context, attempt, fields)
      if (outcome.outcome === 'done') return backTo(request, response, found, { done: outcome.notice })
      const problems = outcome.outcome === 'invalid' ? outcome.problems : []
      const staleSince = outcome.outcome === 'stale' ? attempt.seen : null
      response.status(outcome.outcome === 'invalid' ? 422 : 409)
      await show(request, response, found, { fields, problems, staleSince })
    }),
    undo: handlers(async (request, response, found) => {
      const attempt = attemptOf(context, request, response, found)
      const { outcome } = (await action.undo?.(context, attempt)) ?? { outcome: 'refused' }
      if (outcome === 'done') return backTo(request, response, found, { undone: action.name })
      response.status(409)
      const staleSince = outcome === 'stale' ? attempt.seen : null
      await show(request, response, found, { fields: {}, problems: [], staleSince })
    }),
  }
}

/** An address that a link proposes; whoever follows it decides. */
function suggestedIn({ query }: Request): Fields {
  const email = textIn(query, 'email')
  return email ? { email } : {}
}

type PlacementHandler = (request: Request, response: Response, found: PlacementPage) => Promise<void>

/** Makes handlers for pages of a placement that the reader may see; others are not found. */
export function forPlacement(context: Context, page: StaffPage) {
  return (handle: PlacementHandler): RequestHandler =>
    async (request, response) => {
      const found = await visiblePlacement(context, request, response)
      if (!found) return refuse(page, request, response, 'not_found')
      await handle(request, response, found)
    }
}

function showAction(context: Context, page: StaffPage, action: ActionPage) {
  return async (request: Request, response: Response, before: PlacementPage, shown: Shown): Promise<void> => {
    const { id } = before.placement
    const { fields, problems, staleSince } = shown
    // Read before the rest: what happens in between is told once more rather than missed.
    const seen = await newestEventId(context.db, id)
    const found = (await visiblePlacement(context, request, response)) ?? before
    const view = await action.view(context, found, { fields, problems })
    const news = staleSince === null ? [] : await eventsSince(context, id, staleSince)
    const listQuery = listQueryOf(request)
    page(request, response, `placement-${action.name}`, {
      refusal: null,
      goesAt: null,
      former: null,
      ...factsView(found, accessOf(staffOf(response))),
      ...view,
      id,
      action: { name: action.name, href: addressOf(id, action, view) },
      wording: view.mode === 'undo' ? 'undo' : 'act',
      isUndo: view.mode === 'undo',
      isRefused: view.mode === 'refused',
      kind: staleSince !== null ? 'stale' : problems.length > 0 ? 'invalid' : 'plain',
      isStale: staleSince !== null,
      news,
      problems,
      seen,
      listQuery,
      placementHref: withList(`/placements/${id}`, listQuery),
    })
  }
}

/** Where the form of the page is sent. */
function addressOf(id: number, { name }: ActionPage, { mode }: ActionView): string {
  return `/placements/${id}/${name}${mode === 'undo' ? '/undo' : ''}`
}

async function eventsSince({ db }: Context, placementId: number, seen: number) {
  const events = await listEvents(db, placementId)
  return events.filter(({ id, kind }) => id > seen && !isNote(kind)).map(eventView)
}

function isNote(kind: string): boolean {
  return kind.startsWith('note.') || kind.startsWith('call.')
}

/** An attempt by whoever sent the form, who had seen what it says. */
export function attemptOf(
  { clock }: Context,
  request: Request,
  response: Response,
  found: PlacementPage,
): Attempt {
  const { seen = '' } = textFields(request.body)
  return {
    placementId: found.placement.id,
    // Nobody has seen nothing: what no form of ours sends is told as stale.
    seen: /^\d{1,15}$/.test(seen) ? Number(seen) : -1,
    staffId: staffOf(response).id,
    now: clock.now(),
  }
}

function backTo(
  request: Request,
  response: Response,
  { placement }: PlacementPage,
  notice: Readonly<Record<string, string>>,
): void {
  response.redirect(303, withList(`/placements/${placement.id}`, listQueryOf(request), notice))
}
