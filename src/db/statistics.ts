import { type SQL, sql } from 'drizzle-orm'
import type { EmploymentForm, Purpose, Sector, Sex, Subsidy, WorkingHours } from '../domain/codes.ts'
import type { Outcome, PlacementCounts } from '../domain/outcome.ts'
import type { Period } from '../domain/statistics.ts'
import type { Queryable } from './connect.ts'
import { isEmployerSurvey } from './surveys.ts'

/** Every row carries the same counts; `by` says of what. */
export type StatisticsRow = PlacementCounts & { employed: number } & (
    | { by: 'all' }
    | { by: 'employment'; sex: Sex; purpose: Purpose; employment: Outcome }
    | { by: 'form'; sex: Sex; code: EmploymentForm }
    | { by: 'hours'; sex: Sex; code: WorkingHours }
    | { by: 'subsidised'; sex: Sex; code: Subsidy }
    | { by: 'employer'; organisationNumber: string; name: string; sector: Sector }
  )

/**
 * Counts the placements that ended in the period, in one pass over them: all tables come from one snapshot of the
 * database, so that their totals agree even while answers come in.
 * Employers come with the most placements first, then by name as Swedish sorts it.
 * @param today a placement that ends after this day has not ended yet, and is left out.
 */
export async function countPlacements(
  db: Queryable,
  { from, to }: Period,
  today: Temporal.PlainDate,
): Promise<StatisticsRow[]> {
  const rows = await db.execute<StatisticsRow>(sql`
    with ended as (${endedPlacements(from, to, today)})
    select
      case
        when grouping(employment) = 0 then 'employment'
        when grouping(form) = 0 then 'form'
        when grouping(hours) = 0 then 'hours'
        when grouping(subsidised) = 0 then 'subsidised'
        when grouping(employer_id) = 0 then 'employer'
        else 'all'
      end as by,
      sex, purpose, employment, coalesce(form, hours, subsidised) as code,
      organisation_number as "organisationNumber", name, sector,
      count(*)::int as ended,
      count(*) filter (where surveyed)::int as surveyed,
      count(*) filter (where source = 'link')::int as answered,
      count(source)::int as known,
      count(*) filter (where employment = 'yes')::int as employed
    from ended
    group by grouping sets (
      (),
      (sex, purpose, employment),
      (sex, form),
      (sex, hours),
      (sex, subsidised),
      (employer_id, organisation_number, name, sector)
    )
    having (grouping(form) = 1 or form is not null)
      and (grouping(hours) = 1 or hours is not null)
      and (grouping(subsidised) = 1 or subsidised is not null)
    order by ended desc, name collate "sv-SE-x-icu", employer_id`)
  return [...rows]
}

/** The last day on or before `day` on which a placement that counts ended; undefined where there is none. */
export async function lastEndedOn(
  db: Queryable,
  day: Temporal.PlainDate,
): Promise<Temporal.PlainDate | undefined> {
  const [row] = await db.execute<{ endedOn: string | null }>(sql`
    select max(ended_on)::text as "endedOn"
    from placements
    where ended_on <= ${day.toString()} and ${tookPlace}`)
  return row?.endedOn ? Temporal.PlainDate.from(row.endedOn) : undefined
}

/** A placement that the case system cancelled never took place, and counts nowhere. */
export const tookPlace = sql`placements.end_reason is distinct from 'withdrawn'`

/**
 * One row a placement, with the answer that counts: the survey names its version, earlier ones stay but are not read.
 * What a job was like is read only where there is a job.
 */
function endedPlacements(from: Temporal.PlainDate, to: Temporal.PlainDate, today: Temporal.PlainDate): SQL {
  return sql`
    select
      participants.sex, placements.purpose,
      employers.id as employer_id, employers.organisation_number, employers.name, employers.sector,
      surveys.id is not null as surveyed,
      answers.source,
      coalesce(answers.values->>'employment', 'unknown') as employment,
      case when answers.values->>'employment' = 'yes' then answers.values->>'form' end as form,
      case when answers.values->>'employment' = 'yes' then answers.values->>'hours' end as hours,
      case when answers.values->>'employment' = 'yes' then answers.values->>'subsidised' end as subsidised
    from placements
    join participants on participants.id = placements.participant_id
    join employers on employers.id = placements.employer_id
    left join surveys on ${isEmployerSurvey} and surveys.state not in ('scheduled', 'withdrawn')
    left join answers on answers.survey_id = surveys.id and answers.version = surveys.answer_version
    where placements.ended_on between ${from.toString()} and ${to.toString()}
      and placements.ended_on <= ${today.toString()}
      and ${tookPlace}`
}
