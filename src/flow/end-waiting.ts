import type { Context } from '../context.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { type ChangedSurvey, closeOverdue, handSilentToPhone } from '../db/surveys.ts'

/** Hands silent surveys to the coaches' phone list, and closes those whose time is over (rule 1). */
export async function endWaiting(context: Context, now: Temporal.Instant): Promise<void> {
  await context.db.transaction(async tx => {
    const silent = await handSilentToPhone(tx, now)
    const closed = await closeOverdue(tx, now)
    await addEvents(tx, [
      ...silent.map(survey => event(survey, 'survey.to_phone', now, { reason: 'no_answer' })),
      ...closed.map(survey => event(survey, 'survey.closed', now)),
    ])
  })
}

function event(
  survey: ChangedSurvey,
  kind: string,
  now: Temporal.Instant,
  detail: NewEvent['detail'] = null,
): NewEvent {
  return { at: now, actor: 'system', kind, placementId: survey.placementId, surveyId: survey.id, detail }
}
