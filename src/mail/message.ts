import type { SendMailOptions } from 'nodemailer'
import type { Language, PauseCause } from '../domain/codes.ts'
import { isEmailAddress } from '../domain/email-address.ts'
import { oneLine } from '../domain/one-line.ts'

/** What happened to one message, as far as the sending side can know. */
export type Delivery =
  /** The mail server took responsibility for it. */
  | { outcome: 'accepted' }
  /** Refused for good (5xx). `address`: it was the recipient's address that was refused. `isLocal`: by us. */
  | { outcome: 'refused'; address: boolean; reason: string; isLocal?: boolean }
  /** Certainly not taken, worth trying again (4xx, no connection, a timeout before DATA). */
  | { outcome: 'deferred'; reason: string }
  /** Not about this message: the mail server lets nobody in, or can't be spoken to safely, until somebody mends that. */
  | { outcome: 'blocked'; cause: PauseCause; reason: string }
  /** The connection broke after DATA began: it may or may not have been taken. */
  | { outcome: 'unknown'; reason: string }

/** A composed message: headers and both bodies. Addresses are bare; names stand beside them. */
export type Message = {
  messageId: string
  from: Party
  to: Party
  replyTo?: Party
  subject: string
  text: string
  html: string
  /** Message-IDs of the letters that this one follows, oldest first. */
  references: readonly string[]
  /** RFC 3834: keeps vacation replies away. */
  autoSubmitted: 'auto-generated'
  language: Language
  /** Where mail servers return it (the envelope's sender); without one, whom it is from. */
  returnAddress?: string
  /** How a mail program stops the letters (RFC 8058), and which series they belong to (RFC 2919). */
  list?: { id: string; unsubscribeUrl: string }
  /** A message that it hands on, as it came. */
  attachment?: Buffer
}

export type Party = { name: string; address: string }

export type Mailer = {
  /** Never throws for what a mail server or a network does: that is a Delivery. */
  send(message: Message): Promise<Delivery>
  /** Waits for what is being sent; what has not begun is deferred. */
  close(): Promise<void>
}

/** The refusal of a recipient that is no address at all; it would also be a way to forge headers. */
export function refuseAddress({ to }: Message): Delivery | undefined {
  if (isEmailAddress(to.address)) return undefined
  return { outcome: 'refused', address: true, reason: 'not an e-mail address', isLocal: true }
}

/** The message as nodemailer composes it. */
export function toMime(message: Message): SendMailOptions {
  return {
    messageId: message.messageId,
    from: partyOf(message.from),
    to: partyOf(message.to),
    ...(message.replyTo && { replyTo: partyOf(message.replyTo) }),
    subject: headerText(message.subject),
    text: message.text,
    html: message.html,
    ...threadOf(message.references),
    envelope: { from: message.returnAddress ?? message.from.address, to: message.to.address },
    headers: {
      ...listHeaders(message.list),
      'Auto-Submitted': message.autoSubmitted,
      // What Exchange heeds instead of RFC 3834. Delivery reports are left on: they are the bounces.
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'Content-Language': message.language,
    },
    ...(message.attachment && {
      attachments: [
        {
          content: message.attachment,
          contentType: 'message/rfc822',
          contentDisposition: 'attachment',
          filename: 'reply.eml',
        },
      ],
    }),
    // A message never reads files or fetches addresses, whatever stands in it.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/**
 * One click in a mail program is a POST, which no scanner that follows links makes (RFC 8058 section 3): so it may opt out
 * without a further question.
 */
function listHeaders(list: Message['list']): Record<string, string> {
  if (!list) return {}
  return {
    'List-Id': `<${list.id}>`,
    // In ASCII, whatever the name of the site is: a mail program would not find an address in an encoded word.
    'List-Unsubscribe': `<${new URL(list.unsubscribeUrl).href}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** RFC 5322 3.6.4: answers the last one, refers to all. */
function threadOf(references: readonly string[]): SendMailOptions {
  const last = references.at(-1)
  return last ? { inReplyTo: last, references: [...references] } : {}
}

function partyOf({ name, address }: Party): Party {
  return { name: headerText(name), address }
}

/**
 * One line, as any text that stands in a header must be. Text that looks encoded (RFC 2047) would be decoded by whoever reads it, and
 * may hold line breaks; and what has no space can't be folded into the 998 characters of a line (RFC 5322 2.1.1).
 */
function headerText(text: string): string {
  const line = oneLine(text).replaceAll('=?', '= ?')
  return [...line].slice(0, longestHeaderText).join('')
}

const longestHeaderText = 300
