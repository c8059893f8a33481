import fc from 'fast-check'
import { type AddressObject, simpleParser } from 'mailparser'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { isEmailAddress } from '../../src/domain/email-address.ts'
import type { Message } from '../../src/mail/message.ts'
import { createSmtpMailer } from '../../src/mail/smtp.ts'
import { type SmtpSink, startSmtp } from '../support/smtp.ts'

/** No text that somebody can type forges a header, a receiver or a word of the body: told from what arrives, byte by byte. */

let server: SmtpSink
let mailer: ReturnType<typeof createSmtpMailer>
const envelopes: { from: string; to: string[] }[] = []

beforeAll(async () => {
  server = await startSmtp({
    onMailFrom: ({ address }, _session, done) => {
      envelopes.push({ from: address, to: [] })
      done()
    },
    onRcptTo: ({ address }, _session, done) => {
      envelopes.at(-1)?.to.push(address)
      done()
    },
  })
  mailer = createSmtpMailer(`${server.url}?maxConnections=1`, pino({ level: 'silent' }))
})
afterAll(async () => {
  await mailer.close()
  await server.stop()
})
beforeEach(() => {
  server.messages.length = 0
  envelopes.length = 0
})

/** What forgers put between a value and the header that they want. */
const breaks = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\n\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\v',
  '\f',
  '\r\n ',
  '\ud800',
]
const wanted = [
  'Bcc: alla@annan.example',
  'Content-Type: text/html',
  'Reply-To: <x@annan.example>',
  '.',
  'RCPT TO:<x@annan.example>',
  '=?utf-8?q?=0D=0ABcc=3A_alla=40annan.example?=',
  '=?utf-8?B?DQpCY2M6IGFsbGFAYW5uYW4uZXhhbXBsZQ==?=',
  '"',
  '\\',
  '>, <x@annan.example>',
  'a: b@c.example;',
  '(comment',
]
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...breaks), fc.constantFrom(...wanted), fc.string({ unit: 'binary' })), {
    maxLength: 6,
  })
  .map(parts => parts.join(''))
const long = fc.nat(3).map(times => 'Åsa-Öberg,'.repeat(times * 400))
const typed = fc.oneof({ weight: 6, arbitrary: nasty }, { weight: 1, arbitrary: long }, fc.string())

const names = ['from', 'to', 'replyTo'] as const
const texts = fc.record({
  from: typed,
  to: typed,
  replyTo: typed,
  subject: typed.map(text => `Amne ${text}`),
})

function message(changes: Partial<Message> = {}): Message {
  return {
    messageId: '<letter-1@kommunen.example>',
    from: { name: 'Kommunen', address: 'enkat@kommunen.example' },
    to: { name: 'Åsa', address: 'asa@bageriet.example' },
    replyTo: { name: 'Jobbtorg', address: 'jobbtorg@kommunen.example' },
    subject: 'Ämne',
    text: 'Vår text\n',
    html: '<p>Vår text</p>',
    references: ['<first@kommunen.example>', '<second@kommunen.example>'],
    autoSubmitted: 'auto-generated',
    language: 'sv',
    returnAddress: 'enkat+1a@kommunen.example',
    list: { id: 'enkat.kommunen.example', unsubscribeUrl: 'https://enkat.example/no-letters/1a' },
    ...changes,
  }
}

const ours = [
  'auto-submitted',
  'content-language',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'references',
  'reply-to',
  'subject',
  'to',
  'x-auto-response-suppress',
]

/** The headers before the first empty line, unfolded; by the bytes, not by a parser that forgives. */
function headersOf(raw: Buffer): { lines: string[]; fields: Map<string, string[]> } {
  const lines = raw.toString('latin1').split('\r\n\r\n')[0]?.split('\r\n') ?? []
  const fields = new Map<string, string[]>()
  for (const field of lines
    .join('\r\n')
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')) {
    const [, name = field, value = ''] = /^([!-9;-~]+): ?(.*)$/s.exec(field) ?? []
    fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value])
  }
  return { lines, fields }
}

async function arrived(sent: Message): Promise<Buffer> {
  server.messages.length = 0
  envelopes.length = 0
  expect(await mailer.send(sent)).toEqual({ outcome: 'accepted' })
  expect(server.messages).toHaveLength(1)
  return server.messages[0] ?? Buffer.alloc(0)
}

