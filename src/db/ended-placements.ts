import { type SQL, sql } from 'drizzle-orm'
import type { FollowUpWave } from '../domain/codes.ts'
import { participantAspects } from '../domain/tally.ts'
import { tookPlace } from './statistics.ts'

/**
 * One row a placement, with the answers that count: a survey names its version, earlier ones stay but are not read.
 * What counts of the outcome is what a coach has found out where both have told, else what the employer has told, else
 * the participant. What a job was like is read only where there is a job. Reports count these rows, and the list behind a
 * figure shows them: both are of the same placements because they ask the same.
 */
export function endedPlacements(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  today: Temporal.PlainDate,
): SQL {
  return sql`
    with told as (${answersTold(from, to, today)}),
    outcomes as (
      select told.*, coalesce(settled, employment, word, 'unknown') as outcome from told
    )
    select
      id, ended_on, answered_at, month, sex, purpose, unit, district, sector, funding, end_reason, length, host, standing,
      ${ofJob('form')} as form, ${ofJob('hours')} as hours, ${ofJob('subsidised')} as subsidised,
      purpose_met, letter, days,
      case
        when settled is not null then 'settled'
        when employment is not null and word is not null then
          case when (employment = 'yes') = (word = 'yes') then 'agree' else 'disagree' end
        when employment is not null then 'employer_only'
        when word is not null then 'participant_only'
      end as basis,
      case when employment is null then word end as word,
      case when outcome = 'yes' then
        case when employment = 'yes' then 'described' else 'undescribed' end
      end as described,
      ${sql.join(participantAspects.map(sql.identifier), sql`, `)}, overall::int as mark,
      ${lasting('day_90')} as day_90, ${lasting('day_180')} as day_180,
      ${subsidisedThen('day_90')} as day_90_subsidised, ${subsidisedThen('day_180')} as day_180_subsidised
    from (select outcomes.*, outcome || '.' || way as standing from outcomes) as standings`
}

/** What each respondent has told of it. `way` is what of the employer: how the answer came, or whether there was a question. */
function answersTold(from: Temporal.PlainDate, to: Temporal.PlainDate, today: Temporal.PlainDate): SQL {
  return sql`
    select
      placements.id, placements.ended_on, employer.answered_at,
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
      coalesce(employer.source, case when employer_survey.id is null then 'unasked' else 'asked' end) as way,
      employer.values->>'employment' as employment,
      employer.values->>'form' as form, employer.values->>'hours' as hours,
      employer.values->>'subsidised' as subsidised, employer.values->>'purpose_met' as purpose_met,
      -- A link comes in a letter: where none has been counted yet, it was one still on its way, or the link was renewed.
      case when employer.source = 'link' then greatest(1, least(3, employer_survey.letters_sent))::text end as letter,
      -- Guarded, as greatest() takes an answer that is not there for the end's own day.
      case when employer.source is not null then
        greatest(0, (employer.answered_at at time zone 'Europe/Stockholm')::date - placements.ended_on)::text
      end as days,
      ${sql.join(
        participantAspects.map(
          name => sql`participant.values->>${sql.raw(`'${name}'`)} as ${sql.identifier(name)}`,
        ),
        sql`, `,
      )},
      -- Work elsewhere is no work at the host: it is counted beside, as the answer it is.
      case when participant.id is not null then
        case when participant.values->>'work' = 'at_host' then 'yes' else 'no' end
      end as word,
      -- A coach settles what two have told differently; where one of them is withdrawn, there is nothing to settle.
      case when employer.id is not null and participant.id is not null then (
        select settled_outcomes.employment from settled_outcomes
        where settled_outcomes.placement_id = placements.id order by settled_outcomes.id desc limit 1
      ) end as settled,
      day_90.values->>'still_employed' as day_90, day_90.values->>'subsidised' as day_90_subsidised,
      day_180.values->>'still_employed' as day_180, day_180.values->>'subsidised' as day_180_subsidised
    from placements
    join participants on participants.id = placements.participant_id
    join employers on employers.id = placements.employer_id
    ${withAnswer('employer', 'employer', 'end')}
    ${withAnswer('participant', 'participant', 'end')}
    ${withAnswer('day_90', 'employer', 'day_90')}
    ${withAnswer('day_180', 'employer', 'day_180')}
    where placements.ended_on between ${from.toString()} and ${to.toString()}
      and placements.ended_on <= ${today.toString()}
      and ${tookPlace}`
}

/** The survey that was asked, and of its answers the one that counts; both null where there is none. */
function withAnswer(
  name: string,
  questionnaire: 'employer' | 'participant',
  wave: 'end' | FollowUpWave,
): SQL {
  const answer = sql.identifier(name)
  const survey = sql.identifier(`${name}_survey`)
  return sql`
    left join surveys as ${survey} on ${survey}.placement_id = placements.id
      and ${survey}.questionnaire = ${sql.raw(`'${questionnaire}'`)} and ${survey}.wave = ${sql.raw(`'${wave}'`)}
      and ${survey}.state not in ('scheduled', 'withdrawn')
    left join answers as ${answer} on ${answer}.survey_id = ${survey}.id and ${answer}.version = ${survey}.answer_version`
}

/** What the employer has told of a job, where what counts is that there is one. */
function ofJob(question: string): SQL {
  return sql`case when outcome = 'yes' and employment = 'yes' then ${sql.identifier(question)} end`
}

/** Of those who had a job at the host at the end, or were to have one. */
function lasting(wave: FollowUpWave): SQL {
  const answer = sql.identifier(wave)
  return sql`
    case when outcome in ('yes', 'not_yet') then
      outcome || case ${answer} when 'yes' then '.employed' when 'no' then '.not_employed' else '.unknown' end
    end`
}

function subsidisedThen(wave: FollowUpWave): SQL {
  const [answer, subsidised] = [sql.identifier(wave), sql.identifier(`${wave}_subsidised`)]
  return sql`case when outcome = 'yes' and ${answer} = 'yes' then ${subsidised} end`
}
