import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { lockPerson, markUndeliverable } from '../db/contacts.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import {
  countReturnsOf,
  countSoftDays,
  findReturnedLetter,
  insertReturn,
  type NewReturn,
  type ReturnedLetter,
} from '../db/returns.ts'
import { handContactToPhone } from '../db/surveys.ts'
import { leaverIn } from '../domain/auto-reply.ts'
import { type Bounce, bouncesIn } from '../domain/bounce.ts'
import type { BounceCause, ReturnClass } from '../domain/codes.ts'
import { headerOf, type ReturnedMessage } from '../domain/returned-message.ts'
import { readReturnedMessage } from '../mail/returned-message.ts'
import { forwardReply } from './forward-reply.ts'
import { matchReturn } from './match-return.ts'
import { optOutOnce } from './opt-out.ts'
import { tellOfLetter } from './tell-of-letter.ts'

/** What a returned message has come to, once for each letter that it reports on. */
export type Receipt = {
  class: ReturnClass
  /** Whether it could be told which letter it is about. */
  isMatched: boolean
  /** known: it had come before. waiting: a reply that could not be handed on yet, and has to come again. */
  outcome: 'known' | 'noted' | 'stopped' | 'opted_out' | 'forwarded' | 'waiting'
}

/** Soft bounces on so many days count as a hard one. */
const softDays = 3

/**
 * Takes in one message of the return mailbox. The same message again changes nothing, and a second report of a letter
 * changes nothing twice. Its text is stored nowhere.
 */
export async function receiveReturn(
  context: Context,
  raw: Buffer,
  now: Temporal.Instant,
): Promise<Receipt[]> {
  const message = await readReturnedMessage(raw)
  const receipts: Receipt[] = []
  const textDigest = digestOf(raw)
  for (const bounce of bouncesIn(message)) {
    const digest = sha256(`${bounce.recipient?.toLowerCase() ?? ''}\0${textDigest}`)
    const returned = { raw, message, bounce, kind: kindOf(message, bounce), digest }
    receipts.push(await receiveOne(context, returned, now))
  }
  return receipts
}

type Returned = { raw: Buffer; message: ReturnedMessage; bounce: Bounce; kind: ReturnClass; digest: string }

async function receiveOne(context: Context, returned: Returned, now: Temporal.Instant): Promise<Receipt> {
  const { message, bounce } = returned
  const match = await matchReturn(context.db, context, message, aboutIn(returned), now)
  const letter = match && (await findReturnedLetter(context.db, match.letterId))
  const isMatched = letter !== undefined
  const isProven = match?.isProven ?? false
  // What a list has passed on is somebody's word only where it answers a letter of ours.
  const kind = returned.kind === 'reply' && isBulk(message) && !isProven ? 'unknown' : returned.kind
  const mayAct = isProven || hasDeliveryStatus(message)
  const outcome = await retryingDeadlock(() =>
    context.db.transaction(async tx => {
      if (letter) await lockPerson(tx, letter.contact.id)
      const row = rowOf({ ...returned, kind }, letter, now)
      if ((await insertReturn(tx, row)) === undefined) return 'known'
      return letter ? actOn(tx, letter.id, { kind, bounce, row, isProven, mayAct }, now) : 'noted'
    }),
  )
  const handled = kind === 'reply' ? await forwardReply(context, returned, letter, now) : outcome
  return { class: kind, isMatched, outcome: handled }
}

/** Who is not there, or does not want the letters, is named by the report; who answers by itself has written it. */
function aboutIn({ message, bounce, kind }: Returned) {
  return {
    messageId: bounce.messageId,
    recipient: kind === 'reply' || kind === 'unknown' ? message.from : bounce.recipient,
  }
}

/** Of the messages that report nothing, those that somebody has written. */
function kindOf(message: ReturnedMessage, bounce: Bounce): ReturnClass {
  if (bounce.class !== 'not-bounce') return bounce.class
  const isAutomatic = (headerOf(message, 'auto-submitted') ?? 'no').toLowerCase() !== 'no'
  return isAutomatic || message.from === null ? 'unknown' : 'reply'
}

function isBulk(message: ReturnedMessage): boolean {
  const precedence = headerOf(message, 'precedence') ?? ''
  return /^(bulk|list|junk)/i.test(precedence) || headerOf(message, 'list-id') !== undefined
}

