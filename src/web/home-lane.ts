import type { Queryable } from '../db/connect.ts'
import {
  type LaneRow,
  laneRows,
  lastLetters,
  type UnansweredCalls,
  unansweredCalls,
} from '../db/lane-rows.ts'
import { countLane, keyKinds, type LaneKey, listLane } from '../db/lanes.ts'
import { dayOf } from '../domain/calendar.ts'
import { followUpWaves, type Language } from '../domain/codes.ts'
import { isoDay } from '../domain/iso-day.ts'
import type { Lane, LaneTimes } from '../domain/lane.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { nextStep } from '../domain/response-status.ts'
import { dateNear } from '../render-values.ts'
import type { HomeScope } from './home-scope.ts'
import { dialledNumber } from './placement-view.ts'

/** One list of the home as its template wants it. Whoever sees it may see addresses. */

export type Reading = {
  db: Queryable
  scope: HomeScope
  times: LaneTimes
  now: Temporal.Instant
  language: Language
  /** The invitation and the reminders: after them nothing more can be sent. */
  mostLetters: number
}

/** @param back the address that shows this page again, after a call was noted */
export async function laneView(
  reading: Reading,
  lane: Lane,
  { after, limit, back }: { after: LaneKey | null; limit: number; back: string },
) {
  const { db, scope, times } = reading
  const keys = await listLane(db, lane, scope, times, { after, limit: limit + 1 })
  const shown = keys.slice(0, limit)
  const hasMore = keys.length > limit
  const [total, rows] = await Promise.all([
    hasMore || after ? countLane(db, lane, scope, times) : keys.length,
    rowViews(reading, lane, shown.map(idOf)),
  ])
  return {
    lane,
    total,
    hasMore,
    next: hasMore ? (shown.at(-1) ?? null) : null,
    partial: `lane-${lane}`,
    rows: rows.map(row => ({ ...row, back })),
  }
}

/** The row after which a page goes on, as its key stands in the address; null for anything else. */
export function afterKey(lane: Lane, text: unknown): LaneKey | null {
  const parts = typeof text === 'string' ? text.split('_') : []
  const kinds = keyKinds[lane]
  const fits = parts.length === kinds.length && kinds.every((kind, index) => isOf[kind](parts[index] ?? ''))
  return fits ? parts : null
}

/** What the database can read: it knows fewer years than the program. */
const isOf = {
  flag: (text: string) => text === 'true' || text === 'false',
  instant: (text: string) => {
    const [, day = '', hour = ''] =
      /^(\d{4}-\d\d-\d\d)T(\d\d):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/.exec(text) ?? []
    return isoDay(day) !== undefined && Number(hour) < 24
  },
  day: (text: string) => isoDay(text) !== undefined,
  id: (text: string) => /^\d{1,15}$/.test(text),
}

function idOf(key: LaneKey): number {
  return Number(key.at(-1))
}

async function rowViews(reading: Reading, lane: Lane, ids: readonly number[]) {
  const { db } = reading
  const rows = await laneRows(db, lane, ids)
  const called = lane === 'call' ? rows.map(({ id }) => id) : []
  const calls = await unansweredCalls(db, called)
  const surveyIds = rows.flatMap(({ survey }) => survey?.id ?? [])
  const letters = lane === 'waiting' ? await lastLetters(db, surveyIds) : new Map<number, Temporal.Instant>()
  return rows.map(row => ({
    ...rowView(row, reading),
    calls: callsView(calls.get(row.id), reading),
    lastLetter: dayText(letters.get(row.survey?.id ?? 0) ?? null, reading),
  }))
}

function rowView(row: LaneRow, reading: Reading) {
  const { language, now, scope, mostLetters } = reading
  const { survey, answer, contact } = row
  const next = nextStep(survey, now)
  const endsOn = row.endedOn ?? row.plannedEndOn
  return {
    ...row,
    unitName: scope.unitId === null ? row.unitName : null,
    dialled: dialledNumber(contact.phone),
    phoneReason: survey?.phoneReason ?? null,
    followUpWave: followUpWaves.find(wave => wave === survey?.wave) ?? null,
    lettersSent: survey?.lettersSent ?? 0,
    hasLettersLeft: (survey?.lettersSent ?? 0) < mostLetters,
    next: next && { step: next.step, day: dateNear(language, next.on, dayOf(now)) },
    answer: answer && { ...answer, day: dayText(answer.answeredAt, reading) },
    endsOn: endsOn && dateNear(language, endsOn, dayOf(now)),
    isRegistered: row.endedOn !== null,
    obstacle: mailObstacle(contact),
    cause: survey?.phoneReason === 'undeliverable' ? contact.undeliverableCause : null,
    reason: survey?.phoneReason === 'undeliverable' ? contact.undeliverableReason : null,
  }
}

function callsView(calls: UnansweredCalls | undefined, reading: Reading) {
  if (!calls?.lastAt) return null
  const isToday = Temporal.Instant.compare(calls.lastAt, reading.times.dayStart) >= 0
  return { count: calls.count, isToday, day: dayText(calls.lastAt, reading) }
}

function dayText(at: Temporal.Instant | null, { language, now }: Reading): string | null {
  return at && dateNear(language, dayOf(at), dayOf(now))
}
