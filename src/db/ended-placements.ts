import { type SQL, sql } from 'drizzle-orm'
import { tookPlace } from './statistics.ts'
import { isEmployerSurvey } from './surveys.ts'

/**
 * One row a placement, with the answer that counts: the survey names its version, earlier ones stay but are not read.
 * What a job was like is read only where there is a job. Reports count these rows, and the list behind a figure shows
 * them: both are of the same placements because they ask the same.
 */
export function endedPlacements(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  today: Temporal.PlainDate,
): SQL {
  const answer = (question: string) => sql`answers.values->>'${sql.raw(question)}'`
  const ofJob = (question: string) =>
    sql`case when ${answer('employment')} = 'yes' then ${answer(question)} end`
  return sql`
    select
      placements.id, placements.ended_on, answers.answered_at,
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
