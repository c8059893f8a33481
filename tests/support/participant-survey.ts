import { and, eq } from 'drizzle-orm'
import { surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import type { TestContext } from './context.ts'
import { openSurvey } from './open-survey.ts'

/**
 * A placement whose participant is asked about it, with the address of the form. The settings must ask participants, and
 * the clock must stand within 60 days of the opening.
 */
export async function openParticipantSurvey(
  context: TestContext,
  overrides: Parameters<typeof openSurvey>[1] = {},
) {
  const { placementId, contactId } = await openSurvey(context, overrides)
  const [survey] = await context.db
    .select({ id: surveys.id, linkNumber: surveys.linkNumber })
    .from(surveys)
    .where(and(eq(surveys.placementId, placementId), eq(surveys.questionnaire, 'participant')))
  if (!survey) throw new Error('The participant is not asked')
  return { placementId, contactId, surveyId: survey.id, path: `/s/${createLink(context.linkKeys, survey)}` }
}
