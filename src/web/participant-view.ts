import type { Context } from '../context.ts'
import { findParticipantSurvey } from '../db/participant-surveys.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { codeRefusal, participantStanding } from '../domain/participant-survey.ts'
import { withList } from './list-return.ts'

/** How it stands with asking the participant, for the placement's page; null where the participant is not asked. */
export async function participantView(context: Context, { placement }: PlacementPage, listQuery: string) {
  const found = await findParticipantSurvey(context.db, placement.id)
  if (!found) return null
  const refusal = codeRefusal(
    found,
    context.config.PARTICIPANT_PURPOSES,
    context.schedule,
    context.clock.now(),
  )
  const standing = participantStanding(found, refusal)
  const href = withList(`/placements/${placement.id}/participant`, listQuery)
  return standing && { reason: null, ...standing, codeHref: refusal === null ? href : null }
}
