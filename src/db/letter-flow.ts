import { type SQL, sql } from 'drizzle-orm'
import { timeZone } from '../domain/calendar.ts'
import type { LetterState, PauseCause } from '../domain/codes.ts'
import type { DutyTimes, Pulse } from '../domain/letter-flow.ts'
import type { Queryable } from './connect.ts'
import type { SendingLimits } from './sending-turns.ts'

/** Whether letters go out (domain/letter-flow.ts). */

type StoredPulse = Omit<Pulse, 'watchedSince' | 'pause'> & {
  tick: DutyTimes & { fault: string | null }
  mailbox: DutyTimes & { fault: string | null }
  pause: (NonNullable<Pulse['pause']> & { reason: string; tryAt: Temporal.Instant }) | null
}

type PulseRow = {
  tick_done: string | null
  tick_failed: string | null
  tick_fault: string | null
  mailbox_done: string | null
  mailbox_failed: string | null
  mailbox_fault: string | null
  cause: PauseCause | null
  reason: string
  since: string
  try_at: string
  sent_at: string | null
  refused: number
  refused_since: string | null
}

/** Among that many letters, the latest to be queued of those that were sent, is the latest to be sent. */
const latestLetters = 200

/** In one statement on few rows: it is asked on every page of an administrator. */
export async function readPulse(db: Queryable): Promise<StoredPulse> {
  const [row] = await db.execute<PulseRow>(sql`
    with latest as (
      select max(finished_at) as sent_at
      from (select finished_at from letters where state = 'sent' order by id desc limit ${latestLetters}) sent
    ), refused as (
      select count(*)::int as letters, min(greatest(letters.first_attempt_at, latest.sent_at)) as since
      from letters, latest
      where letters.state = 'queued' and letters.attempts > 0
        and letters.sending_at > coalesce(latest.sent_at, '-infinity')
    )
    select tick.done_at as tick_done, tick.failed_at as tick_failed, tick.fault as tick_fault,
      mailbox.done_at as mailbox_done, mailbox.failed_at as mailbox_failed, mailbox.fault as mailbox_fault,
      pause.cause, pause.reason, pause.since, pause.try_at,
      latest.sent_at, refused.letters as refused, refused.since as refused_since
    from latest
    cross join refused
    left join duties tick on tick.name = 'tick'
    left join duties mailbox on mailbox.name = 'return_mailbox'
    left join sending_pauses pause on true`)
  if (!row) throw new Error('No answer about the letters')
  return pulseFrom(row)
}

function pulseFrom(row: PulseRow): StoredPulse {
  const { cause, reason, refused } = row
  const refusedSince = moment(row.refused_since)
  return {
    tick: { doneAt: moment(row.tick_done), failedAt: moment(row.tick_failed), fault: row.tick_fault },
    mailbox: {
      doneAt: moment(row.mailbox_done),
      failedAt: moment(row.mailbox_failed),
      fault: row.mailbox_fault,
    },
    pause: cause && {
      cause,
      reason,
      since: Temporal.Instant.from(row.since),
      tryAt: Temporal.Instant.from(row.try_at),
    },
    refused: refusedSince && { letters: refused, since: refusedSince },
    sentAt: moment(row.sent_at),
  }
}

/**
 * The letters that could have gone out by `now`: those that wait in the queue, and those that surveys are due for, one a
 * contact.
 * @param from when sending began today: nothing has waited for longer than it could go out
 */
export async function readDue(
  db: Queryable,
  now: Temporal.Instant,
  from: Temporal.Instant,
): Promise<{ letters: number; since: Temporal.Instant } | null> {
  const at = sql`${now.toString()}::timestamptz`
  const [row] = await db.execute<{ letters: number; since: string | null }>(sql`
    select count(*)::int as letters, greatest(min(since), ${from.toString()}::timestamptz) as since
    from (
      select send_at as since from letters where state = 'queued' and send_at <= ${at}
      union all
      select send_at from coach_letters where state = 'queued' and send_at <= ${at}
      union all
      select send_at from report_letters where state = 'queued' and send_at <= ${at}
      union all
      (${dueContacts(at)})
    ) due`)
  const since = moment(row?.since ?? null)
  return row && row.letters > 0 && since ? { letters: row.letters, since } : null
}

/** How many letters would be made at that moment of surveys that are due by then. */
export async function countLettersToMake(db: Queryable, at: Temporal.Instant): Promise<number> {
  const [row] = await db.execute<{ letters: number }>(sql`
    select count(*)::int as letters from (${dueContacts(sql`${at.toString()}::timestamptz`)}) due`)
  return row?.letters ?? 0
}

/** One row a contact whose turn it is, as surveysDue() in db/letters.ts finds them. */
function dueContacts(at: SQL): SQL {
  return sql`
    select min(greatest(surveys.next_letter_at, contacts.earliest_letter_at)) as since
    from surveys
    join contacts on contacts.id = surveys.contact_id
    where surveys.next_letter_at <= ${at} and surveys.closes_at > ${at}
      and (contacts.earliest_letter_at is null or contacts.earliest_letter_at <= ${at})
      and not exists (
        select from letters where letters.contact_id = contacts.id and letters.state in ('queued', 'sending'))
    group by surveys.contact_id`
}

const everyLetter = sql`(
  select 'survey' as kind, state, attempts, send_at, finished_at from letters
  union all
  select 'coach', state, attempts, send_at, finished_at from coach_letters
  union all
  select 'report', state, attempts, send_at, finished_at from report_letters) every_letter`

