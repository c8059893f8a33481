import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { isForwarded, markForwarded, type ReturnedLetter, subjectsOfLetter } from '../db/returns.ts'
import { isEmailAddress } from '../domain/email-address.ts'
import type { ReturnedMessage } from '../domain/returned-message.ts'
import { senderOf } from '../domain/sender.ts'
import { composeForwardedReply } from '../mail/forwarded-reply.ts'
import { tellOfReturn } from './tell-of-return.ts'

type Reply = { raw: Buffer; message: ReturnedMessage; digest: string }

/**
 * Hands a reply on to the unit whose letter it answers, else to the organisation; its text is kept nowhere. What was handed on
 * but could not be noted any more is handed on again: twice is better than never.
 * @returns waiting: it has to be tried again
 */
export async function forwardReply(
  context: Context,
  { raw, message, digest }: Reply,
  letter: ReturnedLetter | undefined,
  now: Temporal.Instant,
): Promise<'known' | 'forwarded' | 'waiting'> {
  const { config, db, log, mailer, renderer } = context
  if (await isForwarded(db, digest)) return 'known'
  const organisation = config.ORGANISATION_NAME
  const writer = message.from !== null && isEmailAddress(message.from) ? message.from : config.CONTACT_EMAIL
  const delivery = await mailer.send(
    composeForwardedReply(renderer, {
      messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
      language: 'sv',
      organisation,
      from: { name: organisation, address: config.MAIL_FROM },
      to: { name: '', address: await addresseeOf(context, letter) },
      writer,
      reply: raw,
    }),
  )
  if (delivery.outcome !== 'accepted' && delivery.outcome !== 'unknown') {
    log.error({ outcome: delivery.outcome }, 'a reply could not be handed on; it stays in the return mailbox')
    return 'waiting'
  }
  await db.transaction(async tx => {
    const isFirst = await markForwarded(tx, digest, now)
    if (isFirst && letter) await tellOfReturn(tx, letter, 'letter.replied', {}, now)
  })
  return 'forwarded'
}

async function addresseeOf({ config, db }: Context, letter: ReturnedLetter | undefined): Promise<string> {
  const subjects = letter ? await subjectsOfLetter(db, letter.id) : []
  const units = subjects.map(({ unitEmail }) => ({ senderName: null, email: unitEmail, languages: [] }))
  return senderOf(units).replyTo ?? config.CONTACT_EMAIL
}
