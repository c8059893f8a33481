import { dayOf } from '../domain/calendar.ts'
import { hastening, planSending, sendNow, undoSendNow } from '../flow/send-now.ts'
import type { ActionPage } from './placement-actions.ts'

/** The next letter goes as soon as the rules allow. */
export const sendNowPage: ActionPage = {
  name: 'send-now',
  async view(context, found) {
    const { db, clock, schedule } = context
    const plan = await planSending(db, context, found, clock.now())
    const reminder = found.survey?.lettersSent ?? 0
    const goesAt = 'goesAt' in plan ? plan.goesAt : null
    const shown = {
      goesAt,
      delay: null,
      latest: null,
      reminder,
      left: schedule.mostLetters - reminder - 1,
    }
    if (await hastening(db, found)) return { ...shown, mode: 'undo' }
    if ('refusal' in plan) return { ...shown, mode: 'refused', refusal: plan.refusal }
    const { delay, latestAt } = plan
    return { ...shown, mode: 'act', delay, latest: delay === 'spacing' && latestAt ? dayOf(latestAt) : null }
  },
  async act(context, attempt) {
    const done = await sendNow(context, attempt)
    return done.outcome === 'done' ? { ...done, notice: 'send-now' } : done
  },
  undo: undoSendNow,
}