/** Written by a mail server, as far as that can be told. */
function hasDeliveryStatus({ parts }: ReturnedMessage): boolean {
  return parts.some(({ type }) => type === 'message/delivery-status')
}

/** The same whatever the ends of its lines and of itself, which a mailbox and a file keep differently. */
function digestOf(raw: Buffer): string {
  return sha256(raw.toString('latin1').replace(/\r\n?/g, '\n').trimEnd())
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex')
}

function rowOf(
  { message, bounce, kind, digest }: Returned,
  letter: ReturnedLetter | undefined,
  now: Temporal.Instant,
): NewReturn {
  const text = kind === 'autoreply' ? message.parts.map(part => part.text).join('\n') : ''
  const { hasLeft, successor } = leaverIn(text, message.from)
  return {
    digest,
    class: kind,
    cause: hasLeft ? 'moved' : bounce.cause,
    status: bounce.status,
    reason: kind === 'hard' || kind === 'soft' ? bounce.reason : null,
    letterId: letter?.id ?? null,
    contactId: letter?.contact.id ?? null,
    successor,
    receivedAt: now,
  }
}

type Told = { kind: ReturnClass; bounce: Bounce; row: NewReturn; isProven: boolean; mayAct: boolean }

/** What the coach hears of it, and what it changes. */
async function actOn(
  tx: Queryable,
  letterId: number,
  { kind, bounce, row, isProven, mayAct }: Told,
  now: Temporal.Instant,
): Promise<Receipt['outcome']> {
  // As it is now that nobody else can change it.
  const letter = await findReturnedLetter(tx, letterId)
  const eventKind = eventKinds[kind]
  if (!letter || !eventKind) return 'noted'
  const isFirst = (await countReturnsOf(tx, letterId, kind)) === 1
  if (isFirst) await tellOfLetter(tx, letter, { kind: eventKind, detail: detailOf(row), at: now })
  // A complaint that names nothing but an address could be anybody's.
  if (kind === 'complaint' && isFirst && isProven) {
    await optOutOnce(tx, letter.contact.id, now)
    return 'opted_out'
  }
  const isNoUse =
    kind === 'hard' || (kind === 'soft' && (await countSoftDays(tx, letter.contact.id)) >= softDays)
  if (!isNoUse || !mayAct || !isAboutPresent(letter) || !isOfContact(bounce, letter)) return 'noted'
  await stop(tx, letter.contact.id, { cause: bounce.cause ?? 'other', reason: bounce.reason }, now)
  return 'stopped'
}

/** Of a reply, the coach hears when it has been handed on. */
const eventKinds: Partial<Record<ReturnClass, string>> = {
  hard: 'letter.bounced',
  soft: 'letter.bounced',
  complaint: 'letter.complained',
  autoreply: 'letter.auto_replied',
}

function detailOf({ class: kind, cause, status }: NewReturn): Record<string, string> {
  const known = Object.entries({ class: kind, cause, status })
  return Object.fromEntries(known.filter(([, value]) => value !== null)) as Record<string, string>
}

/** Not of an address that is known to be no use already, nor of a letter from before it was to be tried again. */
function isAboutPresent({ sendingAt, contact: { undeliverableAt, retriedAt } }: ReturnedLetter): boolean {
  if (undeliverableAt !== null || sendingAt === null) return false
  return retriedAt === null || Temporal.Instant.compare(sendingAt, retriedAt) >= 0
}

/**
 * Not of one of several whom the address forwards to: it may still reach the others. Mail systems rewrite the domain of their
 * own addresses, and keep what stands before it.
 */
function isOfContact({ recipient }: Bounce, { contact }: ReturnedLetter): boolean {
  const [own, reported] = [contact.email, recipient].map(address => address?.toLowerCase().split('@')[0])
  return recipient === null || own === reported
}

async function stop(
  tx: Queryable,
  contactId: number,
  why: { cause: BounceCause; reason: string | null },
  now: Temporal.Instant,
): Promise<void> {
  await markUndeliverable(tx, contactId, why, now)
  const handed = await handContactToPhone(tx, contactId, 'undeliverable')
  const event = { at: now, actor: 'system', kind: 'survey.to_phone', detail: { reason: 'undeliverable' } }
  await addEvents(
    tx,
    handed.map(({ id, placementId }) => ({ ...event, placementId, surveyId: id })),
  )
}
