import { and, eq, gt, inArray } from 'drizzle-orm'
import { answerableStates } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { answers, surveys } from './schema.ts'

/**
 * Makes version `basedOn` + 1 the answer that counts, if `basedOn` still is and the survey takes answers: of two who
 * saw the same version, one hits the row (rule 6). No letter is wanted after it.
 * @returns the survey's placement, or undefined when the row was not hit.
 */
export async function claimAnswerVersion(
  db: Queryable,
  { surveyId, basedOn }: { surveyId: number; basedOn: number },
  now: Temporal.Instant,
): Promise<{ placementId: number | null; version: number } | undefined> {
  const [claimed] = await db
    .update(surveys)
    .set({ answerVersion: basedOn + 1, state: 'answered', nextLetterAt: null })
    .where(
      and(
        eq(surveys.id, surveyId),
        eq(surveys.answerVersion, basedOn),
        inArray(surveys.state, [...answerableStates]),
        gt(surveys.closesAt, now),
      ),
    )
    .returning({ placementId: surveys.placementId, version: surveys.answerVersion })
  return claimed
}

/** Appends an answer; the version on its survey must have been claimed in the same transaction. */
export async function insertAnswer(db: Queryable, answer: typeof answers.$inferInsert): Promise<void> {
  await db.insert(answers).values(answer)
}