/** @param utf8 the header that may hold more than ASCII, as its address can't be written otherwise (RFC 6532) */
async function expectOurs(raw: Buffer, utf8?: 'to'): Promise<void> {
  const { lines, fields } = headersOf(raw)
  expect([...fields.keys()].toSorted()).toEqual(ours)
  expect([...fields.values()].filter(values => values.length !== 1)).toEqual([])
  // RFC 5322 2.1.1, and neither a bare CR or LF nor anything but ASCII (RFC 5321).
  const plain = utf8 ? lines.filter(line => !line.toLowerCase().startsWith(`${utf8}:`)) : lines
  expect(plain.filter(line => line.length > 998 || /[^\t -~]/.test(line))).toEqual([])
  const { text, html } = await simpleParser(raw)
  expect({ text: text?.trim(), html: String(html).trim() }).toEqual({
    text: 'Vår text',
    html: '<p>Vår text</p>',
  })
}

const partiesOf = (field: AddressObject | AddressObject[] | undefined) =>
  [field ?? []].flat().flatMap(({ value }) => value)

it('whatever stands in a name or a subject, the letter has our headers once each, our body and one receiver', async () => {
  const property = fc.asyncProperty(texts, async ({ subject, ...named }) => {
    const plain = message()
    const parties = names.map(key => [key, { ...plain[key], name: named[key] }])
    const raw = await arrived({ ...plain, ...Object.fromEntries(parties), subject })
    await expectOurs(raw)
    expect(envelopes).toEqual([{ from: 'enkat+1a@kommunen.example', to: ['asa@bageriet.example'] }])
    const mail = await simpleParser(raw)
    const read = [
      mail.subject,
      ...[mail.from, mail.to, mail.replyTo].flatMap(partiesOf).map(({ name }) => name),
    ]
    expect(read.filter(text => /[\p{Cc}\u2028\u2029]/u.test(text ?? ''))).toEqual([])
    expect(partiesOf(mail.from).map(({ address }) => address)).toEqual(['enkat@kommunen.example'])
    expect(partiesOf(mail.to).map(({ address }) => address)).toEqual(['asa@bageriet.example'])
    expect(partiesOf(mail.replyTo).map(({ address }) => address)).toEqual(['jobbtorg@kommunen.example'])
  })
  await fc.assert(property, { numRuns: 500 })
}, 120_000)

it('whatever stands as an address, it is refused or the only receiver', async () => {
  const address = fc.oneof(
    typed,
    fc.tuple(typed, typed).map(parts => `a${parts[0]}@b${parts[1]}.example`),
  )
  const property = fc.asyncProperty(address, async to => {
    server.messages.length = 0
    envelopes.length = 0
    const delivery = await mailer.send(message({ to: { name: '', address: to } }))
    if (!isEmailAddress(to))
      expect([delivery.outcome, envelopes, server.messages]).toEqual(['refused', [], []])
    if (delivery.outcome === 'refused') return
    expect(envelopes.map(envelope => envelope.to.length)).toEqual([1])
    const isAscii = /^[\0-\x7f]*@/.test(to)
    await expectOurs(server.messages[0] ?? Buffer.alloc(0), isAscii ? undefined : 'to')
  })
  await fc.assert(property, { numRuns: 500 })
}, 120_000)

it.each([
  ['a tab', 'Åsa\tÖberg', 'Åsa Öberg'],
  ['one long word', 'å'.repeat(290), 'å'.repeat(290)],
  ['one long word of ASCII', 'a'.repeat(3_000), 'a'.repeat(300)],
  ['half a character', 'Åsa \ud83e', 'Åsa \ufffd'],
  [
    'an encoded word',
    '=?utf-8?q?Bcc=3A_x?= & =?utf-8?b?QQ==?=',
    '= ?utf-8?q?Bcc=3A_x?= & = ?utf-8?b?QQ== ?=',
  ],
  ['encoded words side by side', '=?=?utf-8?q?Bcc=3A_x?==?', '= ?= ?utf-8?q?Bcc=3A_x?== ?'],
  ['quotes and a backslash', 'Sven "Svenne" O\\Hara', 'Sven "Svenne" O\\Hara'],
])(
  'a name and a subject with %s can be read as they were written, in one line',
  async (_, name, expected) => {
    const raw = await arrived(message({ to: { name, address: 'asa@bageriet.example' }, subject: name }))
    await expectOurs(raw)
    const mail = await simpleParser(raw)
    expect(mail.subject).toBe(expected)
    expect(partiesOf(mail.to)[0]?.name).toBe(expected)
  },
)

it('the address that stops the letters is in ASCII, and whole, even where the service has a domain with å', async () => {
  const unsubscribeUrl = `https://enkät.${'lång.'.repeat(30)}example/no-letters/1a`
  const raw = await arrived(message({ list: { id: 'enkat.kommunen.example', unsubscribeUrl } }))
  await expectOurs(raw)
  expect(headersOf(raw).fields.get('list-unsubscribe')).toEqual([`<${new URL(unsubscribeUrl).href}>`])
})
