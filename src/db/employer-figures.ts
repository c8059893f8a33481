import { type SQL, sql } from 'drizzle-orm'
import type { HostAgain, Sector } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { tookPlace } from './statistics.ts'
import { isEmployerSurvey } from './surveys.ts'

/** An employer of the register with its figures. Cancelled placements are in none of them. */
export type EmployerFigures = {
  id: number
  organisationNumber: string
  name: string
  sector: Sector
  /** The names of those that were merged into it. */
  earlierNames: string[]
  /** Those that have begun, so far. */
  placements: number
  /** Of these, the ones that go on today; first and last day included. */
  ongoing: number
  /** Those that begin later. */
  ahead: number
  /** The last day of the placement that ended latest. */
  latestEnd: Temporal.PlainDate | null
  /** Surveys that were opened: each is in one of the five that follow. */
  asked: number
  byLink: number
  byPhone: number
  onPhoneList: number
  waiting: number
  neverAnswered: number
  /** Answers that tell of a job at the employer. */
  employed: number
  /** The answers that count, one a placement. */
  hostAgain: Record<HostAgain, number>
  latestHostAgain: { answer: HostAgain; at: Temporal.Instant } | null
}

/**
 * The figures of the employers that are chosen, by name as Swedish sorts it. Each employer's placements are looked up by
 * index, so that the time depends on how many are chosen and not on how many there are.
 * @param chosen a query that gives id, organisation_number, name and sector of employers
 */
export async function employerFigures(
  db: Queryable,
  chosen: SQL,
  today: Temporal.PlainDate,
): Promise<EmployerFigures[]> {
  const rows = await db.execute<Row>(sql`
    with chosen as materialized (${chosen})
    select chosen.id, chosen.organisation_number as "organisationNumber", chosen.name, chosen.sector,
      array(
        select earlier.name from employers earlier where earlier.merged_into_id = chosen.id
        order by earlier.name collate "sv-SE-x-icu", earlier.id
      ) as "earlierNames",
      figures.*
    from chosen cross join lateral (${figuresOf(sql`chosen.id`, today)}) figures
    order by chosen.name collate "sv-SE-x-icu", chosen.id`)
  return rows.map(fromRow)
}

function figuresOf(employerId: SQL, today: Temporal.PlainDate): SQL {
  const day = sql`${today.toString()}::date`
  const hasBegun = sql`placements.started_on <= ${day}`
  const hostAgain = sql`answers.values->>'host_again'`
  const latest = (value: SQL) => sql`
    (array_agg(${value} order by answers.answered_at desc, answers.id desc) filter (where ${hostAgain} is not null))[1]`
  return sql`
    select
      count(*) filter (where ${hasBegun})::int as placements,
      count(*) filter (where ${hasBegun} and coalesce(placements.ended_on >= ${day}, true))::int as ongoing,
      count(*) filter (where not ${hasBegun})::int as ahead,
      max(placements.ended_on) filter (where placements.ended_on < ${day})::text as "latestEnd",
      count(surveys.id)::int as asked,
      count(*) filter (where answers.source = 'link')::int as "byLink",
      count(*) filter (where answers.source = 'phone')::int as "byPhone",
      count(*) filter (where surveys.state = 'phone')::int as "onPhoneList",
      count(*) filter (where surveys.state = 'open')::int as waiting,
      count(*) filter (where surveys.state = 'closed')::int as "neverAnswered",
      count(*) filter (where answers.values->>'employment' = 'yes')::int as employed,
      count(*) filter (where ${hostAgain} = 'yes')::int as yes,
      count(*) filter (where ${hostAgain} = 'conditions')::int as conditions,
      count(*) filter (where ${hostAgain} = 'no')::int as no,
      ${latest(hostAgain)} as "latestAnswer",
      ${latest(sql`answers.answered_at`)} as "latestAnswerAt"
    from placements
    left join surveys on ${isEmployerSurvey} and surveys.state not in ('scheduled', 'withdrawn')
    left join answers on answers.survey_id = surveys.id and answers.version = surveys.answer_version
    where placements.employer_id = ${employerId} and ${tookPlace}`
}

type Row = Omit<EmployerFigures, 'latestEnd' | 'hostAgain' | 'latestHostAgain'> &
  Record<HostAgain, number> & {
    latestEnd: string | null
    latestAnswer: HostAgain | null
    latestAnswerAt: string | null
  }

function fromRow(row: Row): EmployerFigures {
  const { latestEnd, yes, conditions, no, latestAnswer, latestAnswerAt, id, ...figures } = row
  return {
    ...figures,
    id: Number(id),
    latestEnd: latestEnd === null ? null : Temporal.PlainDate.from(latestEnd),
    hostAgain: { yes, conditions, no },
    latestHostAgain:
      latestAnswer === null || latestAnswerAt === null
        ? null
        : { answer: latestAnswer, at: Temporal.Instant.from(latestAnswerAt) },
  }
}
