import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../src/db/connect.ts'
import { connect, disconnect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { databaseUrl } from '../support/database-server.ts'
import { onServer } from './world.ts'

/**
 * Makes a database of a city with so many placements, of three years up to the bench's Monday: one in ten goes on, and
 * those of the last two months stand in every state. Written by SQL, for reading that many rows of a file takes minutes;
 * the triggers that keep the list run over all of it at the end, as they would have for each row.
 */
export async function createLargeDatabase(serverUrl: string, name: string, count: number): Promise<string> {
  await onServer(serverUrl, admin => admin`create database ${admin(name)}`)
  const url = databaseUrl(serverUrl, name)
  const db = connect(url)
  await migrate(db)
  await db.transaction(async tx => {
    await tx.execute(sql`set local session_replication_role = replica`)
    for (const statement of rows(count)) await tx.execute(statement)
  })
  await db.execute(sql`update placements set status = status`)
  await settle(db)
  await disconnect(db)
  return url
}

/** What autovacuum does within a minute of such a load: a list is counted from its index only after it. */
async function settle(db: Database): Promise<void> {
  await db.execute(sql`vacuum analyze`)
}

function rows(count: number): SQL[] {
  const hosts = Math.ceil(count / 8)
  return [
    sql`insert into units (name, phone) select 'Jobbtorg ' || n, '08-508 00 000' from generate_series(1, 20) n`,
    sql`insert into employers (organisation_number, name, sector)
      select lpad((5560000000 + n)::text, 10, '0'),
        (array['Bageriet', 'Snickeriet', 'Förskolan', 'Äldreboendet', 'Kaféet', 'Lagret'])[1 + n % 6] || ' '
          || (array['Solsidan', 'Ängen', 'Norrgården', 'Ekbacken', 'Sjövik'])[1 + n / 6 % 5] || ' ' || n,
        (array['municipal', 'other_public', 'private', 'non_profit'])[1 + n % 4]
      from generate_series(1, ${hosts}) n`,
    sql`insert into contacts (employer_id, name, email, phone, language)
      select n, 'Kontakt ' || n, case when n % 50 > 0 then 'kontakt' || n || '@host.example' end, '08-123 45 67', 'sv'
      from generate_series(1, ${hosts}) n`,
    sql`insert into participants (case_id, initials, sex)
      select 'A-' || n, chr(65 + n % 26) || '.' || chr(65 + n / 26 % 26) || '.', (array['woman', 'man'])[1 + n % 2]
      from generate_series(1, ${count}) n`,
    sql`insert into placements (case_id, participant_id, employer_id, contact_id, unit_id, coach_email, district, purpose,
        workplace, started_on, planned_end_on, ended_on, end_reason, funding, row_digest, imported_at)
      select 'P-' || n, n, host, host, 1 + n % 20, 'coach' || n % 100 || '@city.example', 'Farsta',
        (array['language', 'work_training', 'employment_step'])[1 + n % 3], 'Köket',
        last - 90, last, case when n % 10 > 0 then last end, case when n % 10 > 0 then 'as_planned' end,
        'income_support', '', timestamptz '2026-03-02 08:00+01'
      from generate_series(1, ${count}) n,
        lateral (select 1 + n * 7919::bigint % ${hosts} as host,
          date '2026-03-02' - (case when n % 10 = 0 then - n * 31::bigint % 120 else n * 104729::bigint % 1095 end)::int as last)`,
    sql`insert into surveys (placement_id, questionnaire, questionnaire_version, wave, contact_id, state, opens_at, closes_at,
        next_letter_at, phone_at, phone_reason, invited_at, letters_sent, answer_version)
      select id, 'employer', 1, 'end', contact_id, state, opens_at, opens_at + interval '60 days',
        case when state = 'open' then opens_at + interval '7 days' end, opens_at + interval '21 days',
        case when state = 'phone' then (array['no_answer', 'undeliverable'])[1 + id % 2] end, opens_at, 1,
        case when state = 'answered' then 1 else 0 end
      from (select id, contact_id, ended_on::timestamp at time zone 'Europe/Stockholm' + interval '33 hours' as opens_at,
          case when ended_on > date '2026-01-05' then (array['open', 'phone', 'answered'])[1 + id / 10 % 3]
            else (array['answered', 'answered', 'closed'])[1 + id / 10 % 3] end as state
        from placements where ended_on is not null) ended`,
    sql`insert into answers (survey_id, version, questionnaire_version, "values", source, answered_at)
      select id, 1, 1, jsonb_build_object('employment', (array['yes', 'no', 'not_yet'])[1 + id % 3], 'host_again', 'yes'),
        'link', opens_at + interval '2 days'
      from surveys where state = 'answered'`,
    sql`insert into letters (contact_id, kind, state, message_id, queued_at, send_at, attempts, sending_at, finished_at)
      select contact_id, 'invitation', 'sent', id || '@city.example', opens_at, opens_at, 1, opens_at, opens_at
      from surveys order by id`,
    sql`insert into letter_surveys (letter_id, survey_id, number)
      select id, split_part(message_id, '@', 1)::bigint, 1 from letters`,
    sql`insert into events (at, actor, kind, placement_id)
      select imported_at, 'import', 'placement.imported', id from placements`,
  ]
}
