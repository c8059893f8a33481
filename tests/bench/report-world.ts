import { type SQL, sql } from 'drizzle-orm'
import { connect, disconnect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { databaseUrl } from '../support/database-server.ts'
import { onServer } from './world.ts'

/** The year in which all of its placements end: over, on the Monday of the bench. */
export const reportYear = {
  from: Temporal.PlainDate.from('2025-01-01'),
  to: Temporal.PlainDate.from('2025-12-31'),
}

/**
 * Makes a database with so many placements that ended in one year, each with a survey, eight in ten of them answered.
 * Written by SQL, without what no report reads: letters, events, and the words that the list is searched by.
 */
export async function createReportDatabase(serverUrl: string, name: string, count: number): Promise<string> {
  await onServer(serverUrl, admin => admin`create database ${admin(name)}`)
  const url = databaseUrl(serverUrl, name)
  const db = connect(url)
  await migrate(db)
  await db.transaction(async tx => {
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`select setseed(0.2011)`)
    for (const statement of rows(count)) await tx.execute(statement)
  })
  // What autovacuum does within a minute of such a load.
  await db.execute(sql`vacuum analyze`)
  await disconnect(db)
  return url
}

const hosts = 12_500

/** One of the values by chance; the last one as seldom as that. */
function oneOf(values: readonly string[], lastShare = 1 / values.length): SQL {
  const last = values.at(-1)
  const others = `array[${values.slice(0, -1).map(value => `'${value}'`)}]`
  return sql.raw(`case when random() < ${lastShare} then '${last}'
    else (${others})[1 + floor(random() * ${values.length - 1})::int] end`)
}

function rows(count: number): SQL[] {
  return [
    sql`insert into units (name, phone) select 'Jobbtorg ' || n, '08-508 00 000' from generate_series(1, 20) n`,
    sql`insert into staff (id, name, email, role) values ('kim', 'Kim', 'kim@city.example', 'analyst')`,
    sql`insert into employers (organisation_number, name, sector)
      select (5560000000 + n)::text, 'Bageriet ' || n, ${oneOf(['municipal', 'other_public', 'private', 'non_profit'])}
      from generate_series(1, ${hosts}) n`,
    sql`insert into contacts (employer_id, name, email, language)
      select n, 'Kontakt ' || n, 'kontakt' || n || '@host.example', 'sv' from generate_series(1, ${hosts}) n`,
    sql`insert into participants (case_id, initials, sex)
      select 'A-' || n, 'A.B.', ${oneOf(['woman', 'man', 'unknown'], 0.008)} from generate_series(1, ${count}) n`,
    // As they were imported through the year, give or take some weeks. Some hosts have many, and most of them few.
    sql`insert into placements (case_id, participant_id, employer_id, contact_id, unit_id, coach_email, district, purpose,
        workplace, started_on, ended_on, end_reason, funding, row_digest, imported_at, status)
      select 'P-' || n, n, host, host, 1 + floor(random() * 20), 'coach' || n % 100 || '@city.example',
        nullif('Stadsdel ' || floor(random() * 15), 'Stadsdel 0'),
        ${oneOf(['language', 'work_training', 'employment_step'])}, 'Köket', last - 20 - floor(random() * 160)::int, last,
        ${oneOf(['as_planned', 'as_planned', 'as_planned', 'interrupted'])},
        ${oneOf(['activity_grant', 'income_support', 'other', 'unknown'], 0.05)}, '', last + interval '1 day', 'answered'
      from (select n, 1 + floor(${hosts} * random() ^ 2)::int as host, date '2025-01-01' + (n * 365::bigint / ${count} + floor(random() * 30)::int)::int % 365 as last
        from generate_series(1, ${count}) n) made`,
    sql`insert into surveys (placement_id, questionnaire, questionnaire_version, wave, contact_id, state, opens_at, closes_at,
        phone_at, invited_at, letters_sent, answer_version)
      select id, 'employer', 1, 'end', contact_id, state, opens_at, opens_at + interval '60 days',
        opens_at + interval '21 days', opens_at, 1 + floor(random() * 3), case when state = 'answered' then 1 else 0 end
      from (select id, contact_id, ended_on + interval '33 hours' as opens_at,
        case when random() < 0.8 then 'answered' else 'closed' end as state from placements) ended`,
    sql`insert into answers (survey_id, version, questionnaire_version, "values", source, staff_id, answered_at)
      select id, 1, 1,
        jsonb_build_object('purpose_met', ${oneOf(['4', '3', '2', '1', 'unknown'])}, 'employment', employment,
          'host_again', 'yes')
          || case when employment = 'yes' then jsonb_build_object(
            'form', ${oneOf(['permanent', 'probationary', 'substitute', 'fixed_term', 'seasonal', 'other'])},
            'hours', ${oneOf(['full_time', 'part_time', 'on_demand'])},
            'subsidised', ${oneOf(['yes', 'no', 'unknown'])}) else '{}' end,
        source, case when source = 'phone' then 'kim' end, opens_at + random() * random() * interval '40 days'
      from (select id, opens_at, ${oneOf(['yes', 'no', 'not_yet', 'offered_declined'], 0.05)} as employment,
          ${oneOf(['link', 'phone'], 0.2)} as source
        from surveys where state = 'answered') answered`,
  ]
}
