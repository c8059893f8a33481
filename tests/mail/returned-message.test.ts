import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bouncesIn } from '../../src/domain/bounce.ts'
import { readReturnedMessage } from '../../src/mail/returned-message.ts'
import { freeText, freeTexts } from '../support/free-text-returns.ts'
import { answerTo, complaint, deliveryReport } from '../support/returned-mail.ts'

const recipient = 'anna@bageri.example'
const messages = [
  ...freeTexts.map(freeText),
  deliveryReport({ recipient, original: '<letter-1@kommunen.example>' }),
  complaint({ recipient, original: '<letter-1@kommunen.example>' }),
  answerTo({ messageId: '<letter-1@kommunen.example>' }, { from: recipient, text: 'Hej! Åäö.' }),
]

describe('a returned message', () => {
  test('tells who wrote it, whom it was sent to, when, and what it answers', async () => {
    const message = await read([
      'Delivered-To: enkat+abc@kommunen.example',
      'X-Original-To: <retur@kommunen.example>',
      'Message-ID: <answer@bageri.example>',
      'Date: Mon, 2 Mar 2026 08:00:00 +0100',
      'From: "Ek, Anna" <anna@bageri.example>',
      'To: Jobbtorg <enkat@kommunen.example>, Grupp: b@c.example;',
      'Cc: d@e.example',
      'In-Reply-To: <letter-2@kommunen.example>',
      'References: <letter-1@kommunen.example>',
      ' <letter-2@kommunen.example>',
      'Subject: =?utf-8?Q?Fr=C3=A5nvaro?=',
      '',
      'Hej',
    ])
    expect(message).toMatchObject({
      messageId: 'answer@bageri.example',
      from: recipient,
      subject: 'Frånvaro',
      date: Temporal.Instant.from('2026-03-02T07:00:00Z'),
      references: ['letter-2@kommunen.example', 'letter-1@kommunen.example'],
    })
    expect(message.recipients).toEqual([
      'enkat@kommunen.example',
      'b@c.example',
      'd@e.example',
      'enkat+abc@kommunen.example',
      'retur@kommunen.example',
    ])
  })

  test.each([
    { charset: 'iso-8859-1', bytes: Buffer.from('brevl\xE5dan', 'latin1'), text: 'brevlådan' },
    { charset: 'windows-1252', bytes: Buffer.from('f\xF6r \x80', 'latin1'), text: 'för €' },
    { charset: 'utf-8', bytes: Buffer.from('brevlådan'), text: 'brevlådan' },
    { charset: 'iso-2022-jp', bytes: Buffer.from('\x1B$B<jCJ\x1B(B', 'latin1'), text: '手段' },
    { charset: 'no-such-charset', bytes: Buffer.from('mailbox full'), text: 'mailbox full' },
  ])('is read in $charset', async ({ charset, bytes, text }) => {
    const head = Buffer.from(`From: a@b.example\nContent-Type: text/plain; charset=${charset}\n\n`)
    const { parts } = await readReturnedMessage(Buffer.concat([head, bytes]))
    expect(parts[0]?.text.trim()).toBe(text)
  })

  test('of HTML alone is read as text', async () => {
    const html = '<p>Brevet kunde inte levereras till <b>anna@bageri.example</b>.</p>'
    const { parts } = await read(['From: a@b.example', 'Content-Type: text/html', '', html])
    expect(parts[0]?.text).toContain('Brevet kunde inte levereras till anna@bageri.example.')
  })

  test('gives the same with LF, CRLF and CR, and with the line of a mailbox file before it', async () => {
    for (const message of messages) {
      const text = message.toString('latin1').replaceAll('\r\n', '\n')
      const expected = await classify(text)
      expect(await classify(text.replaceAll('\n', '\r\n'))).toEqual(expected)
      expect(await classify(text.replaceAll('\n', '\r'))).toEqual(expected)
      expect(await classify(`From MAILER-DAEMON Mon Mar  2 08:00:00 2026\n${text}`)).toEqual(expected)
    }
  })
})

test('each message of real mail servers says the same with LF, CRLF and CR', async ctx => {
  const folder = fileURLToPath(new URL('../../../shared/corpora/bounces/messages', import.meta.url))
  if (!existsSync(folder)) ctx.skip('shared/corpora/bounces is absent')
  for (const file of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${file}`, 'latin1').replace(/\r\n?/g, '\n')
    const [lf, crlf, cr] = await Promise.all(
      ['\n', '\r\n', '\r'].map(end => classify(text.replaceAll('\n', end))),
    )
    expect({ file, crlf, cr }).toEqual({ file, crlf: lf, cr: lf })
  }
})

describe('whatever comes, something is told', () => {
  const boundary = 'Content-Type: multipart/mixed; boundary="b"\n\n'
  const cases = [
    { name: 'nothing', raw: '' },
    { name: 'line ends', raw: '\r\n\r\n\n' },
    { name: 'no mail', raw: '\x7FELF\0\x01\x02\xFF'.repeat(50) },
    { name: 'a picture', raw: '\x89PNG\r\n\x1A\n\0\0\0\rIHDR' },
    { name: 'no header', raw: '\nmailbox full' },
    { name: 'a boundary that never comes', raw: `${boundary}hej` },
    {
      name: 'a part that never ends',
      raw: `${boundary}--b\nContent-Type: message/delivery-status\n\nStatus: 5`,
    },
    { name: 'a boundary within itself', raw: `${boundary}--b\n${boundary}--b\n\n--b--\n--b--` },
    { name: 'base64 that is none', raw: 'Content-Transfer-Encoding: base64\n\n%%%%' },
    { name: 'more headers than anyone reads', raw: `${'X-A: b\n'.repeat(50_000)}\nhej` },
    { name: 'a thousand messages within each other', raw: 'Content-Type: message/rfc822\n\n'.repeat(2_000) },
    {
      name: 'parts within each other without end',
      raw: Array.from(
        { length: 5_000 },
        (_, n) => `Content-Type: multipart/mixed; boundary=${n}\n\n--${n}\n`,
      ).join(''),
    },
    // Each kind of text that a search with two open ends would go through again from every place in it.
    ...['a', '@', ' ', '-', '<', '\n', 'a@a', 'user ', ' not', '5.1.', 'to: x\n', '{"a":{'].map(piece => ({
      name: `a megabyte of ${JSON.stringify(piece)}`,
      raw: `From: MAILER-DAEMON@mx.example\nSubject: Undelivered\n\n${piece.repeat(1_200_000 / piece.length)}`,
    })),
  ]
  test.each(cases)('of $name', async ({ raw }) => {
    expect((await classify(raw)).length).toBeGreaterThan(0)
  })

  test('of messages that were cut, mixed and mangled on the way', async () => {
    const message = fc.constantFrom(...messages.map(bytes => bytes.toString('latin1')))
    const noise = fc.string({ unit: 'binary', maxLength: 40 })
    const mangled = fc
      .tuple(message, message, fc.nat(3_000), fc.nat(3_000), noise)
      .map(([one, other, from, to, piece]) => one.slice(0, from) + piece + other.slice(to))
    await fc.assert(
      fc.asyncProperty(mangled, async raw => {
        const bounces = await classify(raw)
        expect(bounces.length).toBeGreaterThan(0)
        expect(await classify(raw)).toEqual(bounces)
      }),
      { numRuns: 150 },
    )
  })
})

function read(lines: readonly string[]) {
  return readReturnedMessage(Buffer.from(lines.join('\n')))
}

async function classify(raw: string) {
  return bouncesIn(await readReturnedMessage(Buffer.from(raw, 'latin1')))
}
