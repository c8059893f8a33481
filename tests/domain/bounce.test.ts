import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causeOf } from '../../src/domain/bounce/cause.ts'
import { bouncesIn } from '../../src/domain/bounce.ts'
import { readReturnedMessage } from '../../src/mail/returned-message.ts'

const own = 'enkat@kommunen.example'
const person = 'anna@bageri.example'

type Given = { from?: string; subject?: string; headers?: string[]; body: string[] }

/** A message in plain text, as servers write it that know no delivery status. */
function plain({
  from = 'MAILER-DAEMON@mx.example',
  subject = 'failure notice',
  headers = [],
  body,
}: Given): Buffer {
  const head = [
    `From: ${from}`,
    `To: ${own}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]
  return Buffer.from([...head, ...headers, '', ...body].join('\r\n'))
}

/** A delivery report (RFC 3464) with one recipient. */
function report(fields: string[], text: string[] = ['Your message was not delivered.']): Buffer {
  return Buffer.from(
    [
      'From: postmaster@mx.example',
      `To: ${own}`,
      'Subject: Delivery Status Notification',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      ...text,
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      `Final-Recipient: rfc822; ${person}`,
      ...fields,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  )
}

async function read(raw: Buffer) {
  return bouncesIn(await readReturnedMessage(raw))
}

const copy = [
  '',
  '--- Below this line is a copy of the message.',
  '',
  'Message-ID: <letter-7@kommunen.example>',
  `To: ${person}`,
  '',
  'Hej',
]

describe('reports in words', () => {
  it.each<
    [string, Buffer, Partial<Record<'class' | 'cause' | 'recipient' | 'messageId' | 'status', unknown>>]
  >([
    [
      'qmail',
      plain({
        body: [
          'Hi. This is the qmail-send program at mx.example.',
          `<${person}>:`,
          'Remote host said: 550 5.1.1 No such user here',
          ...copy,
        ],
      }),
      {
        class: 'hard',
        cause: 'no_such_mailbox',
        recipient: person,
        messageId: 'letter-7@kommunen.example',
        status: '5.1.1',
      },
    ],
    [
      'qmail, whose queue has given up',
      plain({
        body: [
          'Hi. This is the qmail-send program.',
          `<${person}>:`,
          "I'm not going to try again; this message has been in the queue too long.",
          ...copy,
        ],
      }),
      { class: 'soft', cause: 'expired' },
    ],
    [
      'Exim',
      plain({
        subject: 'Mail delivery failed: returning message to sender',
        headers: [`X-Failed-Recipients: ${person}`],
        body: [
          'This message was created automatically by mail delivery software.',
          '',
          `  ${person}`,
          '    all relevant MX records point to non-existent hosts',
          '',
          '------ This is a copy of the message, including all the headers. ------',
          '',
          'Message-Id: <letter-7@kommunen.example>',
        ],
      }),
      { class: 'hard', cause: 'no_such_domain', recipient: person, messageId: 'letter-7@kommunen.example' },
    ],
    [
      'Exchange in Swedish',
      plain({
        from: 'postmaster@bageri.example',
        subject: 'Olevererbart: Hur gick praktiken?',
        body: [
          'Det gick inte att leverera till följande mottagare eller grupper:',
          '',
          `${person}<mailto:${person}>`,
          'E-postadressen du angav hittades inte. Kontrollera adressen.',
          '',
          `Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'`,
        ],
      }),
      { class: 'hard', cause: 'no_such_mailbox', recipient: person, status: '5.1.10' },
    ],
    [
      'a full mailbox in Swedish',
      plain({
        subject: 'Meddelandet kunde inte levereras',
        body: [`<${person}>:`, 'Mottagarens brevlåda är full.'],
      }),
      { class: 'soft', cause: 'mailbox_full', recipient: person },
    ],
    [
      'Gmail',
      plain({
        from: 'mailer-daemon@googlemail.com',
        subject: 'Delivery Status Notification (Failure)',
        headers: [`X-Failed-Recipients: ${person}`],
        body: [
          '** Address not found **',
          '',
          `Your message wasn't delivered to ${person} because the address couldn't be found.`,
        ],
      }),
      { class: 'hard', cause: 'no_such_mailbox', recipient: person },
    ],
    [
      'a refusal of the sender, which says nothing of the address',
      plain({
        body: [
          `<${person}>:`,
          'SMTP error from remote mail server after MAIL FROM:',
          '550 5.7.1 Sender domain does not exist',
          ...copy,
        ],
      }),
      { class: 'soft', cause: 'blocked', recipient: person },
    ],
    [
      'a block list',
      plain({
        body: [
          `<${person}>:`,
          '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
          ...copy,
        ],
      }),
      { class: 'soft', cause: 'blocked' },
    ],
    [
      'a filter that says no such user only after it has read the letter',
      plain({ body: [`<${person}>:`, '>>> DATA', '<<< 550 Unknown user', ...copy] }),
      { class: 'soft', cause: 'no_such_mailbox' },
    ],
  ])('%s', async (_, raw, expected) => {
    expect(await read(raw)).toMatchObject([expected])
  })
})

