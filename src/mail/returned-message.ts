import iconv from 'iconv-lite'
import { type AddressObject, type Attachment, type ParsedMail, simpleParser } from 'mailparser'
import type { MessagePart, ReturnedMessage } from '../domain/returned-message.ts'

/** A report says what it has to say long before this; what follows is the letter, or somebody's attempt to keep us busy. */
const mostBytes = 1_000_000

/** More letters than we ever write about one thing. */
const mostReferences = 100

/** Where mail servers and forwarders tell whom they have had a message for. */
const recipientHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to']

/** Takes a message apart, whatever it is and however broken. Line ends may be LF, CRLF or CR. */
export async function readReturnedMessage(raw: Buffer): Promise<ReturnedMessage> {
  const content = withCrLf(raw.subarray(0, mostBytes))
  const mail = await parse(content)
  const headers = mail.headerLines.map(({ key, line }) => [key, unfolded(line)] as const)
  const told = headers.filter(([name]) => recipientHeaders.includes(name)).map(([, value]) => value)
  return {
    messageId: bareId(mail.messageId),
    from: addressesIn(mail.from)[0] ?? null,
    subject: mail.subject ?? '',
    date: instantOf(mail.date),
    recipients: [...new Set([...addressesIn(mail.to), ...addressesIn(mail.cc), ...told.map(bareAddress)])],
    references: referencesOf(mail),
    headers,
    parts: partsOf(mail, content),
  }
}

async function parse(raw: Buffer): Promise<ParsedMail> {
  const options = {
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  }
  try {
    return await simpleParser(raw, options)
  } catch {
    // No mail at all: it is read as one text.
    return simpleParser(Buffer.concat([Buffer.from('Content-Type: text/plain\r\n\r\n'), raw]), options)
  }
}

/** Also without the line that mailbox files (mbox) put before a message. */
function withCrLf(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replaceAll('\0', '')
  return Buffer.from(text.replace(/^\s*From [^\r\n]*[\r\n]+/, '').replace(/\r\n?|\n/g, '\r\n'), 'latin1')
}

function unfolded(line: string): string {
  const value = line.slice(line.indexOf(':') + 1)
  return value
    .split(/[\r\n]+/)
    .map(part => part.trim())
    .join(' ')
    .trim()
}

function addressesIn(given: AddressObject | AddressObject[] | undefined): string[] {
  const listed = [given ?? []].flat().flatMap(({ value }) => value)
  return listed
    .flatMap(({ address, group }) => [address, ...(group ?? []).map(member => member.address)])
    .flatMap(address => address || [])
}

function bareAddress(text: string): string {
  return text.replace(/^.*<|>.*$/g, '').trim()
}

function bareId(text: string | undefined): string | null {
  return text?.replace(/^\s*<|>\s*$/g, '') || null
}

function instantOf(date: Date | undefined): Temporal.Instant | null {
  const milliseconds = date?.getTime()
  return milliseconds === undefined || Number.isNaN(milliseconds)
    ? null
    : Temporal.Instant.fromEpochMilliseconds(milliseconds)
}

function referencesOf({ inReplyTo, references }: ParsedMail): string[] {
  const listed = [inReplyTo ?? [], [references ?? []].flat().toReversed()].flat()
  return [...new Set(listed.flatMap(text => bareId(text) ?? []))].slice(0, mostReferences)
}

/** Where a broken message shows no parts, all that stands below its headers is one text. */
function partsOf(mail: ParsedMail, content: Buffer): MessagePart[] {
  const parts = [{ type: 'text/plain', text: mail.text ?? '' }, ...mail.attachments.flatMap(partOf)]
  if (parts.some(({ text }) => text.trim() !== '')) return parts
  const text = content.toString('latin1').replaceAll('\r\n', '\n')
  return [{ type: 'text/plain', text: text.slice(text.search(/\n\n/) + 1) }]
}

/** What is neither text nor a message tells us nothing. */
function partOf({ contentType, content, headers }: Attachment): MessagePart[] {
  if (!/^(text|message)\//.test(contentType)) return []
  const type = headers.get('content-type')
  const charset = String(Object(Object(type).params).charset ?? '')
  const text = iconv.decode(content, iconv.encodingExists(charset) ? charset : 'utf-8')
  return [{ type: contentType, text: text.replace(/\r\n?/g, '\n') }]
}
