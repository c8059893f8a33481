import { sql } from 'drizzle-orm'
import type { AnswerSource, LetterState, ReturnClass } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'

/** What is counted for whoever watches the service over time. */

export const watchedKinds = ['survey', 'coach', 'report'] as const
type WatchedKind = (typeof watchedKinds)[number]

/** How many letters of each kind stand in each state. */
export async function countLetters(db: Queryable) {
  return db.execute<{ kind: WatchedKind; state: LetterState; letters: number }>(sql`
    select 'survey' as kind, state, count(*)::int as letters from letters group by state
    union all
    select 'coach', state, count(*)::int from coach_letters group by state
    union all
    select 'report', state, count(*)::int from report_letters group by state
    order by kind, state`)
}

export type AnswerCount = { questionnaire: string; source: AnswerSource; answers: number }

/** The latest answer's id; 0 before the first. */
export async function latestAnswerId(db: Queryable): Promise<number> {
  const [row] = await db.execute<{ id: string | null }>(sql`select max(id) as id from answers`)
  return Number(row?.id ?? 0)
}

/** How many answers came in to each questionnaire, by each way, after one and up to another; every version counts. */
export async function countAnswers(
  db: Queryable,
  after: number,
  upTo: number | null,
): Promise<AnswerCount[]> {
  return db.execute<AnswerCount>(sql`
    select surveys.questionnaire, answers.source, count(*)::int as answers
    from answers
    join surveys on surveys.id = answers.survey_id
    where answers.id > ${after} and (${upTo}::bigint is null or answers.id <= ${upTo}::bigint)
    group by surveys.questionnaire, answers.source
    order by surveys.questionnaire, answers.source`)
}

/** What has come back to the return mailbox, by what it was. */
export async function countReturns(db: Queryable) {
  return db.execute<{ class: ReturnClass; returns: number }>(sql`
    select class, count(*)::int as returns from returns group by class order by class`)
}

/** The same since then. */
export async function countReturnsSince(db: Queryable, from: Temporal.Instant) {
  return db.execute<{ class: ReturnClass; returns: number }>(sql`
    select class, count(*)::int as returns
    from returns
    where received_at >= ${from.toString()}::timestamptz
    group by class
    order by class`)
}
