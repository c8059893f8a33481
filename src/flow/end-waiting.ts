import type { Context } from '../context.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { type ChangedSurvey, closeOverdue, handWaitingToPhone } from '../db/surveys.ts'

/** Hands to the coaches' phone list what waits in vain, and closes the surveys whose time is over (rule 1). */
export async function endWaiting(context: Context, now: Temporal.Instant): Promise<void> {
  await context.db.transaction(async tx => {
    const handed = await handWaitingToPhone(tx, now)
    const closed = await closeOverdue(tx, now)
    await addEvents(tx, [
      ...handed.map(survey =>
        event(survey, 'survey.to_phone', now, survey.phoneReason && { reason: survey.phoneReason }),
      ),
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
