import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMailbox } from '../../src/mail/return-mailbox.ts'
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts'
import { imapSteps, startFaultyImap, startLine } from '../support/faulty-imap.ts'

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

  const readTrusting = (url: string) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: server().ca }
    return JSON.parse(execFileSync(process.execPath, [script, url], { env, encoding: 'utf8' }))
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
    expect(readTrusting(server().imaps)).toEqual({ handled: 1, left: 0 })
  })

  it('is read over STARTTLS where its certificate is vouched for, and not where it is not', async () => {
    await server().deliver(message('uppgraderat'))
    await expect(readMailbox(server().startTls, async () => true)).rejects.toThrow(/certificate/)
    expect(readTrusting(server().startTls)).toEqual({ handled: 1, left: 0 })
  })

  it('is read from a folder whose name has Swedish letters and a space', async () => {
    await server().deliver(message('i mappen'), 'V&AOU-ra returer')
    const url = `${server().imap}/${encodeURIComponent('Våra returer')}`
    expect(await readMailbox(url, async () => true)).toEqual({ handled: 1, left: 0 })
  })

  it('that does not exist is told as a fault', async () => {
    await expect(readMailbox(`${server().imap}/Finns-inte`, async () => true)).rejects.toThrow(/exist/)
  })

  it('with very many messages is read in several turns', async () => {
    for (let number = 1; number <= 203; number += 1) await server().deliver(message(String(number)))
    expect(await readMailbox(server().imap, async () => true)).toEqual({ handled: 200, left: 3 })
    expect(await readMailbox(server().imap, async () => true)).toEqual({ handled: 3, left: 0 })
  })

  it('whose connection breaks in the middle is read on from there', async () => {
    for (const text of ['ett', 'två', 'tre']) await server().deliver(message(text))
    const line = await startLine(server().imap)
    const read: (string | undefined)[] = []
    const reading = readMailbox(line.url, async raw => {
      read.push(subjectOf(raw))
      if (read.length === 2) line.cut()
      return true
    })
    await expect(reading).rejects.toThrow()
    expect(await server().count()).toBe(2)
    const rest = await readMailbox(server().imap, async raw => {
      read.push(subjectOf(raw))
      return true
    })
    expect([rest, read]).toEqual([{ handled: 2, left: 0 }, ['ett', 'två', 'två', 'tre']])
    line.cut()
  })
})

/** In milliseconds. */
const timeouts = { connect: 300, silence: 300, whole: 2_000 }
const read = (url: string, signal?: AbortSignal) =>
  readMailbox(url, async () => true, { timeouts, ...(signal && { signal }) })

describe('a mail server that', () => {
  it.each(imapSteps)('hangs at %s is given up', async step => {
    const server = await startFaultyImap({ hangsAt: step })
    await expect(read(server.url)).rejects.toThrow()
    expect(server.moved).toEqual([])
  })

  it.each(imapSteps)('hangs up at %s is told as a fault', async step => {
    const server = await startFaultyImap({ hangsUpAt: step })
    await expect(read(server.url)).rejects.toThrow()
  })

  it.each(['UID SEARCH', 'SELECT'])('refuses %s is not taken for an empty mailbox', async step => {
    const server = await startFaultyImap({ refuses: line => line.startsWith(step) })
    await expect(read(server.url)).rejects.toThrow()
  })

  it('does not let one message be moved is told, after the others have had their turn', async () => {
    const server = await startFaultyImap({ refuses: line => line.startsWith('UID MOVE 1 ') })
    await expect(read(server.url)).rejects.toThrow('A handled message could not be moved')
    expect(server.moved).toEqual([2, 3])
  })

  it('knows no TLS is not spoken to, but on this machine', async () => {
    const server = await startFaultyImap()
    await expect(read(server.url.replace('127.0.0.1', '0.0.0.0'))).rejects.toThrow(/STARTTLS/)
    expect(await read(server.url)).toEqual({ handled: 3, left: 0 })
  })

  it('is slow without end is given up', async () => {
    const server = await startFaultyImap({ dripsAt: 'UID FETCH' })
    await expect(read(server.url)).rejects.toThrow()
  })

  it('is not there is told as a fault', async () => {
    const server = await startFaultyImap()
    server.close()
    await expect(read(server.url)).rejects.toThrow('ECONNREFUSED')
  })
})

it.each(imapSteps)('a reading that hangs at %s ends at once when the service stops', async step => {
  const server = await startFaultyImap({ hangsAt: step })
  const ending = new AbortController()
  const reading = readMailbox(server.url, async () => true, { signal: ending.signal })
  await server.reached
  ending.abort()
  await expect(reading).rejects.toThrow()
})
