import { createServer } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { type Logger, pino } from 'pino'
import type { SMTPServerDataStream, SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Message } from '../../src/mail/message.ts'
import { createSmtpMailer, deliveryOf } from '../../src/mail/smtp.ts'
import { reply, type SmtpSink, startSmtp } from '../support/smtp.ts'

const impatient = { connect: 1_000, greeting: 400, silence: 400, dns: 1_000 }
const silentLog = pino({ level: 'silent' })
const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function sink(options?: SMTPServerOptions): Promise<SmtpSink> {
  const server = await startSmtp(options)
  cleanups.push(server.stop)
  return server
}

function mailer(url: string, log: Logger = silentLog) {
  const created = createSmtpMailer(url, log, { timeouts: impatient })
  cleanups.push(created.close)
  return created
}

function message(changes: Partial<Message> = {}): Message {
  return {
    messageId: '<letter-1@kommunen.example>',
    from: { name: 'Kommunen', address: 'enkat@kommunen.example' },
    to: { name: 'Åsa', address: 'asa@bageriet.example' },
    replyTo: { name: 'Jobbtorg', address: 'jobbtorg@kommunen.example' },
    subject: 'Ämne',
    text: 'Hemlig text',
    html: '<p>Hemlig text</p>',
    references: [],
    autoSubmitted: 'auto-generated',
    language: 'sv',
    ...changes,
  }
}

const refusedAddress = { outcome: 'refused', address: true }
const refusedMessage = { outcome: 'refused', address: false }
const deferred = { outcome: 'deferred' }
const blocked = (cause: 'sign_in' | 'tls') => ({ outcome: 'blocked', cause })

describe('what the server replies', () => {
  const at = {
    mail: (code: number): SMTPServerOptions => ({ onMailFrom: (_a, _s, done) => done(reply(code)) }),
    rcpt: (code: number, text?: string): SMTPServerOptions => ({
      onRcptTo: (_a, _s, done) => done(reply(code, text)),
    }),
    content: (code: number): SMTPServerOptions => ({
      onData: (stream, _s, done) => stream.on('end', () => done(reply(code))).resume(),
    }),
    connect: (code: number): SMTPServerOptions => ({ onConnect: (_s, done) => done(reply(code)) }),
  }

  it.each([
    ['550 to RCPT', at.rcpt(550), refusedAddress],
    ['550 5.1.1 to RCPT', at.rcpt(550, '5.1.1 no such user'), refusedAddress],
    ['552 5.2.2 to RCPT', at.rcpt(552, '5.2.2 mailbox full'), refusedAddress],
    ['554 5.7.1 to RCPT, about our own server', at.rcpt(554, '5.7.1 client host rejected'), refusedMessage],
    ['553 5.1.8 to RCPT, about the sender', at.rcpt(553, '5.1.8 bad sender domain'), refusedMessage],
    ['450 to RCPT', at.rcpt(450), deferred],
    ['421 to RCPT', at.rcpt(421), deferred],
    ['550 to MAIL', at.mail(550), refusedMessage],
    ['530 to MAIL, as the sign-in is missing', at.mail(530), blocked('sign_in')],
    ['503 to MAIL', at.mail(503), deferred],
    ['451 to MAIL', at.mail(451), deferred],
    ['554 to the content', at.content(554), refusedMessage],
    ['452 to the content', at.content(452), deferred],
    ['421 to the content', at.content(421), deferred],
    ['554 as greeting', at.connect(554), deferred],
    ['421 as greeting', at.connect(421), deferred],
  ])('%s', async (_, options, expected) => {
    for (const pipelining of [true, false]) {
      const server = await sink({ ...options, hidePIPELINING: !pipelining })
      expect(await mailer(server.url).send(message())).toMatchObject(expected)
      expect(server.messages).toHaveLength(0)
    }
  })

  it('2xx to the content', async () => {
    const server = await sink()
    expect(await mailer(server.url).send(message())).toEqual({ outcome: 'accepted' })
    expect(server.messages).toHaveLength(1)
  })

  it("the server's words are kept as the reason", async () => {
    const server = await sink({ onRcptTo: (_a, _s, done) => done(reply(550, 'Okänd mottagare')) })
    expect(await mailer(server.url).send(message())).toMatchObject({ reason: '550 Okänd mottagare' })
  })
})

