import { type SQL, sql } from 'drizzle-orm'
import type { ResponseStatus } from '../domain/codes.ts'
import { type Lane, type LaneScope, type LaneTimes, reasonsOf } from '../domain/lane.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { unsettled } from './disagreements.ts'
import { contactOfPlacement } from './placement-case.ts'
import { isEmployerSurvey } from './surveys.ts'

/** A row's place in its list, as text: the values that the list is ordered by, the id of what it is about last (idsOf). */
export type LaneKey = readonly string[]
type KeyKind = 'flag' | 'instant' | 'day' | 'id'

/** What a list is ordered by: a key from outside has to be of these kinds. */
export const keyKinds: Readonly<Record<Lane, readonly KeyKind[]>> = {
  call: ['flag', 'instant', 'id'],
  undeliverable: ['instant', 'id'],
  disagree: ['instant', 'id'],
  waiting: ['day', 'id'],
  answered: ['instant', 'id'],
  ends_soon: ['day', 'id'],
}

type LanePage = { after: LaneKey | null; limit: number }

const types = { instant: sql`timestamptz`, day: sql`date`, id: sql`bigint` }

type LaneList = {
  from: SQL
  order: readonly SQL[]
  kinds: readonly (keyof typeof types)[]
  newestFirst?: true
}

/** The keys of one page of a list, in its order, after the row of that key. Only keys: what is shown is read for these. */
export async function listLane(
  db: Queryable,
  lane: Lane,
  scope: LaneScope,
  times: LaneTimes,
  page: LanePage,
): Promise<LaneKey[]> {
  if (lane === 'call') return listCalls(db, scope, times, page)
  return listKeys(db, laneList(lane, scope, times), page)
}

/** How long a list is. */
export async function countLane(
  db: Queryable,
  lane: Lane,
  scope: LaneScope,
  times: LaneTimes,
): Promise<number> {
  return countOf(db, laneList(lane, scope, times).from)
}

/** How many of those to call can be asked no longer from that moment on. */
export async function countClosing(
  db: Queryable,
  scope: LaneScope,
  times: LaneTimes,
  by: Temporal.Instant,
): Promise<number> {
  const { from } = laneList('call', scope, times)
  return countOf(db, sql`${from} and surveys.closes_at <= ${by.toString()}::timestamptz`)
}

/** How many placements end soon whose contact no letter will reach. */
export async function countUnreachable(db: Queryable, scope: LaneScope, times: LaneTimes): Promise<number> {
  const { from } = laneList('ends_soon', scope, times)
  return countOf(
    db,
    sql`${from} and exists (
      select from contacts left join surveys on surveys.placement_id = placements.id and ${isEmployerSurvey}
      where contacts.id = ${contactOfPlacement}
        and (contacts.email is null or contacts.undeliverable_at is not null or contacts.opted_out_at is not null))`,
  )
}

/** Whether anybody's placements are looked at. */
export async function hasPlacements(db: Queryable, scope: LaneScope): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(
    sql`select exists (select from placements where ${within(scope)}) as found`,
  )
  return row?.found ?? false
}

