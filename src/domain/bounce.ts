import type { BounceCause, BounceClass } from './codes.ts'
import type { ReturnedMessage } from './returned-message.ts'

/** What a returned message reports of one letter. */
export type Bounce = {
  recipient: string | null
  /** RFC 3463. */
  status: string | null
  class: BounceClass
  /** Of a hard or soft one. */
  cause: BounceCause | null
  /** The mail server's own words, on one line. */
  reason: string | null
  /** Message-ID of the original, without < and >. */
  messageId: string | null
}

/**
 * What a message reports, one entry a recipient; a message that reports nothing gives one that is no bounce.
 */
export function bouncesIn({ references }: ReturnedMessage): Bounce[] {
  const [messageId = null] = references
  return [{ recipient: null, status: null, class: 'not-bounce', cause: null, reason: null, messageId }]
}
