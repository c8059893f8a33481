import type { Language } from '../domain/codes.ts'
import type { Renderer } from '../render.ts'
import type { Message, Party } from './message.ts'
import { wrapText } from './wrap.ts'

/** A reply to one of our letters, as it is handed on. */
export type ForwardedReply = {
  messageId: string
  language: Language
  organisation: string
  from: Party
  to: Party
  /** The address that it came from, which an answer goes to. */
  writer: string
  /** The message as it came; null in a sample. */
  reply: Buffer | null
}

/** The letter that hands a reply on to a unit, with the reply as it came beside it. */
export function composeForwardedReply(renderer: Renderer, letter: ForwardedReply): Message {
  const { messageId, language, organisation, from, to, writer, reply } = letter
  const subject = renderer.t(language, 'letter.reply.subject', { writer })
  const { text, html } = renderer.letter('reply', language, { subject, organisation, writer })
  return {
    messageId,
    from,
    to,
    replyTo: { name: '', address: writer },
    subject,
    text: wrapText(text),
    html,
    references: [],
    autoSubmitted: 'auto-generated',
    language,
    ...(reply && { attachment: reply }),
  }
}
