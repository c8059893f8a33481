import { refusalOf } from '../domain/placement-action.ts'
import { renewLink } from '../flow/renew-link.ts'
import { planSending } from '../flow/send-now.ts'
import type { ActionPage } from './placement-actions.ts'

/** The link is revoked and a new one made. What has been revoked can't be brought back, so there is no undo. */
export const linkPage: ActionPage = {
  name: 'link',
  async view(context, found, { fields }) {
    const { db, clock, schedule } = context
    const now = clock.now()
    const plan = await planSending(db, context, found, now)
    const canSend = !('refusal' in plan)
    const shown = {
      canSend,
      sendsAt: canSend ? plan.goesAt : null,
      /** A letter that is due anyway carries the new link. */
      isSentAnyway: !canSend && found.survey?.nextLetterAt != null,
      isAsked: fields.send === 'yes',
    }
    const refusal = refusalOf('link', found, schedule, now)
    return refusal === null ? { ...shown, mode: 'act' } : { ...shown, mode: 'refused', refusal }
  },
  async act(context, attempt, { send }) {
    const done = await renewLink(context, attempt, { sendNow: send === 'yes' })
    return done.outcome === 'done' ? { ...done, notice: 'link' } : done
  },
}
