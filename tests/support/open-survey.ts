import { createLink } from '../../src/domain/link.ts'
import type { TestContext } from './context.ts'
import { makePlacement, surveyOf } from './factories.ts'

/** A placement whose survey takes answers, with its address. The clock must stand within 60 days of its opening. */
export async function openSurvey(context: TestContext, overrides: Parameters<typeof makePlacement>[1] = {}) {
  const ids = await makePlacement(context, overrides)
  await context.tickAt(
    context.clock.now().toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime().toString(),
  )
  const survey = await surveyOf(context, ids.placementId)
  if (!survey) throw new Error('The placement has no survey')
  return { ...ids, surveyId: survey.id, path: `/s/${createLink(context.linkKeys, survey)}` }
}
