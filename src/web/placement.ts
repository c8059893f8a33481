import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import {
  findPlacement,
  listAnswers,
  listEvents,
  listLetters,
  type PlacementPage,
} from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import { answerView, eventView, factsView, letterView, statusView } from './placement-view.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** GET /placements/:id: where it stands, what happens next, its letters, its answer and what has happened. */
export function placementHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const access = accessOf(staffOf(response))
    const found = await visiblePlacement(context, request, response)
    if (!found) return refuse(page, request, response, 'not_found')
    const { letters, answers, events } = await historyOf(context, found)
    const [answer = null, ...earlier] = answers.map(row => answerView(row, found.placement.purpose))
    page(request, response, 'placement', {
      id: found.placement.id,
      ...factsView(found, access),
      ...statusView(found, access, context.clock.now()),
      letters: letters.map(letter => letterView(letter, access)),
      answer,
      earlier,
      events: events.map(eventView),
      justRecorded: request.query.recorded === '1',
    })
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

async function historyOf({ db }: Context, { placement, survey }: PlacementPage) {
  const [letters, answers, events] = await Promise.all([
    survey ? listLetters(db, survey.id) : [],
    survey ? listAnswers(db, survey.id) : [],
    listEvents(db, placement.id),
  ])
  return { letters, answers, events }
}
