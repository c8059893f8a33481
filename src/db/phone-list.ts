import { eq, inArray } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { placements, surveys } from './schema.ts'

/** Every case that waits for a coach's call, longest waiting first. */
export async function phoneList(db: Queryable): Promise<{ surveyId: number; caseId: string }[]> {
  return db
    .select({ surveyId: surveys.id, caseId: placements.caseId })
    .from(surveys)
    .innerJoin(placements, eq(placements.id, surveys.placementId))
    .where(eq(surveys.state, 'phone'))
    .orderBy(surveys.phoneAt, surveys.id)
}

/** The case system's numbers of the placements that these surveys are about. */
export async function caseIdsOfSurveys(db: Queryable, surveyIds: readonly number[]) {
  return db
    .select({ surveyId: surveys.id, caseId: placements.caseId })
    .from(surveys)
    .innerJoin(placements, eq(placements.id, surveys.placementId))
    .where(inArray(surveys.id, [...surveyIds]))
    .orderBy(surveys.id)
}
