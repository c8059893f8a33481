import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { newestEventId } from '../db/placement-case.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import { employmentAnswers } from '../domain/codes.ts'
import { settleOutcome } from '../flow/settle-outcome.ts'
import { disagreementView } from './disagreement-view.ts'
import { textFields } from './fields.ts'
import { listQueryOf, withList } from './list-return.ts'
import { attemptOf, forPlacement } from './placement-actions.ts'
import { factsView } from './placement-view.ts'
import { type StaffPage, staffOf } from './staff-page.ts'

type Shown = { employment: string; kind: 'plain' | 'invalid' | 'stale' }

/** /placements/:id/settle: a coach records what is true. The page does not say who has said what. */
export function settleHandlers(context: Context, page: StaffPage): Record<'show' | 'settle', RequestHandler> {
  const handlers = forPlacement(context, page)
  const showForm = showSettle(context, page)
  return {
    show: handlers((request, response, found) =>
      showForm(request, response, found, { employment: '', kind: 'plain' }),
    ),
    settle: handlers(async (request, response, found) => {
      const { employment = '' } = textFields(request.body)
      const attempt = attemptOf(context, request, response, found)
      const { outcome } = await settleOutcome(context, attempt, employment)
      if (outcome === 'done') {
        const { id } = found.placement
        return response.redirect(303, withList(`/placements/${id}`, listQueryOf(request), { done: 'settle' }))
      }
      response.status(outcome === 'invalid' ? 422 : 409)
      const kind = outcome === 'refused' ? 'plain' : outcome
      await showForm(request, response, found, { employment, kind })
    }),
  }
}

function showSettle(context: Context, page: StaffPage) {
  return async (request: Request, response: Response, found: PlacementPage, shown: Shown): Promise<void> => {
    const { id } = found.placement
    const listQuery = listQueryOf(request)
    const seen = await newestEventId(context.db, id)
    const disagreement = await disagreementView(context, found, listQuery)
    page(request, response, 'placement-settle', {
      ...factsView(found, accessOf(staffOf(response))),
      id,
      seen,
      listQuery,
      disagreement,
      kind: shown.kind,
      isInvalid: shown.kind === 'invalid',
      isStale: shown.kind === 'stale',
      options: employmentAnswers.map(code => ({ code, isChosen: code === shown.employment })),
      placementHref: withList(`/placements/${id}`, listQuery),
    })
  }
}
