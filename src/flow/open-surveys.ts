import type { Context } from '../context.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { type ChangedSurvey, openingsDue, openSurveysOf } from '../db/surveys.ts'

/** Opens the surveys whose time has come (rule 1). Twice, late or in two instances at once: each opens once. */
export async function openSurveys(context: Context, now: Temporal.Instant): Promise<void> {
  for (const opensAt of await openingsDue(context.db, now)) {
    await context.db.transaction(async tx => {
      const opened = await openSurveysOf(tx, opensAt, context.schedule.closesAt(opensAt))
      await addEvents(
        tx,
        opened.map(survey => openedEvent(survey, now)),
      )
    })
  }
}

function openedEvent(survey: ChangedSurvey, now: Temporal.Instant): NewEvent {
  const event = { at: now, actor: 'system', placementId: survey.placementId, surveyId: survey.id }
  if (survey.phoneReason === null) return { ...event, kind: 'survey.opened' }
  return { ...event, kind: 'survey.to_phone', detail: { reason: survey.phoneReason } }
}
