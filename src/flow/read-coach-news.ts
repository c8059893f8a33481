import type { Context } from '../context.ts'
import type { Coach } from '../db/coach-letters.ts'
import { laneRows } from '../db/lane-rows.ts'
import { countClosing, countLane, countUnreachable, listLane } from '../db/lanes.ts'
import { type CoachNews, coachLetterTimes } from '../domain/coach-letter.ts'
import type { Lane, LaneScope, LaneTimes } from '../domain/lane.ts'

/** Of the answers and of those to call, so many are told one by one. */
const namedPlacements = 5

/** What the letter of that week has to tell a coach of the own placements: the same lists as on the home. */
export async function readCoachNews(
  { db }: Pick<Context, 'db'>,
  { email, unitId }: Coach,
  week: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<CoachNews> {
  const scope = { unitId, coachEmail: email }
  const times = coachLetterTimes(week, now)
  return {
    answered: await firstOf(db, 'answered', scope, times),
    call: await firstOf(db, 'call', scope, times),
    closing: await countClosing(db, scope, times, times.closesBy),
    undeliverable: await countLane(db, 'undeliverable', scope, times),
    unreachable: await countUnreachable(db, scope, times),
  }
}

async function firstOf(db: Context['db'], lane: Lane, scope: LaneScope, times: LaneTimes) {
  const keys = await listLane(db, lane, scope, times, { after: null, limit: namedPlacements })
  const rows = await laneRows(
    db,
    lane,
    keys.map(key => Number(key.at(-1))),
  )
  const first = rows.map(({ id, employerName, workplace, startedOn, endedOn }) => ({
    id,
    employerName,
    workplace,
    startedOn,
    endedOn,
  }))
  return { total: await countLane(db, lane, scope, times), first }
}
