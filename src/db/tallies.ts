import { type SQL, sql } from 'drizzle-orm'
import type { Purpose, Sex } from '../domain/codes.ts'
import type { Period } from '../domain/statistics.ts'
import type { Aspect, HostTally, MonthTallies, Tally, Trait } from '../domain/tally.ts'
import type { Queryable } from './connect.ts'
import { tookPlace } from './statistics.ts'
import { isEmployerSurvey } from './surveys.ts'

type Row = {
  month: string
  trait: Trait | 'host' | null
  value: string | null
  sex: Sex | null
  purpose: Purpose | null
  aspect: Aspect
  part: string
  count: number
}

/**
 * Counts the placements that ended in the period, in one pass over them: all tallies come from one snapshot of the
 * database, so that their totals agree even while answers come in.
 * @param today a placement that ends after this day has not ended yet, and is left out.
 */
export async function countTallies(
  db: Queryable,
  { from, to }: Period,
  today: Temporal.PlainDate,
): Promise<MonthTallies> {
  const rows = await db.execute<Row>(sql`
    with ended as (${endedPlacements(from, to, today)})
    select month, sex, purpose,
      case
        when grouping(unit) = 0 then 'unit'
        when grouping(district) = 0 then 'district'
        when grouping(sector) = 0 then 'sector'
        when grouping(funding) = 0 then 'funding'
        when grouping(length) = 0 then 'length'
        when grouping(end_reason) = 0 then 'end_reason'
        when grouping(host) = 0 then 'host'
      end as trait,
      coalesce(unit, district, sector, funding, length, end_reason, host) as value,
      case
        when grouping(form) = 0 then 'form'
        when grouping(hours) = 0 then 'hours'
        when grouping(subsidised) = 0 then 'subsidised'
        when grouping(purpose_met) = 0 then 'purpose_met'
        when grouping(letter) = 0 then 'letter'
        when grouping(days) = 0 then 'days'
        else 'standing'
      end as aspect,
      coalesce(standing, form, hours, subsidised, purpose_met, letter, days) as part,
      count(*)::int as count
    from ended
    group by grouping sets (
      (month, sex, purpose, standing),
      (month, sex, purpose, standing, unit),
      (month, sex, purpose, standing, district),
      (month, sex, purpose, standing, sector),
      (month, sex, purpose, standing, funding),
      (month, sex, purpose, standing, length),
      (month, sex, purpose, standing, end_reason),
      (month, standing, host),
      (month, sex, purpose, form),
      (month, sex, purpose, hours),
      (month, sex, purpose, subsidised),
      (month, sex, purpose, purpose_met),
      (month, sex, purpose, letter),
      (month, sex, purpose, days)
    )
    having coalesce(standing, form, hours, subsidised, purpose_met, letter, days) is not null`)
  return {
    tallies: rows.flatMap(({ trait, sex, purpose, ...row }) =>
      trait === 'host' || sex === null || purpose === null
        ? []
        : [{ trait, sex, purpose, ...row } satisfies Tally],
    ),
    hosts: hostTallies(rows),
  }
}

function hostTallies(rows: Iterable<Row>): HostTally[] {
  const tallies = new Map<string, HostTally>()
  for (const { trait, month, value, part, count } of rows) {
    if (trait !== 'host') continue
    const key = `${month} ${value}`
    const tally = tallies.get(key) ?? { month, employerId: Number(value), ended: 0, answered: 0, employed: 0 }
    tallies.set(key, tally)
    tally.ended += count
    if (part.endsWith('.link')) tally.answered += count
    if (part.startsWith('yes.')) tally.employed += count
  }
  return [...tallies.values()]
}

/**
 * One row a placement, with the answer that counts: the survey names its version, earlier ones stay but are not read.
 * What a job was like is read only where there is a job.
 */
function endedPlacements(from: Temporal.PlainDate, to: Temporal.PlainDate, today: Temporal.PlainDate): SQL {
  const answer = (question: string) => sql`answers.values->>'${sql.raw(question)}'`
  const ofJob = (question: string) =>
    sql`case when ${answer('employment')} = 'yes' then ${answer(question)} end`
  return sql`
    select
      to_char(placements.ended_on, 'YYYY-MM') as month, participants.sex, placements.purpose,
      placements.unit_id::text as unit,
      coalesce(placements.district, 'unknown') as district,
      employers.sector, placements.funding,
      coalesce(placements.end_reason, 'unknown') as end_reason,
      case
        when placements.ended_on - placements.started_on + 1 < 56 then 'under_8_weeks'
        when placements.ended_on - placements.started_on + 1 < 84 then 'weeks_8_to_11'
        when placements.ended_on - placements.started_on + 1 < 112 then 'weeks_12_to_15'
        else 'weeks_16_or_more'
      end as length,
      placements.employer_id::text as host,
      case
        when answers.source is not null then (${answer('employment')}) || '.' || answers.source
        when surveys.id is not null then 'unknown.asked'
        else 'unknown.unasked'
      end as standing,
      ${ofJob('form')} as form, ${ofJob('hours')} as hours, ${ofJob('subsidised')} as subsidised,
      ${answer('purpose_met')} as purpose_met,
      case when answers.source = 'link' then greatest(1, least(3, surveys.letters_sent))::text end as letter,
      greatest(0, (answers.answered_at at time zone 'Europe/Stockholm')::date - placements.ended_on)::text as days
    from placements
    join participants on participants.id = placements.participant_id
    join employers on employers.id = placements.employer_id
    left join surveys on ${isEmployerSurvey} and surveys.state not in ('scheduled', 'withdrawn')
    left join answers on answers.survey_id = surveys.id and answers.version = surveys.answer_version
    where placements.ended_on between ${from.toString()} and ${to.toString()}
      and placements.ended_on <= ${today.toString()}
      and ${tookPlace}`
}
