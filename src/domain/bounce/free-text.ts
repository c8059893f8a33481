import { headerOf, type ReturnedMessage } from '../returned-message.ts'
import { addressesIn, isOfMachine, isSameAddress } from './addresses.ts'
import type { Original } from './original.ts'

/** Reports in words, as mail servers write that know no delivery status: who did not get the letter, and what is said of it. */

/** One recipient with the sentences about it. */
export type Told = { recipient: string; said: string }

/** Lines that name a recipient and begin what is said of it. */
const naming: readonly RegExp[] = [
  // A reply that repeats the address.
  /^\d{3}[ -](?:[45]\.\d+\.\d+ )?<([^\s<>]{1,64}@[\w.-]{1,255})>\.{3}/,
  // <somebody@example.com>: and the like, alone or before the reply.
  /^[ \t>*"'-]*<?([^\s<>"'()]{1,64}@[\w.-]{1,255})>?"?(<mailto:[^>]*>)?[ \t]*(?:[:;]|\.{3}|$|\(| on \d| on \w{3},| {2})/,
  /^.{0,80}\b(?:recipient|rcpt to|to|address|userid|user|for|of|mail to|message to|delivering your mail to|delivered to)(?:\s*:[ \t]*|[ \t]+)<?([^\s<>"'()]{1,64}@[\w.-]{1,255}?)>?[.,;:"']*(?:[ \t]|$)/i,
]

/**
 * Whom a report is about, in the order in which it names them, each with what is said of it.
 * @param report what it says before the copy of the letter
 */
export function toldIn(message: ReturnedMessage, report: string, original: Original): Told[] {
  const sections = sectionsIn(report, message)
  const failed = addressesIn(headerOf(message, 'x-failed-recipients') ?? '')
  if (sections.length > 0) return sections
  const named = [failed, addressesIn(report).filter(address => isReceiver(address, message)), original.to]
  const [recipients = []] = named.filter(addresses => addresses.length > 0)
  return recipients.map(recipient => ({ recipient, said: report }))
}

function sectionsIn(report: string, message: ReturnedMessage): Told[] {
  const sections = new Map<string, Told>()
  let current: Told | undefined
  for (const line of report.split('\n')) {
    const named = recipientIn(line, message)
    if (named !== undefined) {
      current = sections.get(named.toLowerCase()) ?? { recipient: named, said: '' }
      sections.set(named.toLowerCase(), current)
    }
    if (current) current.said += `${line}\n`
  }
  return [...sections.values()]
}

function recipientIn(line: string, message: ReturnedMessage): string | undefined {
  for (const shape of naming) {
    const [, found] = shape.exec(line) ?? []
    if (found !== undefined && isReceiver(found, message)) return found
  }
  return undefined
}

/** Neither a machine nor whoever the report came back to. */
function isReceiver(address: string, message: ReturnedMessage): boolean {
  if (isOfMachine(address) || isSameAddress(address, message.from)) return false
  const returnedTo = addressesIn(headerOf(message, 'to') ?? '')
  return addressesIn(address).length === 1 && !returnedTo.some(own => isSameAddress(own, address))
}
