import { judge } from './bounce/cause.ts'
import { enhancedStatusIn, type RecipientStatus, recipientStatusesIn } from './bounce/delivery-status.ts'
import { complainersIn } from './bounce/feedback.ts'
import { type Told, toldIn } from './bounce/free-text.ts'
import { isAutoReply, isReport } from './bounce/kind.ts'
import { notificationIn } from './bounce/notification.ts'
import { type Original, originalIn, splitText } from './bounce/original.ts'
import type { BounceCause, BounceClass } from './codes.ts'
import { oneLine } from './one-line.ts'
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

const longestReason = 500
/** A letter of ours has one recipient; who lists thousands wants to keep us busy. */
const mostRecipients = 50

/**
 * What a message reports, one entry a recipient; a message that reports nothing gives one that is no bounce. By its
 * structure first (RFC 5965, RFC 3464), then by its words.
 */
export function bouncesIn(message: ReturnedMessage): Bounce[] {
  return reportsIn(message).slice(0, mostRecipients)
}

function reportsIn(message: ReturnedMessage): Bounce[] {
  const { report, copy } = splitText(message.parts[0]?.text ?? '')
  const original = originalIn(message, copy)
  const notification = notificationIn(message.parts[0]?.text ?? '')
  if (notification?.kind === 'complaint') return complaints(notification.recipients, notification)
  if (notification)
    return notification.statuses
      .slice(0, mostRecipients)
      .map(status => ofStatus(status, [], '', notification))
  const complainers = complainersIn(message, original)
  if (complainers) return complaints(complainers, original)
  const statuses = recipientStatusesIn(message).slice(0, mostRecipients)
  const told = statuses.length > 0 || isReport(message) ? toldIn(message, report, original) : []
  if (statuses.length > 0) return statuses.map(status => ofStatus(status, told, report, original))
  if (told.length > 0) return told.slice(0, mostRecipients).map(one => ofWords(one, report, original))
  const [references = null] = message.references
  const messageId = original.messageId ?? references
  if (isAutoReply(message))
    return [{ ...nothing({ messageId }), recipient: message.from, class: 'autoreply' }]
  return [{ ...nothing({ messageId }), class: 'not-bounce' }]
}

function nothing({ messageId }: Pick<Original, 'messageId'>) {
  return { recipient: null, status: null, cause: null, reason: null, messageId }
}

function complaints(addresses: readonly string[], about: Pick<Original, 'messageId'>): Bounce[] {
  const recipients = addresses.length > 0 ? addresses : [null]
  return recipients.map(recipient => ({ ...nothing(about), recipient, class: 'complaint' }))
}

function ofStatus(
  { recipient, action, status, said }: RecipientStatus,
  told: readonly Told[],
  report: string,
  { messageId }: Pick<Original, 'messageId'>,
): Bounce {
  const own = told.find(one => one.recipient.toLowerCase() === recipient?.toLowerCase())
  const code = enhancedStatusIn(said) ?? status
  if (['delivered', 'relayed', 'expanded'].includes(action) || status?.startsWith('2'))
    return { ...nothing({ messageId }), recipient, status, class: 'delivered' }
  const judgement = judge([said, own?.said ?? '', report], code)
  return {
    recipient,
    status: code,
    // One that is put off for now may still arrive.
    class: action === 'delayed' ? 'soft' : judgement.class,
    cause: judgement.cause,
    reason: reasonFrom(said || own?.said),
    messageId,
  }
}

function ofWords({ recipient, said }: Told, report: string, { messageId }: Original): Bounce {
  const status = enhancedStatusIn(said) ?? enhancedStatusIn(report)
  return {
    recipient,
    status,
    ...judge([replyIn(said), said, report], status),
    reason: reasonFrom(said),
    messageId,
  }
}

/** What another server has answered, without the sentences around it, which speak of servers and refusals too. */
function replyIn(said: string): string {
  const [reply = ''] = /(?<![\d.])[45]\d\d[ -]\S[^\n]*(\n[ \t]*\S[^\n]*)*/.exec(said) ?? []
  return reply
}

function reasonFrom(said: string | undefined): string | null {
  return said ? oneLine(said).slice(0, longestReason) : null
}
