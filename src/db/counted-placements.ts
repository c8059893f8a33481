import { type SQL, sql } from 'drizzle-orm'
import type { AnswerSource, Purpose } from '../domain/codes.ts'
import { type Counted, type CountedPlacements, daysOfEnd } from '../domain/counted-placements.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Measure } from '../domain/report.ts'
import { traits } from '../domain/tally.ts'
import type { Queryable } from './connect.ts'
import { endedPlacements } from './ended-placements.ts'
import type { PageOf } from './placement-list.ts'

export type CountedPlacement = {
  id: number
  caseId: string
  employerName: string
  unitName: string
  purpose: Purpose
  startedOn: Temporal.PlainDate
  endedOn: Temporal.PlainDate
  outcome: Outcome
  /** Who is asked and has not answered is `asked`, who has not been asked `unasked`. */
  source: AnswerSource | 'asked' | 'unasked'
  answeredOn: Temporal.PlainDate | null
}

/**
 * How many placements are listed behind the figure, as things stand now. Not those of which the participant alone has
 * told: the list would tell what somebody has answered.
 */
export async function countListed(
  db: Queryable,
  figure: CountedPlacements,
  today: Temporal.PlainDate,
): Promise<number> {
  const ended = endedOf(figure, today)
  if (!ended) return 0
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from (${ended}) as ended where ${isListed}`,
  )
  return row?.count ?? 0
}

const isListed = sql`(basis is distinct from 'participant_only')`

/** One page of them by key, the newest end first, as in the list of all placements. */
export async function listCounted(
  db: Queryable,
  figure: CountedPlacements,
  today: Temporal.PlainDate,
  page: PageOf,
  rowsPerPage: number,
): Promise<{ rows: CountedPlacement[]; hasPrevious: boolean; hasNext: boolean }> {
  const ended = endedOf(figure, today)
  if (!ended) return { rows: [], hasPrevious: false, hasNext: false }
  const backwards = page !== 'first' && 'before' in page
  const direction = sql.raw(backwards ? 'asc' : 'desc')
  const found = await selectRows(db, ended, keyCondition(page), direction, rowsPerPage + 1)
  const more = found.length > rowsPerPage
  const rows = found.slice(0, rowsPerPage)
  if (backwards) return { rows: rows.reverse(), hasPrevious: more, hasNext: true }
  return { rows, hasPrevious: page !== 'first', hasNext: more }
}

type Row = Pick<CountedPlacement, 'caseId' | 'employerName' | 'unitName' | 'purpose'> & {
  id: string
  startedOn: string
  endedOn: string
  standing: `${Outcome}.${CountedPlacement['source']}`
  answeredOn: string | null
}

/** First which ones, then what is shown of them: only a page's rows are joined with the names. */
async function selectRows(
  db: Queryable,
  ended: SQL,
  key: SQL,
  direction: SQL,
  limit: number,
): Promise<CountedPlacement[]> {
  const rows = await db.execute<Row>(sql`
    with chosen as (
      select id, ended_on, standing, answered_at from (${ended}) as ended
      where ${key} and ${isListed}
      order by ended_on ${direction}, id ${direction}
      limit ${limit}
    )
    select placements.id, placements.case_id as "caseId", employers.name as "employerName",
      units.name as "unitName", placements.purpose, placements.started_on::text as "startedOn",
      placements.ended_on::text as "endedOn", chosen.standing,
      (chosen.answered_at at time zone 'Europe/Stockholm')::date::text as "answeredOn"
    from chosen
    join placements on placements.id = chosen.id
    join employers on employers.id = placements.employer_id
    join units on units.id = placements.unit_id
    order by chosen.ended_on ${direction}, chosen.id ${direction}`)
  return rows.map(asPlacement)
}

function asPlacement({ id, startedOn, endedOn, standing, answeredOn, ...row }: Row): CountedPlacement {
  const [outcome, source] = standing.split('.') as [Outcome, CountedPlacement['source']]
  return {
    ...row,
    id: Number(id),
    startedOn: Temporal.PlainDate.from(startedOn),
    endedOn: Temporal.PlainDate.from(endedOn),
    outcome,
    source,
    answeredOn: answeredOn === null ? null : Temporal.PlainDate.from(answeredOn),
  }
}

/** The rows that tallies count, narrowed to those that the figure is made of. */
function endedOf(figure: CountedPlacements, today: Temporal.PlainDate): SQL | null {
  const days = daysOfEnd(figure)
  if (!days) return null
  const { group, employerId, onlyRegisteredSex } = figure
  const told = (['sex', 'purpose', ...traits] as const).flatMap(name =>
    group[name] === undefined ? [] : [sql`${sql.identifier(name)} = ${group[name]}`],
  )
  const conditions = [
    ...told,
    ...(employerId === null ? [] : [sql`host = ${String(employerId)}`]),
    ...(onlyRegisteredSex ? [sql`sex <> 'unknown'`] : []),
    countedCondition(figure.counted),
  ]
  return sql`
    select * from (${endedPlacements(days.from, days.to, today)}) as ended_placements
    where ${sql.join(conditions, sql` and `)}`
}

function countedCondition(counted: Counted): SQL {
  if ('measure' in counted) return ofMeasure[counted.measure]
  if ('detail' in counted) return sql`${sql.identifier(counted.detail)} = ${counted.code}`
  const { firstDay, lastDay } = counted
  return lastDay === null ? sql`days::int >= ${firstDay}` : sql`days::int between ${firstDay} and ${lastDay}`
}

const withOutcome = (outcome: Outcome) => sql`split_part(standing, '.', 1) = ${outcome}`

const ofMeasure: Readonly<Record<Measure, SQL>> = {
  ended: sql`standing is not null`,
  surveyed: sql`split_part(standing, '.', 2) <> 'unasked'`,
  answered: sql`split_part(standing, '.', 2) = 'link'`,
  known: sql`split_part(standing, '.', 1) <> 'unknown'`,
  yes: withOutcome('yes'),
  offered_declined: withOutcome('offered_declined'),
  not_yet: withOutcome('not_yet'),
  no: withOutcome('no'),
  unknown: withOutcome('unknown'),
}

function keyCondition(page: PageOf): SQL {
  if (page === 'first') return sql`true`
  const { endedOn, id } = 'after' in page ? page.after : page.before
  // Every placement here has ended: a place without an end is before the first one, and after none.
  if (endedOn === null) return 'after' in page ? sql`true` : sql`false`
  const key = sql`(${endedOn.toString()}, ${id})`
  return 'after' in page ? sql`(ended_on, id) < ${key}` : sql`(ended_on, id) > ${key}`
}
