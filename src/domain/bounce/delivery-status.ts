import type { ReturnedMessage } from '../returned-message.ts'
import { addressIn } from './addresses.ts'
import { type Fields, fieldBlocksIn } from './fields.ts'

/** What a delivery report says of one recipient (RFC 3464). */
export type RecipientStatus = {
  recipient: string | null
  /** failed, delayed, delivered, relayed or expanded; empty where it is not said. */
  action: string
  /** Enhanced status code (RFC 3463), or null. */
  status: string | null
  /** What the status is said to mean, and the other mail server's own words. */
  said: string
}

/** The recipients of a delivery report, also of one whose parts have lost their marks on the way. */
export function recipientStatusesIn({ parts }: ReturnedMessage): RecipientStatus[] {
  const marked = parts.filter(({ type }) => /^message\/(global-)?delivery-status/.test(type))
  const texts = marked.length > 0 ? marked : parts
  return texts
    .flatMap(({ text }) => fieldBlocksIn(text))
    .filter(isOfRecipient)
    .map(statusOf)
}

function isOfRecipient(fields: Fields): boolean {
  const isNamed = fields.has('final-recipient') || fields.has('original-recipient')
  return isNamed && (fields.has('action') || fields.has('status'))
}

function statusOf(fields: Fields): RecipientStatus {
  const given = fields.get('status') ?? ''
  const diagnosis = fields.get('diagnostic-code') ?? ''
  const names = ['final-recipient', 'original-recipient', 'x-actual-recipient']
  const named = names.flatMap(name => (isRouted(fields.get(name)) ? [] : (addressIn(fields.get(name)) ?? [])))
  const [recipient = addressIn(fields.get('final-recipient'))] = named
  return {
    recipient,
    action: (fields.get('action') ?? '').toLowerCase().replace(/[^a-z].*$/, ''),
    status: enhancedStatusIn(given),
    said: [diagnosis.replace(/^[\w-]+\s*;\s*/, ''), /\(([^)]*)\)/.exec(given)?.[1] ?? '']
      .filter(text => text)
      .join(' '),
  }
}

/** An address with a way to it, which only the server itself can read: `@relay:somebody@server`. */
function isRouted(value = ''): boolean {
  return /;\s*@[^:]+:/.test(value)
}

/** The first enhanced status code in a text that is none of an address or a version. */
export function enhancedStatusIn(text: string): string | null {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(text)?.[0] ?? null
}
