import { eq, sql } from 'drizzle-orm'
import { answerableStates } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { answerDrafts } from './schema.ts'

export type Draft = { raw: Readonly<Record<string, string>>; savedAt: Temporal.Instant }

/** What has been saved half-way, or undefined. */
export async function findDraft(db: Queryable, surveyId: number): Promise<Draft | undefined> {
  const [draft] = await db
    .select({ raw: answerDrafts.raw, savedAt: answerDrafts.savedAt })
    .from(answerDrafts)
    .where(eq(answerDrafts.surveyId, surveyId))
  return draft
}

/**
 * Keeps what has been typed, in the place of what was kept before, if the survey takes answers and nobody has stored
 * another one since.
 * @returns false where it did not keep it
 */
export async function keepDraft(
  db: Queryable,
  {
    surveyId,
    raw,
    basedOn,
    now,
  }: { surveyId: number; raw: Draft['raw']; basedOn: number; now: Temporal.Instant },
): Promise<boolean> {
  const at = now.toString()
  const states = sql.join(
    answerableStates.map(state => sql`${state}`),
    sql`, `,
  )
  const rows = await db.execute(sql`
    insert into answer_drafts (survey_id, raw, saved_at)
    select id, ${JSON.stringify(raw)}::jsonb, ${at}::timestamptz from surveys
    where id = ${surveyId} and answer_version = ${basedOn} and state in (${states}) and closes_at > ${at}::timestamptz
    for share
    on conflict (survey_id) do update set raw = excluded.raw, saved_at = excluded.saved_at
    returning survey_id`)
  return rows.length > 0
}

/** Takes away what was saved half-way: there is an answer now. */
export async function removeDraft(db: Queryable, surveyId: number): Promise<void> {
  await db.delete(answerDrafts).where(eq(answerDrafts.surveyId, surveyId))
}
