/** What happened to one message, as far as the sending side can know. */
export type Delivery =
  /** The mail server took responsibility for it. */
  | { outcome: 'accepted' }
  /** Refused for good (5xx). `address`: it was the recipient's address that was refused. */
  | { outcome: 'refused'; address: boolean; reason: string }
  /** Certainly not taken, worth trying again (4xx, no connection, a timeout before DATA). */
  | { outcome: 'deferred'; reason: string }
  /** The connection broke after DATA began: it may or may not have been taken. */
  | { outcome: 'unknown'; reason: string }

/** A composed message: headers and both bodies. Addresses are bare; names stand beside them. */
export type Message = {
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  replyTo?: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Message-IDs of the letters that this one follows, oldest first. */
  references: readonly string[]
  /** RFC 3834: keeps vacation replies away. */
  autoSubmitted: 'auto-generated'
  language: 'sv' | 'en'
}

export type Mailer = {
  send(message: Message): Promise<Delivery>
  close(): Promise<void>
}
