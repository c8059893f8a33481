import { and, eq, inArray } from 'drizzle-orm'
import { followUpWaves } from '../domain/codes.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { answers, contacts, surveys } from './schema.ts'
import { staff } from './staff-schema.ts'

export type FollowUp = Awaited<ReturnType<typeof selectFollowUps>>[number]

/** The surveys that ask the employer again what lasted, in the order of their days, each with the answer that counts or null. */
export async function listFollowUps(db: Queryable, placementId: number): Promise<FollowUp[]> {
  const rows = await selectFollowUps(db, placementId)
  return followUpWaves.flatMap(wave => rows.filter(({ survey }) => survey.wave === wave))
}

function selectFollowUps(db: Queryable, placementId: number) {
  const { version, values, source, answeredAt } = answers
  return db
    .select({
      survey: surveys,
      contact: contacts,
      answer: { version, values, source, answeredAt },
      staffName: staff.name,
    })
    .from(surveys)
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(version, surveys.answerVersion)))
    .leftJoin(staff, eq(staff.id, answers.staffId))
    .where(
      and(
        eq(surveys.placementId, placementId),
        eq(surveys.questionnaire, employerSurvey.questionnaire),
        inArray(surveys.wave, [...followUpWaves]),
      ),
    )
}
