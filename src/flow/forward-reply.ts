import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { isForwarded, markForwarded, subjectsOfLetter } from '../db/returns.ts'
import { isEmailAddress } from '../domain/email-address.ts'
import type { ReturnedMessage } from '../domain/returned-message.ts'
import { senderOf } from '../domain/sender.ts'
import { composeForwardedReply } from '../mail/forwarded-reply.ts'

type Reply = { raw: Buffer; message: ReturnedMessage; digest: string }

/**
 * Hands a reply on to the unit whose letter it answers, else to the organisation; its text is kept nowhere. What was handed on
 * but could not be noted any more is handed on again: twice is better than never.
 * @returns whether that is done; false where it has to be tried again
 */
export async function forwardReply(
  context: Context,
  { raw, message, digest }: Reply,
  letterId: number | null,
  now: Temporal.Instant,
): Promise<boolean> {
  const { config, db, log, mailer, renderer } = context
  if (await isForwarded(db, digest)) return true
  const organisation = config.ORGANISATION_NAME
  const writer = message.from !== null && isEmailAddress(message.from) ? message.from : config.CONTACT_EMAIL
  const delivery = await mailer.send(
    composeForwardedReply(renderer, {
      messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
      language: 'sv',
      organisation,
      from: { name: organisation, address: config.MAIL_FROM },
      to: { name: '', address: await addresseeOf(context, letterId) },
      writer,
      reply: raw,
    }),
  )
  if (delivery.outcome !== 'accepted' && delivery.outcome !== 'unknown') {
    log.error({ outcome: delivery.outcome }, 'a reply could not be handed on; it stays in the return mailbox')
    return false
  }
  await markForwarded(db, digest, now)
  return true
}

async function addresseeOf({ config, db }: Context, letterId: number | null): Promise<string> {
  const subjects = letterId === null ? [] : await subjectsOfLetter(db, letterId)
  const units = subjects.map(({ unitEmail }) => ({ senderName: null, email: unitEmail, languages: [] }))
  return senderOf(units).replyTo ?? config.CONTACT_EMAIL
}
