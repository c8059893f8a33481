import type { Context } from '../context.ts'
import { updateSurvey } from '../db/surveys.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { type ActOutcome, type Attempt, actOnPlacement, tellAct } from './act-on-placement.ts'
import { planSending } from './send-now.ts'

/**
 * Revokes the link of a survey at once and gives it a new one (rule 5), which the next letter carries.
 * @param options.sendNow asks for that letter as soon as the rules allow, where there is one left
 */
export async function renewLink(
  context: Context,
  attempt: Attempt,
  options: { sendNow: boolean },
): Promise<ActOutcome> {
  const { now } = attempt
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    const { survey } = found
    if (refusalOf('link', found, context.schedule, now) || !survey) return { outcome: 'refused' }
    const { id: surveyId, linkNumber, nextLetterAt } = survey
    const plan = options.sendNow ? await planSending(tx, context, found, now) : null
    const isHastened = plan !== null && !('refusal' in plan)
    await updateSurvey(tx, surveyId, {
      linkNumber: linkNumber + 1,
      ...(isHastened ? { nextLetterAt: now } : {}),
    })
    await tellAct(tx, attempt, { kind: 'link.renewed', surveyId })
    if (isHastened) {
      const detail = nextLetterAt && { before: nextLetterAt.toString() }
      await tellAct(tx, attempt, { kind: 'letter.hastened', surveyId, detail })
    }
    return { outcome: 'done' }
  })
}
