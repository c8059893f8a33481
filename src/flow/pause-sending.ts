import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import {
  deleteSendingPause,
  freeProbe,
  insertSendingPause,
  prolongSendingPause,
} from '../db/sending-pauses.ts'
import { probeAt } from '../domain/sending-pause.ts'
import type { Delivery } from '../mail/transport.ts'

/**
 * Notes what a delivery tells of the mail server: where it lets nobody in, the queue pauses, for every letter would be
 * turned away alike; once it lets one in again, the pause is over.
 * @param probed how often the mail server was tried in this pause before this letter; null where there was none
 */
export async function noteSession(
  tx: Queryable,
  { log }: Pick<Context, 'log'>,
  delivery: Delivery,
  probed: number | null,
  now: Temporal.Instant,
): Promise<void> {
  if (delivery.outcome === 'blocked') return pause(tx, log, delivery, probed, now)
  // What was put off may not have come as far as the sign-in.
  if (probed === null || delivery.outcome === 'deferred') return
  if (delivery.outcome === 'refused' && delivery.isLocal) return freeProbe(tx, now)
  if (await deleteSendingPause(tx))
    await addEvents(tx, [{ at: now, actor: 'system', kind: 'sending.resumed' }])
}

type Blockade = Extract<Delivery, { outcome: 'blocked' }>

async function pause(
  tx: Queryable,
  log: Context['log'],
  { cause, reason }: Blockade,
  probed: number | null,
  now: Temporal.Instant,
): Promise<void> {
  const attempts = (probed ?? 0) + 1
  const values = { cause, reason, attempts, tryAt: probeAt(attempts, now) }
  if (probed !== null) return prolongSendingPause(tx, values)
  if (!(await insertSendingPause(tx, { ...values, since: now }))) return
  log.error({ cause }, 'the mail server lets nobody in; the queue of letters is paused')
  await addEvents(tx, [{ at: now, actor: 'system', kind: 'sending.paused', detail: { cause } }])
}
