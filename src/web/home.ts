import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { findOwnCall } from '../db/lane-rows.ts'
import { hasPlacements, type LaneKey } from '../db/lanes.ts'
import { listUnits } from '../db/units.ts'
import { accessOf } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { isoDay } from '../domain/iso-day.ts'
import { type Lane, lanes, laneTimes } from '../domain/lane.ts'
import { dateNear } from '../render-values.ts'
import { monthsView } from './home-chart.ts'
import { afterKey, laneView, type Reading } from './home-lane.ts'
import { type HomeScope, homeAddress, homeScope, ownScope, scopeLinks } from './home-scope.ts'
import { languageOf, type SignedIn, type StaffPage, staffOf } from './staff-page.ts'

const rowsPerLane = 10
const rowsPerPage = 50

/**
 * GET /: what a coach has to do, in lists that lead to it; with `lane`, one of them in full. An analyst records nothing,
 * and so starts at the reports.
 */
export function homeHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const member = staffOf(response)
    if (member.role === 'analyst') return response.redirect(303, '/reports')
    const { scope, choices } = await readScope(context, member, request.query)
    const now = context.clock.now()
    const lane = lanes.find(name => name === request.query.lane)
    const since = lane === 'answered' ? sinceOf(request.query.since) : undefined
    const language = languageOf(request)
    const { mostLetters } = context.schedule
    const reading = { db: context.db, scope, times: laneTimes(now, since), now, language, mostLetters }
    const view = await (lane ? lanePage(context, reading, lane, since, request) : homeView(context, reading))
    const called = await calledView(context, member, request.query.called, view.back)
    page(request, response, lane ? 'home-lane' : 'home', { ...choices, ...view, called })
  }
}

async function readScope({ db }: Context, member: SignedIn, query: Request['query']) {
  const seesAll = accessOf(member).unitId === null
  const [units, hasOwn] = await Promise.all([
    seesAll ? listUnits(db) : [],
    hasPlacements(db, ownScope(member)),
  ])
  const scope = homeScope(member, query, hasOwn, units)
  const choices = {
    scope: scope.name,
    scopes: scopeLinks(member, scope, hasOwn),
    units: units.map(unit => ({ ...unit, isChosen: scope.query.unit === String(unit.id) })),
  }
  return { scope, choices }
}

async function homeView(context: Context, reading: Reading) {
  const back = homeAddress(reading.scope.query)
  const views = lanes.map(lane => laneView(reading, lane, { after: null, limit: rowsPerLane, back }))
  const [isUsed, months, ...shown] = await Promise.all([
    hasPlacements(context.db, reading.scope),
    monthsView(context, reading),
    ...views,
  ])
  return {
    back,
    isEmpty: !isUsed,
    months: isUsed ? months : null,
    lanes: shown.map(view => ({ ...view, allHref: laneAddress(reading.scope, view.lane) })),
    nothingToDo: shown.every(
      ({ lane, total }) => total === 0 || !['call', 'undeliverable', 'disagree'].includes(lane),
    ),
  }
}

/** @param since of answers, where the address asks for another day than this week's Monday */
async function lanePage(
  { renderer: { t } }: Context,
  reading: Reading,
  lane: Lane,
  since: Temporal.PlainDate | undefined,
  request: Request,
) {
  const { scope, language, now } = reading
  const after = afterKey(lane, request.query.after)
  const addressOf = (key: LaneKey | null) =>
    laneAddress(scope, lane, { since: since?.toString() ?? '', after: key?.join('_') ?? '' })
  const back = addressOf(after)
  const view = await laneView(reading, lane, { after, limit: rowsPerPage, back })
  return {
    back,
    lane: view,
    homeHref: homeAddress(scope.query),
    since: since?.toString() ?? null,
    title: since
      ? t(language, 'home.answered_since', { day: dateNear(language, since, dayOf(now)) })
      : t(language, `home.lane.${lane}`),
    firstHref: after && addressOf(null),
    nextHref: view.next && addressOf(view.next),
  }
}

function laneAddress(scope: HomeScope, lane: Lane, more: Readonly<Record<string, string>> = {}): string {
  return homeAddress({ ...scope.query, lane, ...more })
}

/** Before the service there were no answers, and far before that there are days that no database knows. */
function sinceOf(text: unknown): Temporal.PlainDate | undefined {
  const day = typeof text === 'string' ? isoDay(text) : undefined
  return day && day.year >= 2000 ? day : undefined
}

/**
 * `called=41.7`: the call in vain that was noted a moment ago, with the form that takes it back. Anything else, and what
 * somebody else noted, shows nothing.
 */
async function calledView({ db }: Context, member: SignedIn, called: unknown, back: string) {
  const [, placementId, noteId] = /^(\d{1,15})\.(\d{1,15})$/.exec(String(called)) ?? []
  if (!placementId || !noteId) return null
  const { id: staffId } = member
  const call = { placementId: Number(placementId), noteId: Number(noteId), staffId, ...accessOf(member) }
  const found = await findOwnCall(db, call)
  return found ? { ...found, back, undo: `/placements/${placementId}/notes/${noteId}/remove` } : null
}
