import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMailbox } from '../../src/mail/return-mailbox.ts'
import { type Dovecot, dovecotMissing, elsewhere, startDovecot } from '../support/dovecot.ts'

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

  it('is read over STARTTLS, which is a must where the server is not this machine', async () => {
    await server().deliver(message('hemligt'))
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: server().ca }
    const told = execFileSync(process.execPath, [script, server().startTls], { env, encoding: 'utf8' })
    expect(JSON.parse(told)).toEqual({ handled: 1, left: 0 })
    await expect(readMailbox(server().startTls, async () => true)).rejects.toThrow(/certificate/)
  })

  it('is read from a folder whose name has Swedish letters, and what it holds comes as it was sent', async () => {
    const raw = message('Åsa är på semester — räksmörgås')
    await server().deliver(raw, '&AMU-terstuds')
    const read: Buffer[] = []
    const url = `${server().imap}/${encodeURIComponent('Återstuds')}`
    const handle = async (source: Buffer) => read.push(source) > 0
    expect(await readMailbox(url, handle)).toEqual({ handled: 1, left: 0 })
    expect(read.map(String)).toEqual([raw.toString()])
  })

  it('is read two hundred messages at a time, and what is stuck keeps nothing back', async () => {
    for (let number = 1; number <= 205; number += 1) await server().deliver(message(`nummer ${number}`))
    const handled = await server().count('Handled')
    const handle = async (raw: Buffer) => !/^nummer [123]$/.test(subjectOf(raw) ?? '')
    expect(await readMailbox(server().imap, handle)).toEqual({ handled: 200, left: 5 })
    expect(await readMailbox(server().imap, handle)).toEqual({ handled: 2, left: 3 })
    expect(await readMailbox(server().imap, async () => true)).toEqual({ handled: 3, left: 0 })
    expect(await server().count('Handled')).toBe(handled + 205)
  }, 60_000)

  it('loses nothing when the connection dies in the middle: the next reading goes on', async () => {
    for (const text of ['ett', 'två', 'tre']) await server().deliver(message(text))
    const line = await startLine(server().port)
    const read: (string | undefined)[] = []
    const reading = readMailbox(server().imap.replace(/\d+$/, String(line.port)), async raw => {
      read.push(subjectOf(raw))
      if (read.length === 2) line.cut()
      return true
    })
    await expect(reading).rejects.toThrow()
    await line.stop()
    expect(await server().count()).toBe(2)
    await readMailbox(server().imap, async raw => read.push(subjectOf(raw)) > 0)
    expect(read).toEqual(['ett', 'två', 'två', 'tre'])
    expect(await server().count()).toBe(0)
  })
})

describe('a mail server that', () => {
  const impatient = { connect: 300, silence: 300, whole: 900 }
  const greeting = '* OK [CAPABILITY IMAP4rev1] ready\r\n'
  /** What it says to a command, whose tag comes first. */
  const answers = (tag: string, command: string) =>
    command === 'LOGOUT' ? `* BYE\r\n${tag} OK\r\n` : `${tag} OK\r\n`

  const cleanups: (() => void)[] = []
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup()
  })

  async function startServer(talk: (socket: Socket) => void): Promise<string> {
    const server = createServer(talk).listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanups.push(() => server.close())
    return `imap://a:b@127.0.0.1:${portOf(server)}`
  }

  function talking(until: string) {
    return (socket: Socket) => {
      socket.on('error', () => undefined).write(greeting)
      socket.on('data', data => {
        for (const line of data.toString().trim().split('\r\n')) {
          const [tag = '', command = ''] = line.split(' ')
          if (command === until) return socket.removeAllListeners('data')
          socket.write(answers(tag, command))
        }
      })
    }
  }

  it.each<[string, (socket: Socket) => void]>([
    ['hangs up at once', socket => socket.end(greeting)],
    ['says nothing at all', () => undefined],
    ['falls silent at the sign-in', talking('LOGIN')],
    ['falls silent when the folder is opened', talking('SELECT')],
    [
      'goes on talking and never comes to the point',
      socket => {
        socket.on('error', () => undefined).write(greeting)
        const chatter = setInterval(() => socket.write('* OK still here\r\n'), 50)
        cleanups.push(() => clearInterval(chatter))
      },
    ],
  ])('%s is given up, and told as a fault', async (_, talk) => {
    const url = await startServer(talk)
    await expect(readMailbox(url, async () => true, impatient)).rejects.toThrow()
  })

  it('offers no STARTTLS gets no password, unless it is this machine', async () => {
    const said: string[] = []
    const url = await startServer(socket => {
      talking('')(socket)
      socket.on('data', data => said.push(data.toString()))
    })
    await expect(
      readMailbox(url.replace('127.0.0.1', elsewhere), async () => true, impatient),
    ).rejects.toThrow(/STARTTLS/)
    expect(said.join('')).not.toMatch(/LOGIN|AUTHENTICATE/)
  })
})

type Line = { port: number; cut(): void; stop(): Promise<void> }

/** A line to a server on this machine, which can be cut. */
async function startLine(to: number): Promise<Line> {
  const ends: Socket[] = []
  const server = createServer(near => {
    const far = connect(to, '127.0.0.1')
    ends.push(near, far)
    for (const end of [near, far]) end.on('error', () => undefined)
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server),
    cut() {
      for (const end of ends) end.destroy()
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
