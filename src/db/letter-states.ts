import { type SQL, sql } from 'drizzle-orm'
import type { LetterState } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { coachLetters } from './office-schema.ts'
import { reportLetters } from './report-schema.ts'
import { probing } from './sending-pauses.ts'

/**
 * The letters that are one row with one reader, unlike those about surveys (db/letter-claim.ts, db/letter-finish.ts):
 * where each kind stands, and what an event tells of one.
 */
const kinds = {
  coach_letter: { table: coachLetters, about: sql`jsonb_build_object('staffId', staff_id)` },
  report_letter: {
    table: reportLetters,
    about: sql`jsonb_build_object('publishedReportId', published_report_id, 'recipientId', recipient_id)`,
  },
} as const

export type OneReaderKind = keyof typeof kinds

/** Which letter it was, for an event. */
export type AboutLetter = Record<string, string | number>
export type ClaimedOne = {
  id: number
  messageId: string
  attempts: number
  firstAttemptAt: Temporal.Instant
  /** As of a ClaimedLetter. */
  probed: number | null
}
/** How an attempt ended; `sendAt` only with `queued`. */
export type LetterAttemptEnd = {
  id: number
  attempt: number
  state: Exclude<LetterState, 'sending' | 'cancelled'>
  reason: string | null
  sendAt: Temporal.Instant | null
  /** As of a LetterEnd. */
  isUntried: boolean
}

/** Queued letters whose moment has come: new ones, and those to be tried again. */
export async function lettersOfKindToSend(
  db: Queryable,
  kind: OneReaderKind,
  now: Temporal.Instant,
): Promise<number[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from ${kinds[kind].table}
    where state = 'queued' and send_at <= ${moment(now)}
    order by send_at, id`)
  return rows.map(({ id }) => Number(id))
}

/**
 * Claims it for sending: a conditional update that must hit one row, so that of two workers one wins (rule 4); while the
 * queue is paused, only the one that tries the mail server.
 */
export async function claimOne(
  db: Queryable,
  kind: OneReaderKind,
  id: number,
  now: Temporal.Instant,
): Promise<ClaimedOne | undefined> {
  type Row = { message_id: string; attempts: number; first_attempt_at: string; probed: number | null }
  const isOne = sql`id = ${id} and state = 'queued' and send_at <= ${moment(now)}`
  const isWaiting = sql`exists (select from ${kinds[kind].table} where ${isOne})`
  const { table: probe, mayGo } = probing(moment(now), isWaiting)
  const [row] = await db.execute<Row>(sql`
    with ${probe}
    update ${kinds[kind].table}
    set state = 'sending', sending_at = ${moment(now)}, attempts = attempts + 1,
      first_attempt_at = coalesce(first_attempt_at, ${moment(now)})
    where ${isOne} and ${mayGo}
    returning message_id, attempts, first_attempt_at, (select attempts from probing) as probed`)
  if (!row) return undefined
  const firstAttemptAt = Temporal.Instant.from(row.first_attempt_at)
  return { id, messageId: row.message_id, attempts: row.attempts, firstAttemptAt, probed: row.probed }
}

/** @returns what was cancelled, if it still waited */
export async function cancelOne(
  db: Queryable,
  kind: OneReaderKind,
  id: number,
  now: Temporal.Instant,
): Promise<AboutLetter | undefined> {
  const change = sql`state = 'cancelled', finished_at = ${moment(now)}`
  const [about] = await changeOf(db, kind, change, sql`id = ${id} and state = 'queued'`)
  return about
}

/**
 * Ends an attempt. One that was given up as `unconfirmed` can still turn out to have ended; nothing else can.
 * @returns whose attempt it was, if it was this one's end, and so recorded
 */
export async function finishOne(
  db: Queryable,
  kind: OneReaderKind,
  { id, attempt, state, reason, sendAt, isUntried }: LetterAttemptEnd,
  now: Temporal.Instant,
): Promise<AboutLetter | undefined> {
  const finishedAt = state === 'queued' ? sql`null` : moment(now)
  const change = sql`state = ${state}, reason = ${reason}, finished_at = ${finishedAt},
    send_at = coalesce(${sendAt?.toString() ?? null}::timestamptz, send_at)${isUntried ? untried : sql``}`
  const from = state === 'sent' || state === 'failed' ? sql`('sending', 'unconfirmed')` : sql`('sending')`
  const [about] = await changeOf(
    db,
    kind,
    change,
    sql`id = ${id} and attempts = ${attempt} and state in ${from}`,
  )
  return about
}

const untried = sql`, attempts = attempts - 1,
  first_attempt_at = case when attempts > 1 then first_attempt_at end`

/** Gives up the letters that have been in `sending` since before that moment: the process that sent them has died. */
export async function giveUpOnes(
  db: Queryable,
  kind: OneReaderKind,
  before: Temporal.Instant,
  now: Temporal.Instant,
): Promise<AboutLetter[]> {
  const change = sql`state = 'unconfirmed', reason = 'interrupted', finished_at = ${moment(now)}`
  return changeOf(db, kind, change, sql`state = 'sending' and sending_at < ${moment(before)}`)
}

async function changeOf(
  db: Queryable,
  kind: OneReaderKind,
  change: SQL,
  condition: SQL,
): Promise<AboutLetter[]> {
  const { table, about } = kinds[kind]
  const rows = await db.execute<{ about: AboutLetter }>(
    sql`update ${table} set ${change} where ${condition} returning ${about} as about`,
  )
  return rows.map(row => row.about)
}

function moment(instant: Temporal.Instant): SQL {
  return sql`${instant.toString()}::timestamptz`
}
