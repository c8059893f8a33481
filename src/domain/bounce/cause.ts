import type { BounceCause, BounceClass } from '../codes.ts'
import { causeWords } from './cause-words.ts'
import { nobodyWords } from './nobody-words.ts'

/** Why a letter did not arrive, by what the mail server says: its words go before its codes, which many servers use freely. */

/** What a report comes to: why, and what it means for the next letter to the same address. */
export type Judgement = { cause: BounceCause; class: Extract<BounceClass, 'hard' | 'soft'> }

/** No letter will ever arrive there. */
const forGood: readonly BounceCause[] = ['no_such_mailbox', 'no_such_domain', 'moved', 'unsendable']

/** A server says what it has to say long before this. */
const longestSaid = 8_000

/**
 * Judges what is said of one recipient. A refusal that may be of the letter, though its words are of the address, is soft.
 * @param said sentences and replies of mail servers (RFC 5321), the most exact first; each may hold several lines
 * @param status an enhanced status code (RFC 3463), or null
 */
export function judge(said: readonly string[], status: string | null): Judgement {
  const texts = said.map(text => text.slice(0, longestSaid))
  const cause = causeOf(texts, status)
  const isDoubtful = bareRefusal.test(tellingOf(texts)) && !isOfAddress(texts.join('\n'), status)
  return { cause, class: forGood.includes(cause) && !isDoubtful ? 'hard' : 'soft' }
}

/** Why a letter did not arrive: by the words, else by the code. Arguments as of `judge`. */
export function causeOf(said: readonly string[], status: string | null): BounceCause {
  const worded = causeInWords(tellingOf(said))
  const cause = worded === 'other' && status !== null ? causeInCode(status) : worded
  if (!forGood.includes(cause)) return cause
  const all = said.join('\n')
  if (/account is (currently )?(disabled|inactive|suspended)/i.test(all)) return 'mailbox_disabled'
  if (status !== null && /^4\.[^1]/.test(status)) return 'server'
  return isOfSender(all, status) ? 'blocked' : cause
}

/** The most exact text that says anything. */
function tellingOf(said: readonly string[]): string {
  return said.find(text => causeInWords(text) !== 'other') ?? ''
}

function causeInWords(reply: string): BounceCause {
  const text = reply
    .slice(0, longestSaid)
    .replace(/\s+/g, ' ')
    .toLowerCase()
    .replace(/https?:\S+/g, '')
    .replace(/remote smtp server has rejected address|^.*did not like our rcpt to:/, '')
    .trim()
  // Office 365 says so of an address that its directory does not hold.
  if (/recipient address rejected: access denied/.test(text)) return 'no_such_mailbox'
  const told = text.replaceAll('recipient address rejected:', '')
  return causeWords.find(([, shapes]) => shapes.some(shape => shape.test(told)))?.[0] ?? 'other'
}

/** What an enhanced status code stands for, where there are no words (RFC 3463 and the registry of RFC 5248). */
const codes: readonly (readonly [RegExp, BounceCause])[] = [
  [/^5\.1\.(1|3|10|351)$/, 'no_such_mailbox'],
  [/^5\.1\.2$|^5\.4\.(4|310)$|^5\.3\.2$/, 'no_such_domain'],
  [/^5\.1\.6$/, 'moved'],
  [/^[45]\.2\.2$/, 'mailbox_full'],
  [/^[45]\.2\.[01]$|^5\.7\.13$/, 'mailbox_disabled'],
  [/^[45]\.(2\.3|3\.4)$/, 'too_large'],
  [/^[45]\.4\.7$/, 'expired'],
  [/^[45]\.4\.\d+$/, 'network'],
  [/^[45]\.3\.\d+$/, 'server'],
  [/^[45]\.6\.\d+$/, 'content'],
  [/^[45]\.7\.\d+$|^5\.1\.[78]$/, 'blocked'],
]

function causeInCode(status: string): BounceCause {
  return codes.find(([shape]) => shape.test(status))?.[1] ?? 'other'
}

/** A code that blames the sender, or a refusal of the sender, whatever is said with it. */
function isOfSender(said: string, status: string | null): boolean {
  if (status !== null && /^[45]\.1\.[78]$/.test(status)) return true
  return /(after|in reply to) mail from/i.test(said)
}

/** Words that are said of the address, and also of a letter that somebody has chosen not to get. */
const bareRefusal = /user unknown|unknown user|no such user|registered gateway user|mailbox unavailable/i

/**
 * Whether "no such user" is about the address. RFC 5321 has the same 550 for a policy, and servers say the same of
 * somebody whom they know, and who has chosen whose letters to get: then they leave the name out, or say so only after
 * they have seen the letter. So it takes a code for addresses, or the command that names one, or the word of the
 * reporting server itself.
 */
function isOfAddress(said: string, status: string | null): boolean {
  if (status !== null && /^[45]\.1\.\d/.test(status)) return true
  if (status !== null && /^[45]\.7\./.test(status)) return false
  const [, afterContent = ''] = />>> ?data *\n<<< (.*)/i.exec(said) ?? []
  const isAfterContent = nobodyWords.some(shape => shape.test(afterContent.toLowerCase()))
  if (isAfterContent || afterLetter.test(said)) return false
  return atAddress.test(said) || !/\b5\d\d\b(?!\.)/.test(said)
}

const afterLetter =
  /\b5\d\d (?:5\.\d+\.\d+ )?: user unknown|in reply to (end of )?data|after (sending|end of) data|after i sent the message|smtp command\s+data\b/i

// Gmail numbers the states of a session: the recipient is asked about in 13 and 14.
const atAddress = /\(state 1[34]\)|\brcpt\b|does not like recipient|rejected address/i