describe('a connection that fails', () => {
  /** A server whose step does nothing, or breaks the connection. */
  function failing(step: 'onConnect' | 'onMailFrom' | 'onRcptTo', fail: () => void): SMTPServerOptions {
    return { [step]: fail }
  }

  const dead: SMTPServerOptions['onData'] = stream => stream.resume()

  it.each(['onConnect', 'onMailFrom', 'onRcptTo'] as const)('by silence at %s defers', async step => {
    const server = await sink(failing(step, () => undefined))
    expect(await mailer(server.url).send(message())).toMatchObject(deferred)
  })

  it.each(['onConnect', 'onMailFrom', 'onRcptTo'] as const)('by a break at %s defers', async step => {
    const server = await sink(failing(step, () => server.drop()))
    expect(await mailer(server.url).send(message())).toMatchObject(deferred)
  })

  it('by silence after the content leaves it unknown', async () => {
    const server = await sink({ onData: dead })
    expect(await mailer(server.url).send(message())).toMatchObject({ outcome: 'unknown' })
  })

  it('by a break after the content leaves it unknown, and the letter is not repeated', async () => {
    let times = 0
    const server = await sink({
      onData: stream => {
        times += 1
        stream.on('end', () => server.drop()).resume()
      },
    })
    expect(await mailer(server.url).send(message())).toMatchObject({ outcome: 'unknown' })
    expect(times).toBe(1)
  })

  it('by a break in the middle of the content leaves it unknown', async () => {
    const server = await sink({
      onData: (stream: SMTPServerDataStream) => stream.once('data', () => server.drop()),
    })
    const long = message({ text: 'En rad till.\n'.repeat(20_000) })
    expect(await mailer(server.url).send(long)).toMatchObject({ outcome: 'unknown' })
  })

  it('as nobody listens defers', async () => {
    const server = await startSmtp()
    await server.stop()
    expect(await mailer(server.url).send(message())).toMatchObject(deferred)
  })

  it('as the name is unknown defers', async () => {
    expect(await mailer('smtp://mail.invalid:25').send(message())).toMatchObject(deferred)
  })

  it('as TLS is asked of a server without it blocks every letter', async () => {
    const server = await sink()
    const url = server.url.replace('smtp:', 'smtps:')
    expect(await mailer(url).send(message())).toMatchObject(blocked('tls'))
    expect(await mailer(`${server.url}?requireTLS=true`).send(message())).toMatchObject(blocked('tls'))
  })

  it('as the certificate can not be trusted blocks every letter', async () => {
    // smtp-server has a certificate of its own making, which nobody vouches for.
    const implicit = await sink({ secure: true })
    const url = implicit.url.replace('smtp:', 'smtps:')
    expect(await mailer(url).send(message())).toMatchObject(blocked('tls'))
    const upgrading = await sink({ disabledCommands: ['AUTH'] })
    expect(await mailer(upgrading.url).send(message())).toMatchObject(blocked('tls'))
    expect([...implicit.messages, ...upgrading.messages]).toEqual([])
  })

  it('as the sign-in is refused blocks every letter', async () => {
    const options = { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }
    const server = await sink({ ...options, onAuth: (_auth, _s, done) => done(reply(535, 'wrong password')) })
    const url = server.url.replace('//', '//user:secret@')
    expect(await mailer(url).send(message())).toMatchObject(blocked('sign_in'))
  })

  it('as it does not speak SMTP defers', async () => {
    const server = createServer(socket =>
      socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => new Promise(resolve => server.close(() => resolve())))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await mailer(`smtp://127.0.0.1:${port}`).send(message())).toMatchObject(deferred)
  })
})

