import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { latestLetterTo, letterWithMessageId } from '../db/returns.ts'
import { letterIdIn, namesLetter } from '../domain/return-address.ts'
import type { ReturnedMessage } from '../domain/returned-message.ts'

/** For how long after a letter a report that names nothing but its address is taken to be about it. */
const byAddressForDays = 7

/** `isProven`: whoever has written it has seen the letter, or the server that it was for has. */
export type Match = { letterId: number; isProven: boolean }

/**
 * The letter that a message is about: by the signed address that it came to, else by the Message-ID that it names. Only
 * where it names no letter of ours at all, by the address that it is about: whoever names one that there is not has made
 * it up.
 */
export async function matchReturn(
  db: Queryable,
  { config, returnKeys }: Context,
  message: ReturnedMessage,
  about: { messageId: string | null; recipient: string | null },
  now: Temporal.Instant,
): Promise<Match | undefined> {
  const [signed] = message.recipients.flatMap(address => letterIdIn(returnKeys, address) ?? [])
  if (signed !== undefined) return { letterId: signed, isProven: true }
  if (message.recipients.some(namesLetter)) return undefined
  const named = [...(about.messageId === null ? [] : [about.messageId]), ...message.references]
  const byMessage = await letterWithMessageId(db, named)
  if (byMessage !== undefined) return { letterId: byMessage, isProven: true }
  const ownDomain = config.MAIL_FROM.slice(config.MAIL_FROM.lastIndexOf('@')).toLowerCase()
  if (about.recipient === null || named.some(id => id.toLowerCase().endsWith(ownDomain))) return undefined
  const since = now.subtract({ hours: 24 * byAddressForDays })
  const letterId = await latestLetterTo(db, about.recipient, since)
  return letterId === undefined ? undefined : { letterId, isProven: false }
}
