import type { Context } from '../context.ts'
import { findDisagreement, insertSettledOutcome } from '../db/disagreements.ts'
import { settledAs } from '../domain/disagreement.ts'
import { type ActOutcome, type Attempt, actOnPlacement, tellAct } from './act-on-placement.ts'

/**
 * Records what a coach has found out about work at the host, where employer and participant say different things. It
 * counts before what either has said. The event does not say what it was: together with the employer's answer that would
 * tell what the participant has said.
 */
export async function settleOutcome(
  context: Context,
  attempt: Attempt,
  typed: string | undefined,
): Promise<ActOutcome | { outcome: 'invalid' }> {
  const employment = settledAs(typed)
  if (employment === undefined) return { outcome: 'invalid' }
  const { placementId, staffId, now } = attempt
  return actOnPlacement(context, attempt, async (tx): Promise<ActOutcome> => {
    const { isDisagreed, settled } = await findDisagreement(tx, placementId)
    if (!isDisagreed && !settled) return { outcome: 'refused' }
    await insertSettledOutcome(tx, { placementId, employment, staffId, settledAt: now })
    await tellAct(tx, attempt, { kind: 'outcome.settled' })
    return { outcome: 'done' }
  })
}
