import { withdrawalReasons } from '../domain/codes.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { isWithdrawalUndoable, undoWithdrawal, withdrawSurvey } from '../flow/withdraw-survey.ts'
import type { ActionPage } from './placement-actions.ts'

/** The survey is withdrawn with a reason, or asked after all. */
export const withdrawPage: ActionPage = {
  name: 'withdraw',
  async view(context, found, { fields, problems }) {
    const now = context.clock.now()
    const shown = {
      reasons: withdrawalReasons.map(code => ({ code, isChosen: fields.reason === code })),
      reasonProblem: problems.find(({ field }) => field === 'reason')?.problem ?? null,
      canBeOpened: found.survey?.state !== 'scheduled',
    }
    if (isWithdrawalUndoable(context, found, now)) return { ...shown, mode: 'undo' }
    const refusal = refusalOf('withdraw', found, context.schedule, now)
    return refusal === null ? { ...shown, mode: 'act' } : { ...shown, mode: 'refused', refusal }
  },
  async act(context, attempt, { reason = '' }) {
    const done = await withdrawSurvey(context, attempt, reason)
    return done.outcome === 'done' ? { ...done, notice: 'withdraw' } : done
  },
  undo: undoWithdrawal,
}
