import { describe, expect, test } from 'vitest'
import { bouncesIn } from '../../src/domain/bounce.ts'
import { readReturnedMessage } from '../../src/mail/returned-message.ts'
import { freeText, freeTexts, returnedLetter } from '../support/free-text-returns.ts'
import { answerTo, complaint, deliveryReport } from '../support/returned-mail.ts'

const anna = 'anna@bageri.example'
const original = '<letter-1@kommunen.example>'
const messageId = 'letter-1@kommunen.example'

describe('a report in words is understood as its server means it', () => {
  test.each(freeTexts)('$name', async report => {
    const bounces = await read(freeText(report))
    expect(bounces).toMatchObject([{ recipient: anna, messageId, ...report.expected }])
  })
})

describe('a delivery report (RFC 3464)', () => {
  test('tells the recipient, the code, the cause and the words of the server', async () => {
    expect(await read(deliveryReport({ recipient: anna, original }))).toEqual([
      {
        recipient: anna,
        status: '5.1.1',
        class: 'hard',
        cause: 'no_such_mailbox',
        reason: `550 5.1.1 <${anna}>: Recipient address rejected: User unknown`,
        messageId,
      },
    ])
  })

  const cases = [
    {
      name: 'that a letter has arrived',
      action: 'delivered',
      status: '2.1.5',
      diagnosis: '250 OK',
      kind: 'delivered',
    },
    {
      name: 'that it is put off, which is soft whatever it says',
      action: 'delayed',
      status: '4.1.1',
      kind: 'soft',
    },
    { name: 'that nothing is known but a code', status: '5.1.1', diagnosis: '', kind: 'hard' },
    {
      name: 'of a full mailbox under the code of an unknown one',
      diagnosis: '550 5.1.1 mailbox full',
      kind: 'soft',
    },
    {
      name: 'of an unknown one under the code of a policy',
      status: '5.0.0',
      diagnosis: '550 No such user (in reply to RCPT TO command)',
      kind: 'hard',
    },
  ] as const
  test.each(cases)('tells $name', async ({ name: _, kind, ...report }) => {
    expect(await read(deliveryReport({ recipient: anna, original, ...report }))).toMatchObject([
      { recipient: anna, class: kind, messageId },
    ])
  })

  test('of two recipients tells each by itself', async () => {
    const fields = [
      'Final-Recipient: rfc822; anna@bageri.example\nAction: failed\nStatus: 5.1.1',
      'Final-Recipient: rfc822; bo@bageri.example\nAction: failed\nStatus: 5.2.2',
    ]
    const bounces = await read(
      parts(['message/delivery-status', `Reporting-MTA: dns; mx\n\n${fields.join('\n\n')}`]),
    )
    expect(bounces.map(bounce => [bounce.recipient, bounce.cause, bounce.class])).toEqual([
      [anna, 'no_such_mailbox', 'hard'],
      ['bo@bageri.example', 'mailbox_full', 'soft'],
    ])
  })

  test.each(['message/rfc822', 'text/rfc822-headers', 'message/rfc822\nContent-Disposition: inline'])(
    'returns the letter, or its headers, as %s',
    async type => {
      const status = 'Final-Recipient: rfc822; anna@bageri.example\nAction: failed\nStatus: 5.1.1'
      const report = parts(['message/delivery-status', status], [type, returnedLetter.join('\n')])
      expect(await read(report)).toMatchObject([{ recipient: anna, messageId }])
    },
  )

  test('keeps a reason on one line, and a long one short', async () => {
    const diagnosis = `550 5.1.1 User unknown\n ${'x'.repeat(600)}`
    const [bounce] = await read(deliveryReport({ recipient: anna, diagnosis }))
    expect(bounce?.reason).toMatch(/^550 5\.1\.1 User unknown x+$/)
    expect(bounce?.reason).toHaveLength(500)
  })
})

describe('a complaint (RFC 5965)', () => {
  test('names the letter and who has complained', async () => {
    expect(await read(complaint({ recipient: anna, original }))).toMatchObject([
      { recipient: anna, class: 'complaint', cause: null, messageId },
    ])
  })

  test('from whom the provider has taken out is of whom the letter was to', async () => {
    const report = parts(
      ['message/feedback-report', 'Feedback-Type: abuse\nVersion: 1'],
      ['message/rfc822', returnedLetter.join('\n')],
    )
    expect(await read(report)).toMatchObject([{ recipient: anna, class: 'complaint', messageId }])
  })
})

