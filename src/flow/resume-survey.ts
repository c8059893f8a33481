import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { updateSurvey } from '../db/surveys.ts'
import type { PhoneReason } from '../domain/codes.ts'
import { resume, type StoppedSurvey } from '../domain/resumption.ts'

type Stopped = StoppedSurvey & { id: number; placementId: number | null }

/**
 * Lets a survey go on from where the schedule would have it by now. Whoever calls has locked it.
 * @returns false once the time for answering is over; nothing is changed then.
 */
export async function resumeSurvey(
  tx: Queryable,
  context: Context,
  survey: Stopped,
  obstacle: PhoneReason | null,
  { staffId, now }: { staffId: string; now: Temporal.Instant },
): Promise<boolean> {
  const resumption = resume(survey, obstacle, context.schedule, now)
  if (resumption === null) return false
  await updateSurvey(tx, survey.id, { ...resumption, withdrawalReason: null })
  const event = { at: now, actor: staffId, placementId: survey.placementId, surveyId: survey.id }
  const { phoneReason } = resumption
  const toPhone: NewEvent[] =
    phoneReason === null ? [] : [{ ...event, kind: 'survey.to_phone', detail: { reason: phoneReason } }]
  await addEvents(tx, [{ ...event, kind: 'survey.resumed' }, ...toPhone])
  return true
}