/** How the placements stand that ended in the months of these days, both included. Cancelled ones never took place. */
export async function countByMonth(
  db: Queryable,
  scope: LaneScope,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<{ month: Temporal.PlainYearMonth; status: ResponseStatus; count: number }[]> {
  const ended = sql`${within(scope)} and ended_on between ${from.toString()} and ${to.toString()}`
  // By day first, which an index alone answers; only what is withdrawn has to be looked at itself.
  const rows = await db.execute<{ month: string; status: ResponseStatus; count: number }>(sql`
    select to_char(ended_on, 'YYYY-MM') as month, status, sum(count)::int as count
    from (
      select ended_on, status, count(*) from placements
      where ${ended} and status in ('phone', 'waiting', 'ongoing', 'answered', 'closed', 'not_surveyed')
      group by status, ended_on
      union all
      select ended_on, status, count(*) from placements
      where ${ended} and status = 'withdrawn' and end_reason is distinct from 'withdrawn'
      group by status, ended_on
    ) as days
    group by 1, 2
    order by 1, 2`)
  return rows.map(row => ({ ...row, month: Temporal.PlainYearMonth.from(row.month) }))
}

/**
 * Best next first: whoever has not been called today before those who have, for nobody who just did not answer does so a
 * minute later; among them the one that closes first, for after that nobody may be asked. In two halves, so that the
 * first page is found by an index, however long the list is.
 */
async function listCalls(db: Queryable, scope: LaneScope, times: LaneTimes, { after, limit }: LanePage) {
  const [half = 'false', ...rest] = after ?? []
  const from = (half: string) => (after?.[0] === half ? rest : null)
  const list = laneList('call', scope, times)
  const calledToday = sql`exists (select from notes where notes.placement_id = placements.id
    and notes.kind = 'no_answer' and notes.written_at >= ${times.dayStart.toString()}::timestamptz)`
  const uncalled = { ...list, from: sql`${list.from} and not ${calledToday}` }
  const called = { ...list, from: sql`${list.from} and ${calledToday}` }
  const first = half === 'false' ? await listKeys(db, uncalled, { after: from('false'), limit }) : []
  const left = limit - first.length
  const then = left > 0 ? await listKeys(db, called, { after: from('true'), limit: left }) : []
  return [...first.map(key => ['false', ...key]), ...then.map(key => ['true', ...key])]
}

async function listKeys(db: Queryable, list: LaneList, { after, limit }: LanePage): Promise<LaneKey[]> {
  const { from, order, kinds, newestFirst } = list
  const [direction, beyond] = newestFirst ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const rest = after && sql`and (${comma(order)}) ${beyond} (${valuesOf(kinds, after)})`
  const rows = await db.execute<{ key: string[] }>(sql`
    select array[${comma(order.map(by => sql`${by}::text`))}] as key
    ${from} ${rest ?? sql``}
    order by ${comma(order.map(by => sql`${by} ${direction}`))}
    limit ${limit}`)
  return rows.map(({ key }) => keyOf(kinds, key))
}

const id = sql`placements.id`
const byInstant = ['instant', 'id'] as const
const byDay = ['day', 'id'] as const

function laneList(lane: Lane, scope: LaneScope, times: LaneTimes): LaneList {
  if (lane === 'call' || lane === 'undeliverable') {
    return {
      from: onPhoneList(scope, lane),
      order: [sql`surveys.closes_at`, sql`surveys.id`],
      kinds: byInstant,
    }
  }
  if (lane === 'disagree') {
    const order = [sql`greatest(answers.answered_at, told.answered_at)`, id]
    return { from: unsettled(within(scope)), order, kinds: byInstant }
  }
  if (lane === 'waiting') {
    const from = sql`from placements where placements.status = 'waiting' and ${within(scope)}`
    return { from, order: [sql`placements.ended_on`, id], kinds: byDay }
  }
  return lane === 'answered' ? answeredList(scope, times) : endsSoonList(scope, times)
}

/** One row a survey: what lasted may be asked about, too, of an employer who has answered about the end. */
function onPhoneList(scope: LaneScope, lane: 'call' | 'undeliverable'): SQL {
  const reasons = comma(reasonsOf[lane].map(reason => sql`${reason}`))
  return sql`from placements join surveys on surveys.placement_id = placements.id
      and surveys.questionnaire = ${employerSurvey.questionnaire}
    where surveys.state = 'phone' and surveys.phone_reason in (${reasons}) and ${within(scope)}
      and case surveys.wave when ${employerSurvey.wave} then placements.status = 'phone'
        else placements.status <> 'withdrawn' end`
}

/** The answer that counts came in lately; an earlier version of it does not bring it back. */
function answeredList(scope: LaneScope, { answeredFrom, answeredBefore }: LaneTimes): LaneList {
  const before = answeredBefore && sql`and answers.answered_at < ${answeredBefore.toString()}::timestamptz`
  const from = sql`from answers
    join surveys on surveys.id = answers.survey_id and surveys.answer_version = answers.version
    join placements on ${isEmployerSurvey}
    where answers.answered_at >= ${answeredFrom.toString()}::timestamptz ${before ?? sql``}
      and placements.status = 'answered' and ${within(scope)}`
  return { from, order: [sql`answers.answered_at`, id], kinds: byInstant, newestFirst: true }
}

/** An end that is registered and lies ahead counts before the planned one. In two halves, for each has its own index. */
function endsSoonList(scope: LaneScope, { endsFrom, endsTo }: LaneTimes): LaneList {
  const soon = sql`between ${endsFrom.toString()} and ${endsTo.toString()}`
  const from = sql`from (
      select placements.*, planned_end_on as ends_on from placements
      where ended_on is null and planned_end_on ${soon} and status = 'ongoing' and ${within(scope)}
      union all
      select placements.*, ended_on from placements
      where ended_on ${soon} and status = 'ongoing' and ${within(scope)}
    ) as placements
    where true`
  return { from, order: [sql`placements.ends_on`, id], kinds: byDay }
}

function within({ unitId, coachEmail }: LaneScope): SQL {
  const unit = unitId === null ? sql`true` : sql`placements.unit_id = ${unitId}`
  return coachEmail === null ? unit : sql`${unit} and placements.coach_email = ${coachEmail}`
}

async function countOf(db: Queryable, from: SQL): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`select count(*)::int as count ${from}`)
  return row?.count ?? 0
}

/** As it can stand in an address: PostgreSQL writes moments in a way of its own. */
function keyOf(kinds: readonly KeyKind[], texts: readonly string[]): LaneKey {
  const isInstant = (index: number) => kinds[index] === 'instant'
  return texts.map((text, index) => (isInstant(index) ? Temporal.Instant.from(text).toString() : text))
}

function valuesOf(kinds: LaneList['kinds'], key: LaneKey): SQL {
  return comma(kinds.map((kind, index) => sql`${key[index] ?? ''}::${types[kind]}`))
}

function comma(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql`, `)
}
