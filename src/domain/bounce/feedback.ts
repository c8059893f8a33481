import { headerOf, type ReturnedMessage } from '../returned-message.ts'
import { addressesIn } from './addresses.ts'
import type { Original } from './original.ts'

/**
 * Whose complaint a message tells of (RFC 5965 and what came before it); undefined for one that tells of none. Who has
 * complained is often taken out of it.
 */
export function complainersIn(message: ReturnedMessage, original: Original): string[] | undefined {
  const feedback = message.parts.filter(({ type }) => type === 'message/feedback-report')
  if (feedback.length === 0 && !isComplaint(message)) return undefined
  const named = feedback.flatMap(({ text }) => receiversIn(text))
  const hidden = addressesIn(headerOf(message, 'x-hmxmroriginalrecipient') ?? '')
  const [found = []] = [named, hidden, original.to].filter(addresses => addresses.length > 0)
  return found
}

function receiversIn(report: string): string[] {
  const fields = report.matchAll(/^(?:original-rcpt-to|removal-recipient|redacted-address):(.*)$/gim)
  return addressesIn([...fields].map(([, value]) => value).join('\n'))
}

function isComplaint(message: ReturnedMessage): boolean {
  const isReport = /report-type="?feedback-report/i.test(headerOf(message, 'content-type') ?? '')
  return isReport || /^complaint about message from \d/i.test(message.subject)
}
