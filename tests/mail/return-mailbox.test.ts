import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMailbox } from '../../src/mail/return-mailbox.ts'
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts'

const script = fileURLToPath(new URL('../support/read-mailbox.ts', import.meta.url))

describe('a return mailbox on a real IMAP server', () => {
  let dovecot: Dovecot | undefined
  beforeAll(async () => {
    if (dovecotMissing === null) dovecot = await startDovecot()
  }, 30_000)
  afterAll(() => dovecot?.stop())
  beforeEach(ctx => {
    if (dovecotMissing !== null) ctx.skip(dovecotMissing)
  })

  function server(): Dovecot {
    if (!dovecot) throw new Error('Dovecot has not started')
    return dovecot
  }

  const message = (text: string) => Buffer.from(`From: a@b.example\r\nSubject: ${text}\r\n\r\n${text}\r\n`)
  const subjectOf = (raw: Buffer) => /Subject: (.*)\r/.exec(raw.toString())?.[1]

  it('is read from the oldest message on, and what was handled lies in its own folder', async () => {
    for (const text of ['först', 'sedan', 'sist']) await server().deliver(message(text))
    const read: (string | undefined)[] = []
    const reading = await readMailbox(server().imap, async raw => {
      read.push(subjectOf(raw))
      return true
    })
    expect(read).toEqual(['först', 'sedan', 'sist'])
    expect(reading).toEqual({ handled: 3, left: 0 })
    expect([await server().count(), await server().count('Handled')]).toEqual([0, 3])
    expect(await readMailbox(server().imap, async () => true)).toEqual({ handled: 0, left: 0 })
  })

  it('keeps what could not be handled, which keeps nothing else back', async () => {
    for (const text of ['ett', 'två', 'tre']) await server().deliver(message(text))
    const handle = async (raw: Buffer) => subjectOf(raw) !== 'två'
    expect(await readMailbox(server().imap, handle)).toEqual({ handled: 2, left: 1 })
    expect(await server().count()).toBe(1)
    expect(await readMailbox(server().imap, async () => true)).toEqual({ handled: 1, left: 0 })
  })

  it('refuses a wrong password, and leaves everything where it is', async () => {
    await server().deliver(message('kvar'))
    const wrong = server().imap.replace(/:[^:@]*@/, ':fel@')
    await expect(readMailbox(wrong, async () => true)).rejects.toThrow('Authentication failed')
    expect(await server().count()).toBe(1)
    await readMailbox(server().imap, async () => true)
  })

  it('is not spoken to with a certificate that nobody vouches for', async () => {
    await expect(readMailbox(server().imaps, async () => true)).rejects.toThrow(/certificate/)
  })

  it('is read over TLS where its certificate is vouched for', async () => {
    await server().deliver(message('hemligt'))
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: server().ca }
    const told = execFileSync(process.execPath, [script, server().imaps], { env, encoding: 'utf8' })
    expect(JSON.parse(told)).toEqual({ handled: 1, left: 0 })
  })
})

it('a server that hangs up in the middle is told as a fault', async () => {
  const broken = createServer(socket => socket.end('* OK ready\r\n')).listen(0, '127.0.0.1')
  await once(broken, 'listening')
  const address = broken.address()
  const port = typeof address === 'object' ? address?.port : 0
  await expect(readMailbox(`imap://a:b@127.0.0.1:${port}`, async () => true)).rejects.toThrow()
  broken.close()
})