describe('the pool', () => {
  it('sends many letters over a few connections, each once', async () => {
    const server = await sink()
    const { send } = mailer(server.url)
    const ids = Array.from({ length: 60 }, (_, index) => `<letter-${index}@kommunen.example>`)
    const outcomes = await Promise.all(ids.map(messageId => send(message({ messageId }))))
    expect(outcomes).toEqual(ids.map(() => ({ outcome: 'accepted' })))
    const arrived = await Promise.all(server.messages.map(raw => simpleParser(raw)))
    expect(arrived.map(({ messageId }) => messageId).sort()).toEqual(ids.sort())
    expect(server.connections()).toBeLessThanOrEqual(5)
  })

  it('sends the next letter after a refusal and after a broken connection', async () => {
    const server = await sink({
      onRcptTo: ({ address }, _s, done) => done(address.startsWith('none') ? reply(550) : null),
    })
    const { send } = mailer(server.url)
    const unknown = message({ to: { name: '', address: 'none@bageriet.example' } })
    expect(await send(unknown)).toMatchObject(refusedAddress)
    expect(await send(message())).toMatchObject({ outcome: 'accepted' })
    server.drop()
    expect(await send(message())).toMatchObject({ outcome: 'accepted' })
    expect(server.messages).toHaveLength(2)
  })

  it('waits at its end for the letter under way and defers those that wait', async () => {
    const server = await sink()
    const { send, close } = mailer(`${server.url}?maxConnections=1`)
    expect(await send(message())).toMatchObject({ outcome: 'accepted' })
    const underWay = [send(message()), send(message())]
    await new Promise(resolve => setImmediate(resolve))
    await close()
    const outcomes = (await Promise.all(underWay)).map(({ outcome }) => outcome)
    expect(outcomes.filter(outcome => outcome === 'accepted')).toHaveLength(server.messages.length - 1)
    expect(outcomes).toContain('deferred')
    expect(await send(message())).toMatchObject(deferred)
  })
})

