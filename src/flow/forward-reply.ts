import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { findForwarding, markForwarded, type ReturnedLetter, subjectsOfLetter } from '../db/returns.ts'
import { findSendingPause } from '../db/sending-pauses.ts'
import { isEmailAddress } from '../domain/email-address.ts'
import type { ReturnedMessage } from '../domain/returned-message.ts'
import { senderOf } from '../domain/sender.ts'
import { composeForwardedReply } from '../mail/forwarded-reply.ts'
import type { Delivery } from '../mail/transport.ts'
import { tellOfLetter } from './tell-of-letter.ts'

const eagerMinutes = 5

type Reply = { raw: Buffer; message: ReturnedMessage; digest: string }

/**
 * Hands a reply on to the unit whose letter it answers, else to the organisation; its text is kept nowhere. What was handed on
 * but could not be noted any more is handed on again: twice is better than never.
 * @returns known: it was handed on before. waiting: it has to be tried again.
 */
export async function forwardReply(
  context: Context,
  reply: Reply,
  letter: ReturnedLetter | undefined,
  now: Temporal.Instant,
): Promise<'known' | 'forwarded' | 'waiting'> {
  const { db, log } = context
  const forwarding = await findForwarding(db, reply.digest)
  if (forwarding?.forwardedAt) return 'known'
  if (forwarding && !isTimeToTry(forwarding.receivedAt, now)) return 'waiting'
  // A mail server that lets nobody in is tried by one letter, and not by this.
  if (await findSendingPause(db)) return 'waiting'
  const outcome = await handOn(context, reply, letter)
  if (outcome !== 'accepted') {
    log.error({ outcome }, 'a reply could not be handed on; it stays in the return mailbox')
    return 'waiting'
  }
  await db.transaction(async tx => {
    const isFirst = await markForwarded(tx, reply.digest, now)
    if (isFirst && letter) await tellOfLetter(tx, letter, { kind: 'letter.replied', at: now })
  })
  return 'forwarded'
}

/** At each reading in the first minutes, and then once an hour: readings come every minute. */
function isTimeToTry(receivedAt: Temporal.Instant, now: Temporal.Instant): boolean {
  const minutes = Math.floor(receivedAt.until(now, { largestUnit: 'minutes' }).total('minutes'))
  return minutes < eagerMinutes || minutes % 60 === 0
}

/** Where the unit's address is no use, the organisation's is tried: somebody is to read it. */
async function handOn(
  context: Context,
  reply: Reply,
  letter: ReturnedLetter | undefined,
): Promise<Delivery['outcome']> {
  const { CONTACT_EMAIL: organisation } = context.config
  const unit = await addressOfUnit(context, letter)
  const outcome = await send(context, reply, unit ?? organisation)
  return outcome === 'refused' && unit !== null ? send(context, reply, organisation) : outcome
}

async function addressOfUnit({ db }: Context, letter: ReturnedLetter | undefined): Promise<string | null> {
  if (!letter) return null
  const subjects = await subjectsOfLetter(db, letter.id)
  return senderOf(subjects.map(({ unitEmail }) => ({ senderName: null, email: unitEmail, languages: [] })))
    .replyTo
}

async function send(
  { config, mailer, renderer }: Context,
  { raw, message }: Reply,
  address: string,
): Promise<Delivery['outcome']> {
  const organisation = config.ORGANISATION_NAME
  const writer = message.from !== null && isEmailAddress(message.from) ? message.from : config.CONTACT_EMAIL
  const { outcome } = await mailer.send(
    composeForwardedReply(renderer, {
      messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
      language: 'sv',
      organisation,
      from: { name: organisation, address: config.MAIL_FROM },
      to: { name: '', address },
      writer,
      reply: raw,
    }),
  )
  return outcome
}