describe('delivery reports', () => {
  it.each<[string, Buffer, Record<string, unknown>]>([
    [
      'no such user',
      report(['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown']),
      { class: 'hard', cause: 'no_such_mailbox', status: '5.1.1' },
    ],
    [
      'a code without words',
      report(['Action: failed', 'Status: 5.1.2']),
      { class: 'hard', cause: 'no_such_domain' },
    ],
    [
      'words that say more than the code',
      report(['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 552 5.2.2 Over quota']),
      { class: 'soft', cause: 'mailbox_full', status: '5.2.2' },
    ],
    [
      'a mailbox that has moved',
      report([
        'Action: failed',
        'Status: 5.1.6',
        'Diagnostic-Code: smtp; 551 5.1.6 User has moved to another address',
      ]),
      { class: 'hard', cause: 'moved' },
    ],
    ['a delay', report(['Action: delayed', 'Status: 4.4.7']), { class: 'soft', cause: 'expired' }],
    [
      'a delay of somebody unknown, which may still pass',
      report(['Action: delayed', 'Status: 4.1.1', 'Diagnostic-Code: smtp; 450 4.1.1 User unknown']),
      { class: 'soft' },
    ],
    [
      'a letter that arrived',
      report(['Action: delivered', 'Status: 2.0.0']),
      { class: 'delivered', cause: null },
    ],
    ['a letter that was passed on', report(['Action: relayed', 'Status: 2.1.9']), { class: 'delivered' }],
    [
      'a size',
      report([
        'Action: failed',
        'Status: 5.3.4',
        'Diagnostic-Code: smtp; 552 Message size exceeds fixed limit',
      ]),
      { class: 'soft', cause: 'too_large' },
    ],
    [
      'an account that is switched off',
      report([
        'Action: failed',
        'Status: 5.2.1',
        'Diagnostic-Code: smtp; 550 5.2.1 The email account that you tried to reach is disabled',
      ]),
      { class: 'soft', cause: 'mailbox_disabled' },
    ],
    [
      'a domain that takes no mail',
      report([
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp; 556 5.1.10 Domain does not accept mail (nullMX)',
      ]),
      { class: 'hard' },
    ],
    [
      'Office 365, which has no such address',
      report([
        'Action: failed',
        'Status: 5.4.1',
        'Diagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied',
      ]),
      { class: 'hard', cause: 'no_such_mailbox' },
    ],
  ])('%s', async (_, raw, expected) => {
    expect(await read(raw)).toMatchObject([{ recipient: person, ...expected }])
  })

  it('gives one entry a recipient', async () => {
    const two = report([
      'Action: failed',
      'Status: 5.1.1',
      '',
      'Final-Recipient: rfc822; bo@annan.example',
      'Action: failed',
      'Status: 4.2.2',
    ])
    expect(await read(two)).toMatchObject([
      { recipient: person, class: 'hard' },
      { recipient: 'bo@annan.example', class: 'soft', cause: 'mailbox_full' },
    ])
  })
})

describe('what is no bounce', () => {
  it.each<[string, Buffer, string]>([
    [
      'a reply',
      plain({ from: person, subject: 'SV: Hur gick praktiken?', body: ['Hej! Hon fick jobb.'] }),
      'not-bounce',
    ],
    [
      'a reply about undeliverable goods',
      plain({ from: person, subject: 'Re: delivery failed', body: ['Bullarna kom inte fram.'] }),
      'not-bounce',
    ],
    [
      'a holiday reply',
      plain({
        from: person,
        subject: 'Autosvar: Semester',
        headers: ['Auto-Submitted: auto-replied'],
        body: ['Jag är borta.'],
      }),
      'autoreply',
    ],
    [
      'a holiday reply of Exchange',
      plain({
        from: person,
        subject: 'Automatiskt svar: Hur gick praktiken?',
        body: ['Jag är tillbaka den 3 augusti.'],
      }),
      'autoreply',
    ],
    ['nothing', Buffer.alloc(0), 'not-bounce'],
    ['no mail at all', Buffer.from([0, 255, 254, 10, 13, 0]), 'not-bounce'],
  ])('%s', async (_, raw, expected) => {
    expect((await read(raw)).map(bounce => bounce.class)).toEqual([expected])
  })
})

describe('complaints', () => {
  it('are told of whoever is named, by whatever service', async () => {
    const notification = {
      notificationType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: person }] },
      mail: { messageId: 'x' },
    }
    expect(
      await read(
        plain({
          from: 'no-reply@sns.example',
          subject: 'Notification',
          body: [JSON.stringify(notification)],
        }),
      ),
    ).toMatchObject([{ class: 'complaint', recipient: person }])
  })
})

describe('any message', () => {
  const samples = [
    report(['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 User unknown']),
    plain({ body: [`<${person}>:`, '550 5.1.1 No such user', ...copy] }),
  ]

  it('says the same with LF, CRLF and CR', async () => {
    for (const raw of samples) {
      const text = raw.toString().replaceAll('\r\n', '\n')
      const [expected, ...others] = await Promise.all(
        [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')].map(one => read(Buffer.from(one))),
      )
      for (const other of others) expect(other).toEqual(expected)
    }
  })

  it('gives at least one entry, however broken it is', async () => {
    const broken = fc.tuple(
      fc.constantFrom(...samples),
      fc.nat(900),
      fc.nat(900),
      fc.uint8Array({ maxLength: 60 }),
    )
    await fc.assert(
      fc.asyncProperty(broken, async ([raw, from, length, noise]) => {
        const mutated = Buffer.concat([raw.subarray(0, from), noise, raw.subarray(from + length)])
        expect((await read(mutated)).length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    'a'.repeat(200_000),
    '<a@b.example>:\n'.repeat(20_000),
    ' user is not'.repeat(20_000),
    'x@'.repeat(100_000),
    '5.1.1 '.repeat(50_000),
    'Action: failed\n'.repeat(20_000),
  ])('ends in the end, whatever its text repeats', async text => {
    expect((await read(plain({ body: [text] }))).length).toBeGreaterThan(0)
    expect(causeOf([text], null)).toBeTypeOf('string')
  })
})
