import type { Context } from '../context.ts'
import { type FollowUp, listFollowUps } from '../db/follow-ups.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import type { Access } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { takesAnswers } from '../domain/survey.ts'
import { withList } from './list-return.ts'
import { answerView } from './placement-view.ts'

/** What lasted: how it stands with each survey that asks again, with the answer in words and where to record one. */
export async function followUpViews(
  { db, clock }: Context,
  { placement }: PlacementPage,
  access: Access,
  listQuery: string,
) {
  const { id, purpose } = placement
  const followUps = await listFollowUps(db, id)
  const isCancelled = placement.endReason === 'withdrawn'
  return followUps.map(followUp => {
    const { survey, answer, staffName } = followUp
    const { wave } = survey
    const mayRecord = access.recordsAnswers && !isCancelled && takesAnswers(survey, clock.now())
    return {
      wave,
      ...standingOf(followUp, isCancelled),
      answer: answer && answerView({ ...answer, staffName }, { purpose, wave }),
      recordHref: mayRecord ? withList(`/placements/${id}/phone-answer`, listQuery, { wave }) : null,
    }
  })
}

/** `on`: the day that belongs to the words, or null. */
function standingOf({ survey, answer }: FollowUp, isCancelled: boolean) {
  const { state, opensAt, invitedAt, phoneReason } = survey
  const reason = null
  if (isCancelled) return { told: 'withdrawn', on: null, reason }
  if (answer) return { told: 'answered', on: dayOf(answer.answeredAt), reason }
  if (state === 'phone') return { told: state, on: null, reason: phoneReason }
  if (state === 'closed' || state === 'withdrawn') return { told: state, on: null, reason }
  if (invitedAt) return { told: 'asked', on: dayOf(invitedAt), reason }
  return { told: opensAt ? 'planned' : 'waiting_for_end', on: opensAt && dayOf(opensAt), reason }
}
