import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import {
  type AboutLetter,
  type ClaimedOne,
  cancelOne,
  claimOne,
  finishOne,
  giveUpOnes,
  type LetterAttemptEnd,
  type OneReaderKind,
} from '../db/letter-states.ts'
import type { Delivery, Message } from '../mail/transport.ts'
import { noteSession } from './pause-sending.ts'
import { takesTurn } from './take-turn.ts'

/** A letter to one reader: what it says, and when it is tried again after a refusal for now; null once that is no use. */
type Attempt = {
  kind: OneReaderKind
  id: number
  /** The reader's address. */
  to: string
  compose(claimed: ClaimedOne): Message
  retryAt(claimed: ClaimedOne, now: Temporal.Instant): Temporal.Instant | null
}

/**
 * Sends one letter as deliverLetter() does those about surveys (rule 4): claimed and committed before SMTP begins, and no
 * transaction spans it. Of two workers one sends.
 */
export async function attemptLetter(context: Context, attempt: Attempt): Promise<void> {
  const { db, clock, mailer } = context
  const { kind, id, to } = attempt
  const domain = to.slice(to.lastIndexOf('@') + 1).toLowerCase()
  if (!(await takesTurn(context, () => domain, clock.now()))) return
  const claimed = await claimOne(db, kind, id, clock.now())
  if (!claimed) return
  const delivery = await mailer.send(attempt.compose(claimed))
  const now = clock.now()
  const end = { id, attempt: claimed.attempts, ...endOf(delivery, () => attempt.retryAt(claimed, now)) }
  await db.transaction(async tx => {
    const about = await finishOne(tx, kind, end, now)
    if (about && !end.isUntried) await tell(tx, kind, end.state, [about], now)
    await noteSession(tx, context, delivery, claimed.probed, now)
  })
}

/** Cancels a letter that still waits and has nobody to go to, or nothing to say any more. */
export async function cancelLetter(
  { db }: Context,
  kind: OneReaderKind,
  id: number,
  now: Temporal.Instant,
): Promise<void> {
  await db.transaction(async tx => {
    const about = await cancelOne(tx, kind, id, now)
    if (about) await tell(tx, kind, 'cancelled', [about], now)
  })
}

/** Gives up the attempts that began before that moment and have not ended: they are never made again. */
export async function giveUpAttempts(
  { db }: Context,
  kind: OneReaderKind,
  before: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  await db.transaction(async tx => {
    await tell(tx, kind, 'unconfirmed', await giveUpOnes(tx, kind, before, now), now)
  })
}

function endOf(
  delivery: Delivery,
  retryAt: () => Temporal.Instant | null,
): Pick<LetterAttemptEnd, 'state' | 'reason' | 'sendAt' | 'isUntried'> {
  const once = { reason: null, sendAt: null, isUntried: false }
  if (delivery.outcome === 'accepted') return { ...once, state: 'sent' }
  const { outcome, reason } = delivery
  if (outcome === 'unknown') return { ...once, state: 'unconfirmed', reason }
  if (outcome === 'blocked') return { ...once, state: 'queued', reason, isUntried: true }
  const sendAt = outcome === 'deferred' ? retryAt() : null
  return { ...once, state: sendAt ? 'queued' : 'failed', reason, sendAt }
}

async function tell(
  tx: Queryable,
  kind: OneReaderKind,
  state: string,
  letters: readonly AboutLetter[],
  now: Temporal.Instant,
): Promise<void> {
  const event = { at: now, actor: 'system', kind: `${kind}.${state}` }
  await addEvents(
    tx,
    letters.map(detail => ({ ...event, detail })),
  )
}