describe('what arrives', () => {
  async function arrived(changes: Partial<Message>): Promise<ParsedMail> {
    const server = await sink()
    expect(await mailer(server.url).send(message(changes))).toEqual({ outcome: 'accepted' })
    return simpleParser(server.messages[0] ?? '')
  }

  it('has both bodies and the headers that keep automatic answers away', async () => {
    const mail = await arrived({ text: 'Hej å ä ö 🌻\n.\nslut', html: '<p>Hej å ä ö 🌻</p>', language: 'en' })
    expect(mail.text?.trim()).toBe('Hej å ä ö 🌻\n.\nslut')
    expect(mail.html).toBe('<p>Hej å ä ö 🌻</p>')
    expect(mail.messageId).toBe('<letter-1@kommunen.example>')
    expect(mail.replyTo?.text).toBe('"Jobbtorg" <jobbtorg@kommunen.example>')
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply')
    expect(mail.headers.get('content-language')).toBe('en')
    expect(mail.inReplyTo).toBeUndefined()
    expect(mail.references).toBeUndefined()
  })

  it('threads on the letters before it', async () => {
    const mail = await arrived({ references: ['<first@k.example>', '<second@k.example>'] })
    expect(mail.inReplyTo).toBe('<second@k.example>')
    expect(mail.references).toEqual(['<first@k.example>', '<second@k.example>'])
  })

  it.each([
    ['å ä ö', 'Åke Öberg-Ängström'],
    ['quotes', 'Sven "Svenne" O\'Hara'],
    ['a comma and angle brackets', 'Persson, Eva <chef@annan.example>'],
    ['emoji', 'Bageriet 🥐 & Co'],
    ['a semicolon and a colon', 'Grupp: a@b.example, c@d.example;'],
    ['a long name', 'Åsa '.repeat(60).trim()],
  ])('keeps a name with %s', async (_, name) => {
    const mail = await arrived({ to: { name, address: 'asa@bageriet.example' }, subject: name })
    expect([mail.to].flat()[0]?.value).toEqual([{ name, address: 'asa@bageriet.example' }])
    expect(mail.subject).toBe(name)
  })

  it('takes a domain with å ä ö', async () => {
    const server = await sink()
    const to = { name: 'Åsa', address: 'asa@bågen.example' }
    expect(await mailer(server.url).send(message({ to }))).toEqual({ outcome: 'accepted' })
    expect(server.messages[0]?.toString()).toContain('asa@xn--bgen-qoa.example')
  })

  it('names the return address in its envelope, and the series that it belongs to', async () => {
    const senders: string[] = []
    const server = await sink({
      onMailFrom: ({ address }, _session, done) => {
        senders.push(address)
        done()
      },
    })
    const { send } = mailer(server.url)
    const list = { id: 'enkat.kommunen.example', unsubscribeUrl: 'https://enkat.example/no-letters/1a' }
    expect(await send(message({ returnAddress: 'enkat+1a@kommunen.example', list }))).toEqual({
      outcome: 'accepted',
    })
    expect(await send(message())).toEqual({ outcome: 'accepted' })
    expect(senders).toEqual(['enkat+1a@kommunen.example', 'enkat@kommunen.example'])
    const [listed, plain] = server.messages.map(String)
    expect(listed).toMatch(
      /^List-ID: <enkat\.kommunen\.example>\r\nList-Unsubscribe: <https:\/\/enkat\.example\/no-letters\/1a>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/m,
    )
    expect(plain).not.toMatch(/^List-/m)
  })

  it.each([
    ['with', false, { outcome: 'accepted' }],
    ['without', true, { ...refusedAddress, reason: expect.stringContaining('SMTPUTF8') }],
  ])('goes to a name with å only by a server %s SMTPUTF8', async (_, hideSMTPUTF8, expected) => {
    const receivers: string[] = []
    const server = await sink({
      hideSMTPUTF8,
      onRcptTo: ({ address }, _session, done) => {
        receivers.push(address)
        done()
      },
    })
    const to = { name: 'Åsa', address: 'åsa@bageriet.example' }
    expect(await mailer(server.url).send(message({ to }))).toMatchObject(expected)
    expect(receivers).toEqual(hideSMTPUTF8 ? [] : ['åsa@bageriet.example'])
  })

  it('is put off, as any other, where the server can not be asked for SMTPUTF8', async () => {
    const server = await sink({ onConnect: (_s, done) => done(reply(421)) })
    const to = { name: 'Åsa', address: 'åsa@bageriet.example' }
    expect(await mailer(server.url).send(message({ to }))).toMatchObject(deferred)
    await server.stop()
    expect(await mailer(server.url).send(message({ to }))).toMatchObject(deferred)
    const plain = await sink()
    expect(await mailer(`${plain.url}?requireTLS=true`).send(message({ to }))).toMatchObject({
      outcome: 'blocked',
      cause: 'tls',
    })
  })

  it('has no header that a name or a subject tried to add', async () => {
    const forged = 'Eva\r\nBcc: alla@annan.example\r\n\r\nText'
    const mail = await arrived({ to: { name: forged, address: 'asa@bageriet.example' }, subject: forged })
    expect(mail.headers.has('bcc')).toBe(false)
    expect(mail.subject).toBe('Eva Bcc: alla@annan.example Text')
    expect(mail.text?.trim()).toBe('Hemlig text')
  })

  it.each([
    'asa@bageriet.example\r\nBcc: x@annan.example',
    'asa@bageriet.example, x@annan.example',
    'Åsa <asa@bageriet.example>',
    'asa@bageriet.example> SIZE=1',
    '',
  ])('an address such as %j is refused before the server sees it', async address => {
    const server = await sink()
    expect(await mailer(server.url).send(message({ to: { name: '', address } }))).toMatchObject(
      refusedAddress,
    )
    expect(server.connections()).toBe(0)
  })
})

it('a failure is logged without address, text or the words of the server', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: line => void lines.push(line) })
  const server = await sink({
    onRcptTo: ({ address }, _s, done) =>
      done(reply(550, `${address} is unknown, see https://help.example/x`)),
  })
  await mailer(server.url, log).send(message())
  expect(lines.join()).toContain('"responseCode":550')
  expect(lines.join()).not.toMatch(/bageriet|Åsa|Hemlig|help\.example|letter-1/)
})

it('an error that nodemailer gives no code is deferred before the content and unknown after it', () => {
  const error = { message: 'something new' }
  expect(deliveryOf(error, false)).toEqual({ outcome: 'deferred', reason: 'something new' })
  expect(deliveryOf(error, true)).toEqual({ outcome: 'unknown', reason: 'something new' })
})
