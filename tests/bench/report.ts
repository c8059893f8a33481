import { sql } from 'drizzle-orm'
import { connect, type Database, disconnect } from '../../src/db/connect.ts'
import { compare, type Figure } from './figure.ts'
import type { ReportCost } from './our-report.ts'
import { startProgram } from './program.ts'
import { createReportDatabase } from './report-world.ts'
import type { Place } from './world.ts'

const count = 1_000_000
const mostMegabytes = 150

/**
 * The report on a year of 1,000,000 ended placements against one aggregate written by hand over the same rows: it may take
 * 1.5 times as long, also right after an answer has come in. The first report of all, which counts every month, stands in
 * the memory that the process may take in all of it.
 */
export async function measureReport(serverUrl: string): Promise<Figure[]> {
  const databaseUrl = await createReportDatabase(serverUrl, 'bench_report', count)
  const service = startProgram<Place, ReportCost>(new URL('./our-report.ts', import.meta.url))
  const db = connect(databaseUrl)
  let megabytes = 0
  const report = async () => {
    const cost = await service.ask({ databaseUrl, smtpUrl: 'smtp://127.0.0.1:1' })
    megabytes = Math.max(megabytes, cost.megabytes)
    return 60 / cost.seconds
  }
  try {
    await report()
    const baseline = () => aggregate(db)
    const afterAnswer = async () => {
      await changeAnswer(db)
      return report()
    }
    const required = 1 / 1.5
    return [
      await compare({ name: 'report', unit: 'reports/min', required }, { ours: report, baseline }),
      await compare(
        { name: 'after an answer', unit: 'reports/min', required },
        { ours: afterAnswer, baseline },
      ),
      memory(megabytes),
    ]
  } finally {
    await Promise.all([service.stop(), disconnect(db)])
  }
}

/** Aggregates a minute: the simplest of the report's tables, of the same placements and with the same joins. */
async function aggregate(db: Database): Promise<number> {
  const startedAt = performance.now()
  await db.execute(sql`
    select participants.sex, placements.purpose, coalesce(answers.values->>'employment', 'unknown') as employment,
      count(*)
    from placements
    join participants on participants.id = placements.participant_id
    left join surveys on surveys.placement_id = placements.id and surveys.questionnaire = 'employer'
      and surveys.wave = 'end' and surveys.state not in ('scheduled', 'withdrawn')
    left join answers on answers.survey_id = surveys.id and answers.version = surveys.answer_version
    where placements.ended_on between '2025-01-01' and '2025-12-31'
      and placements.end_reason is distinct from 'withdrawn'
    group by 1, 2, 3`)
  return 60_000 / (performance.now() - startedAt)
}

/** A correction of the answer to a survey in the middle of the year. */
async function changeAnswer(db: Database): Promise<void> {
  await db.execute(sql`
    with chosen as (
      select id, answer_version + 1 as version from surveys where state = 'answered' and id > ${count / 2} order by id limit 1
    ), given as (
      insert into answers (survey_id, version, questionnaire_version, "values", source, answered_at)
      select id, version, 1, '{"employment": "no", "purpose_met": "4", "host_again": "yes"}', 'link', now() from chosen
    )
    update surveys set answer_version = version from chosen where surveys.id = chosen.id`)
}

function memory(megabytes: number): Figure {
  const ratio = mostMegabytes / megabytes
  return {
    name: 'report memory',
    unit: 'MB',
    ours: megabytes,
    baseline: mostMegabytes,
    ratio,
    required: 1,
    passed: ratio >= 1,
  }
}
