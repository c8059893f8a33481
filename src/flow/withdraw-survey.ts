import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { type ContactRow, findContact, type SurveyRow } from '../db/contact-change.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { updateSurvey } from '../db/surveys.ts'
import { withdrawalReasons } from '../domain/codes.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { resume } from '../domain/resumption.ts'
import { type ActOutcome, type Attempt, actOnPlacement, tellAct } from './act-on-placement.ts'
import { placeSurveys } from './place-surveys.ts'
import { resumeSurvey } from './resume-survey.ts'

export type Withdrawal =
  | ActOutcome
  | { outcome: 'invalid'; problems: { field: 'reason'; problem: 'required' }[] }

/** Withdraws a survey: no more letters, no call, no answer by its link; no import asks again. */
export async function withdrawSurvey(
  context: Context,
  attempt: Attempt,
  typedReason: string,
): Promise<Withdrawal> {
  const reason = withdrawalReasons.find(code => code === typedReason)
  return actOnPlacement(context, attempt, async (tx, found): Promise<Withdrawal> => {
    const { survey } = found
    if (refusalOf('withdraw', found, context.schedule, attempt.now) || !survey) return { outcome: 'refused' }
    if (!reason) return { outcome: 'invalid', problems: [{ field: 'reason', problem: 'required' }] }
    await updateSurvey(tx, survey.id, { state: 'withdrawn', withdrawalReason: reason, nextLetterAt: null })
    await tellAct(tx, attempt, { kind: 'survey.withdrawn', surveyId: survey.id, detail: { reason } })
    return { outcome: 'done' }
  })
}

/** Asks after all, as the schedule says by now, and with what the case system has told in the meantime. */
export async function undoWithdrawal(context: Context, attempt: Attempt): Promise<ActOutcome> {
  const { placementId, now } = attempt
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    if (!isWithdrawalUndoable(context, found, now) || !found.survey) return { outcome: 'refused' }
    const { survey, contact } = await followContact(tx, { survey: found.survey, contact: found.contact }, now)
    await resumeSurvey(tx, context, survey, mailObstacle(contact), attempt)
    await placeSurveys(tx, context, [placementId], now, attempt.staffId)
    return { outcome: 'done' }
  })
}

/** While it was withdrawn, a coach may have put another contact in the place of the one it asked. */
async function followContact(
  tx: Queryable,
  { survey, contact }: { survey: SurveyRow; contact: ContactRow },
  now: Temporal.Instant,
): Promise<{ survey: SurveyRow; contact: ContactRow }> {
  const to = contact.replacedById === null ? undefined : await findContact(tx, contact.replacedById)
  if (!to) return { survey, contact }
  const anew = {
    contactId: to.id,
    handedOverAt: now,
    linkNumber: survey.linkNumber + 1,
    invitedAt: null,
    lettersSent: 0,
    phoneAt: null,
  }
  await updateSurvey(tx, survey.id, anew)
  return { survey: { ...survey, ...anew }, contact: to }
}

/** Whether a member of staff has withdrawn the survey, and it could still be answered. */
export function isWithdrawalUndoable(
  { schedule }: Context,
  { placement, survey, contact }: PlacementPage,
  now: Temporal.Instant,
): boolean {
  if (survey === null || survey.withdrawalReason === null || placement.endReason === 'withdrawn') return false
  return resume(survey, mailObstacle(contact), schedule, now) !== null
}