describe('a notification of Amazon SES', () => {
  const mail = { messageId: 'ses-1' }
  const cases = [
    {
      class: 'hard',
      notification: {
        bounce: {
          bouncedRecipients: [
            { emailAddress: anna, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
          ],
        },
      },
    },
    { class: 'complaint', notification: { complaint: { complainedRecipients: [{ emailAddress: anna }] } } },
    { class: 'delivered', notification: { delivery: { recipients: [anna], smtpResponse: '250 ok' } } },
  ]
  test.each(cases)('is read: $class', async ({ class: kind, notification }) => {
    const text = JSON.stringify({ ...notification, mail })
    const bounces = await read(message(['From: no-reply@sns.example', 'Subject: Notification'], text))
    expect(bounces).toMatchObject([{ recipient: anna, class: kind, messageId: 'ses-1' }])
  })
})

describe('who answers by itself is told from who writes', () => {
  const thread = [`In-Reply-To: ${original}`, `References: ${original}`]
  const automatic = [
    ['Auto-Submitted: auto-replied', 'Subject: Re: Hur gick praktiken?'],
    ['Auto-Submitted: auto-generated', 'Subject: Tack!'],
    ['Subject: Autosvar: Hur gick praktiken?'],
    ['Subject: Automatiskt svar: Hur gick praktiken?'],
    ['Subject: Automatic reply: Hur gick praktiken?'],
    ['Subject: Frånvaro: Hur gick praktiken?'],
    ['Subject: Anna Ek är inte på kontoret'],
    ['Subject: Out of office: Hur gick praktiken?'],
    ['Subject: Hur gick praktiken?', 'X-Autoreply: yes'],
    ['Subject: Hur gick praktiken?', 'Precedence: auto_reply'],
  ]
  test.each(automatic)('%s: automatic', async (...headers) => {
    const given = [`From: Anna Ek <${anna}>`, ...thread, ...headers]
    const bounces = await read(message(given, 'Jag har slutat. Kontakta bo@bageri.example.'))
    expect(bounces).toEqual([
      { recipient: anna, status: null, class: 'autoreply', cause: null, reason: null, messageId },
    ])
  })

  test('also a machine that answers with addresses in its text', async () => {
    const headers = [
      'From: noreply@kommun.example',
      'Auto-Submitted: auto-replied',
      'Subject: Tack för ditt mejl',
    ]
    const text = 'Vi har fått ditt mejl till info@kommun.example. Adressen no-such@kommun.example finns inte.'
    expect(await read(message([...thread, ...headers], text))).toMatchObject([{ class: 'autoreply' }])
  })

  const human = [
    { from: anna, text: 'Hej! Hon slutade i fredags.\n\n> Skriv till enkat@kommunen.example' },
    {
      from: anna,
      text: 'Praktikanten arbetar inte längre här. Brevlådan anna@bageri.example finns inte i morgon.',
    },
    {
      from: 'postmaster@bageri.example',
      text: 'Jag sköter både mejlen och bageriet. bo@bageri.example finns inte.',
    },
  ]
  test.each(human)('$from writes "$text": no bounce', async ({ from, text }) => {
    expect(await read(answerTo({ messageId: original }, { from, text }))).toEqual([
      { recipient: null, status: null, class: 'not-bounce', cause: null, reason: null, messageId },
    ])
  })

  test('a report that somebody has forwarded is no bounce', async () => {
    const text = `Vad betyder det här?\n\nFrom: MAILER-DAEMON\n<${anna}>: 550 5.1.1 User unknown`
    const bounces = await read(message([`From: ${anna}`, 'Subject: VB: Undelivered Mail'], text))
    expect(bounces).toMatchObject([{ class: 'not-bounce' }])
  })
})

async function read(raw: Buffer) {
  return bouncesIn(await readReturnedMessage(raw))
}

function message(headers: readonly string[], text: string): Buffer {
  const head = [...headers, 'To: enkat@kommunen.example', 'Content-Type: text/plain; charset=utf-8']
  return Buffer.from([...head, '', text, ''].join('\n'))
}

/** A report of these parts: media type and content of each. */
function parts(...given: readonly (readonly [type: string, content: string])[]): Buffer {
  const head = ['From: MAILER-DAEMON@mx.example', 'Subject: Report', 'MIME-Version: 1.0']
  const body = given.map(([type, content]) => `--b\nContent-Type: ${type}\n\n${content}\n`)
  return Buffer.from(
    [...head, 'Content-Type: multipart/report; boundary="b"', '', ...body, '--b--', ''].join('\n'),
  )
}
