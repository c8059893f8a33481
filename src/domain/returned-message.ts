/** A message as it came to the return mailbox, taken apart: headers and texts, and nothing decided about it yet. */
export type ReturnedMessage = {
  /** Without < and >, as everywhere here. */
  messageId: string | null
  /** The bare address of who wrote it; null for an empty one. */
  from: string | null
  subject: string
  date: Temporal.Instant | null
  /** Every address that it was sent to, by whatever header says so: To, Cc, Delivered-To, X-Original-To and the like. */
  recipients: string[]
  /** In-Reply-To and References, the nearest first. */
  references: string[]
  /** Header lines of the message itself: name in lower case, value unfolded; the topmost first. */
  headers: readonly (readonly [name: string, value: string])[]
  /** Its texts in the order in which they stand. */
  parts: readonly MessagePart[]
}

/** One text of a message: `type` is its media type in lower case. HTML is told as text. */
export type MessagePart = { type: string; text: string }

/** The first value of a header of a message, or undefined. */
export function headerOf({ headers }: Pick<ReturnedMessage, 'headers'>, name: string): string | undefined {
  return headers.find(([given]) => given === name)?.[1]
}