/** The letters under way, by what they wait for, and when the first of each goes. */
export async function readQueue(db: Queryable) {
  type Row = { waits: 'first_attempt' | 'next_attempt' | 'server'; letters: number; send_at: string }
  const rows = await db.execute<Row>(sql`
    select case when state = 'sending' then 'server' when attempts = 0 then 'first_attempt'
        else 'next_attempt' end as waits,
      count(*)::int as letters, min(send_at) as send_at
    from ${everyLetter}
    where state in ('queued', 'sending')
    group by waits
    order by waits`)
  return rows.map(({ waits, letters, send_at }) => ({
    waits,
    letters,
    sendAt: Temporal.Instant.from(send_at),
  }))
}

/** How many turns to send were taken in the minute of `now`, and whether some letter would have got none. */
export async function turnsOfMinute(db: Queryable, { all, toDomain }: SendingLimits, now: Temporal.Instant) {
  const [row] = await db.execute<{ taken: number; full: boolean }>(sql`
    select coalesce(sum(letters) filter (where domain = ''), 0)::int as taken,
      coalesce(bool_or(letters >= case domain when '' then ${all}::int else ${toDomain}::int end), false) as full
    from sending_turns
    where minute = date_trunc('minute', ${now.toString()}::timestamptz)`)
  return { taken: row?.taken ?? 0, isFull: row?.full ?? false }
}

export type DayOfLetters = {
  day: Temporal.PlainDate
  sent: number
  unconfirmed: number
  failed: number
  /** Came back to the return mailbox on that day, whenever they were sent. */
  returned: number
}

/** How many letters ended in each way on each day since then, and how many came back; only days with any. */
export async function lettersByDay(db: Queryable, from: Temporal.Instant): Promise<DayOfLetters[]> {
  const since = sql`${from.toString()}::timestamptz`
  const dayOf = (column: SQL) => sql`(${column} at time zone ${timeZone})::date`
  const count = (what: string) => sql`count(*) filter (where what = ${what})::int`
  const rows = await db.execute<Omit<DayOfLetters, 'day'> & { day: string }>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, ${count('sent')} as sent, ${count('unconfirmed')} as unconfirmed,
      ${count('failed')} as failed, ${count('returned')} as returned
    from (
      select ${dayOf(sql`finished_at`)} as day, state as what
      from ${everyLetter}
      where finished_at >= ${since} and state in ('sent', 'unconfirmed', 'failed')
      union all
      select ${dayOf(sql`received_at`)}, 'returned'
      from returns
      where received_at >= ${since} and class in ('hard', 'soft')
    ) happened
    group by day
    order by day desc`)
  return rows.map(row => ({ ...row, day: Temporal.PlainDate.from(row.day) }))
}

export type TroubledLetter = {
  state: Extract<LetterState, 'failed' | 'unconfirmed'>
  at: Temporal.Instant
  reason: string | null
  kind: 'survey' | 'coach' | 'report'
  /** Of a letter about surveys: the first placement in it, and how many more there are. */
  placementId: number | null
  others: number
  /** The host, the district board, the coach or the reader. */
  name: string
  /** Of a coach. */
  staffId: string | null
}

/** The latest letters that did not arrive, or may not have. */
export async function latestTroubled(db: Queryable, limit: number): Promise<TroubledLetter[]> {
  type Row = Omit<TroubledLetter, 'at' | 'placementId'> & { at: string; placement_id: string | null }
  const rows = await db.execute<Row>(sql`
    with troubled as (
      select 'survey' as kind, id, state, finished_at, reason, contact_id as whom, null as staff_id
      from letters where state in ('failed', 'unconfirmed')
      union all
      select 'coach', id, state, finished_at, reason, null, staff_id
      from coach_letters where state in ('failed', 'unconfirmed')
      union all
      select 'report', id, state, finished_at, reason, recipient_id, null
      from report_letters where state in ('failed', 'unconfirmed')
      order by finished_at desc, kind, id desc
      limit ${limit}
    )
    select troubled.kind, troubled.state, troubled.finished_at as at, troubled.reason,
      troubled.staff_id as "staffId", carried.placement_id, coalesce(carried.surveys - 1, 0)::int as others,
      coalesce(employers.name, districts.name, staff.name, report_recipients.email, '') as name
    from troubled
    left join lateral (
      select min(surveys.placement_id) as placement_id, count(*) as surveys
      from letter_surveys
      join surveys on surveys.id = letter_surveys.survey_id
      where troubled.kind = 'survey' and letter_surveys.letter_id = troubled.id
    ) carried on true
    left join placements on placements.id = carried.placement_id
    left join employers on employers.id = placements.employer_id
    left join contacts on contacts.id = troubled.whom and troubled.kind = 'survey'
    left join districts on districts.id = contacts.district_id
    left join staff on staff.id = troubled.staff_id
    left join report_recipients on report_recipients.id = troubled.whom and troubled.kind = 'report'
    order by troubled.finished_at desc, troubled.kind, troubled.id desc`)
  return rows.map(({ at, placement_id, ...row }) => ({
    ...row,
    at: Temporal.Instant.from(at),
    placementId: placement_id === null ? null : Number(placement_id),
  }))
}

function moment(text: string | null): Temporal.Instant | null {
  return text === null ? null : Temporal.Instant.from(text)
}
