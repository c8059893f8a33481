import { returnBase } from '../config.ts'
import type { Context } from '../context.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { type ClaimedLetter, claimLetter } from '../db/letter-claim.ts'
import { finishLetter, type LetterEnd } from '../db/letter-finish.ts'
import type { LetterAttempt } from '../db/letter-recovery.ts'
import { freeProbe } from '../db/sending-pauses.ts'
import { receivingDomain } from '../db/sending-turns.ts'
import { createLink } from '../domain/link.ts'
import { createReturnAddress } from '../domain/return-address.ts'
import type { Delivery } from '../mail/transport.ts'
import { composeLetter, type LetterAddresses } from './compose-letter.ts'
import { noteSession } from './pause-sending.ts'
import { stopLetters } from './stop-letters.ts'
import { takesTurn } from './take-turn.ts'

/**
 * Sends one letter (rule 4): claims it, composes it, hands it to the mail server, records how that ended.
 * The claim is committed before SMTP begins and no transaction spans it; of two workers one sends.
 * Does nothing when the letter is not waiting, outside sending time, when the minute has had its letters, or while the
 * queue is paused.
 */
export async function deliverLetter(context: Context, letterId: number): Promise<void> {
  const claimedAt = context.clock.now()
  if (!context.schedule.isSendingTime(claimedAt)) return
  if (!(await takesTurn(context, () => receivingDomain(context.db, letterId), claimedAt))) return
  const letter = await claimLetter(context.db, letterId, claimedAt)
  if (letter === undefined) return
  if (letter.items.length === 0) {
    await finishLetter(context.db, cancelled(letter), claimedAt)
    if (letter.probed !== null) await freeProbe(context.db, claimedAt)
    return
  }
  const delivery = await context.mailer.send(composeLetter(context, letter, addressesOf(context, letter)))
  await recordDelivery(context, letter, delivery, context.clock.now())
}

/** Ends an attempt whose process died: unconfirmed, but for a letter that had nothing left to say. */
export async function giveUpLetter(
  context: Context,
  attempt: LetterAttempt,
  now: Temporal.Instant,
): Promise<void> {
  const end =
    attempt.items.length === 0 ? cancelled(attempt) : sentEnd(context, attempt, 'unconfirmed', 'interrupted')
  await finishLetter(context.db, end, now)
}

async function recordDelivery(
  context: Context,
  letter: ClaimedLetter,
  delivery: Delivery,
  now: Temporal.Instant,
): Promise<void> {
  const end = endOf(context, letter, delivery, now)
  const isAboutSession = delivery.outcome === 'blocked' || letter.probed !== null
  if (delivery.outcome !== 'refused' && !isAboutSession) {
    await retryingDeadlock(() => finishLetter(context.db, end, now))
    return
  }
  await retryingDeadlock(() =>
    context.db.transaction(async tx => {
      const isFinished = await finishLetter(tx, end, now)
      if (isFinished && delivery.outcome === 'refused') await stopLetters(tx, letter, delivery, now)
      await noteSession(tx, context, delivery, letter.probed, now)
    }),
  )
}

function endOf(
  context: Context,
  letter: ClaimedLetter,
  delivery: Delivery,
  now: Temporal.Instant,
): LetterEnd {
  if (delivery.outcome === 'accepted') return sentEnd(context, letter, 'sent', null)
  if (delivery.outcome === 'unknown') return sentEnd(context, letter, 'unconfirmed', delivery.reason)
  if (delivery.outcome === 'refused') return sentEnd(context, letter, 'failed', delivery.reason)
  if (delivery.outcome === 'blocked') {
    return { ...unchanged(letter), state: 'queued', reason: delivery.reason, isUntried: true }
  }
  const sendAt = context.schedule.retryAt(letter.firstAttemptAt, letter.attempts, now)
  if (sendAt === null) return sentEnd(context, letter, 'failed', delivery.reason)
  return { ...unchanged(letter), state: 'queued', reason: delivery.reason, sendAt }
}

/** The surveys' next steps count from the attempt, whether or not it is known to have arrived. */
function sentEnd(
  context: Context,
  letter: LetterAttempt,
  state: 'sent' | 'unconfirmed' | 'failed',
  reason: string | null,
): LetterEnd {
  const { schedule } = context
  const { sendingAt } = letter
  const surveys = letter.items.map(item => {
    const invitedAt = item.invitedAt ?? sendingAt
    const nextLetterAt = schedule.nextLetterAt(invitedAt, item.number, sendingAt)
    const phoneAt = schedule.phoneAt(invitedAt)
    return { id: item.surveyId, invitedAt, nextLetterAt, phoneAt }
  })
  return { ...unchanged(letter), state, reason, contactFrom: schedule.spacedFrom(sendingAt), surveys }
}

function cancelled(letter: LetterAttempt): LetterEnd {
  return { ...unchanged(letter), state: 'cancelled' }
}

function unchanged(letter: LetterAttempt): Omit<LetterEnd, 'state'> {
  return {
    letterId: letter.id,
    attempt: letter.attempts,
    reason: null,
    sendAt: null,
    isUntried: false,
    contactId: letter.contact.id,
    contactFrom: null,
    surveys: [],
  }
}

function addressesOf(context: Context, letter: ClaimedLetter): LetterAddresses {
  const { baseUrl, config, linkKeys, returnKeys, unsubscribeKeys } = context
  const unsubscribe = createLink(unsubscribeKeys, { id: letter.contact.id, linkNumber: 1 })
  return {
    form: ({ surveyId: id, linkNumber }) => `${baseUrl}/s/${createLink(linkKeys, { id, linkNumber })}`,
    unsubscribe: `${baseUrl}/no-letters/${unsubscribe}`,
    returns: createReturnAddress(returnKeys, returnBase(config), letter.id),
  }
}
