import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { lettersBefore } from '../db/letters.ts'
import { newestEventOf } from '../db/placement-case.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { updateSurvey } from '../db/surveys.ts'
import { type LetterPlan, planLetter } from '../domain/letter-plan.ts'
import { type ActionRefusal, refusalOf } from '../domain/placement-action.ts'
import { type ActOutcome, type Attempt, actOnPlacement, tellAct } from './act-on-placement.ts'

/** When the next letter would go, with the latest one to the contact; or why it can't be asked for. */
export type SendingPlan = { refusal: ActionRefusal } | (LetterPlan & { latestAt: Temporal.Instant | null })

/** What asking for the next letter now would come to. Changes nothing. */
export async function planSending(
  db: Queryable,
  { schedule }: Context,
  found: PlacementPage,
  now: Temporal.Instant,
): Promise<SendingPlan> {
  const { survey, contact } = found
  const refusal = refusalOf('send-now', found, schedule, now)
  if (refusal !== null || survey === null) return { refusal: refusal ?? 'no_survey' }
  const { underWay, latestAt } = await lettersBefore(db, contact.id, survey.id)
  const { earliestLetterAt } = contact
  return { ...planLetter(survey, { underWay, earliestLetterAt }, schedule, now), latestAt }
}

/** Makes the next letter due now: it goes as soon as rules 1 and 2 allow. */
export async function sendNow(context: Context, attempt: Attempt): Promise<ActOutcome> {
  const { now } = attempt
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    const plan = await planSending(tx, context, found, now)
    if ('refusal' in plan || !found.survey) return { outcome: 'refused' }
    const { id: surveyId, nextLetterAt } = found.survey
    await updateSurvey(tx, surveyId, { nextLetterAt: now })
    const detail = nextLetterAt && { before: nextLetterAt.toString() }
    await tellAct(tx, attempt, { kind: 'letter.hastened', surveyId, detail })
    return { outcome: 'done' }
  })
}

/** Gives the letter its earlier moment back, as long as it is not queued. */
export async function undoSendNow(context: Context, attempt: Attempt): Promise<ActOutcome> {
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    const hastened = await hastening(tx, found)
    if (!hastened || !found.survey) return { outcome: 'refused' }
    const { id: surveyId } = found.survey
    const before = hastened.detail?.before
    const nextLetterAt = typeof before === 'string' ? Temporal.Instant.from(before) : null
    await updateSurvey(tx, surveyId, { nextLetterAt })
    await tellAct(tx, attempt, { kind: 'letter.hastening_undone', surveyId })
    return { outcome: 'done' }
  })
}

/** The event by which the next letter was asked for, while that can be taken back. */
export async function hastening(db: Queryable, { placement, survey, contact }: PlacementPage) {
  if (survey?.state !== 'open' || survey.nextLetterAt === null) return undefined
  const kinds = ['letter.hastened', 'letter.hastening_undone', 'contact.changed', 'contact.change_undone']
  const newest = await newestEventOf(db, placement.id, kinds)
  if (newest?.kind !== 'letter.hastened' || !newest.at.equals(survey.nextLetterAt)) return undefined
  const { underWay } = await lettersBefore(db, contact.id, survey.id)
  return underWay === 'own' ? undefined : newest
}
