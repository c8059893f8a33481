import { EventEmitter, once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Random } from '../../src/simulation/random.ts'

/** Where in a session a mail server can go wrong; `end` is after the final dot and before the reply to it. */
type SmtpPlace = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'content' | 'end'

/** What it does there instead of going on. */
export type Misbehaviour = {
  at: SmtpPlace
  does: 'stall' | 'drop' | { reply: string }
  /** Whether it has the letter then; only at the end it can. */
  takes?: boolean
}

/** A letter that it has taken, whether or not its sender was told so. */
export type TakenLetter = { messageId: string; recipient: string; at: Temporal.Instant }

export type FaultySmtp = {
  port: number
  /** Oldest first. */
  taken: TakenLetter[]
  /** Goes wrong that way the next `times` times that it comes to the place. */
  misbehave(misbehaviour: Misbehaviour, times: number): void
  /** Lets no more than so many connections in at once, and turns the others away so. */
  allow(connections: number, otherwise: 'drop' | { reply: string }): void
  /** How often it went wrong. */
  struck(): number
  /** Told each time. */
  strikes: EventEmitter<{ strike: [] }>
  /** Is well from now on; what hangs is let go. */
  recover(): void
  stop(): Promise<void>
}

type Options = {
  /** What an entry in the list of taken letters is dated with. */
  now: () => Temporal.Instant
  /** What EHLO tells besides, such as AUTH. STARTTLS is told while that is what goes wrong. */
  extensions?: readonly string[]
  port?: number
  /** Takes up to so long before it says that it has taken a letter. */
  slowestMilliseconds?: number
  random?: Random
}

type Strike = Misbehaviour['does'] | undefined
type Turnstile = { connections: number; otherwise: 'drop' | { reply: string } }

/** A mail server on loopback of our own making, so that it can go wrong at each place, on purpose. */
export async function startFaultySmtp(options: Options): Promise<FaultySmtp> {
  const { now, extensions = [], port = 0, slowestMilliseconds = 0, random } = options
  const taken: TakenLetter[] = []
  const strikes = new EventEmitter<{ strike: [] }>()
  const sockets = new Set<Socket>()
  let fault: Misbehaviour | undefined
  let turnstile: Turnstile | undefined
  let left = 0
  let struck = 0

  function strike() {
    struck += 1
    strikes.emit('strike')
  }
  function strikeAt(place: SmtpPlace): Misbehaviour | undefined {
    if (fault?.at !== place || left === 0) return undefined
    left -= 1
    strike()
    return fault
  }
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    if (turnstile && sockets.size > turnstile.connections) {
      strike()
      misdo(socket, turnstile.otherwise)
      socket.end()
      return
    }
    // Some servers take several commands at once: every other connection may send them so.
    const pipelining = sockets.size % 2 === 0 ? ['PIPELINING'] : []
    converse(socket, {
      extensions: () => [
        ...extensions,
        ...pipelining,
        ...(fault?.at === 'STARTTLS' && left > 0 ? ['STARTTLS'] : []),
      ],
      strikeAt,
      pauseMilliseconds: () => random?.between(0, slowestMilliseconds) ?? 0,
      take: letter => void taken.push({ ...letter, at: now() }),
    })
  })
  await listen(server, port)

  function letGo() {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: portOf(server),
    taken,
    strikes,
    struck: () => struck,
    misbehave(misbehaviour, times) {
      fault = misbehaviour
      left = times
    },
    allow(connections, otherwise) {
      turnstile = { connections, otherwise }
    },
    recover() {
      fault = undefined
      turnstile = undefined
      letGo()
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      letGo()
      await closed
    },
  }
}

type Desk = {
  extensions(): readonly string[]
  strikeAt(place: SmtpPlace): Misbehaviour | undefined
  pauseMilliseconds(): number
  take(letter: Omit<TakenLetter, 'at'>): void
}

/** One session, a line at a time. */
function converse(socket: Socket, desk: Desk): void {
  let waiting = ''
  let recipient = ''
  let inContent = false
  let isStalled = false

  /** Replies, unless something goes wrong here. */
  function say(place: SmtpPlace, reply: string): boolean {
    const does: Strike = desk.strikeAt(place)?.does
    isStalled = does === 'stall' || does === 'drop'
    if (does !== undefined) misdo(socket, does)
    else socket.write(`${reply}\r\n`)
    return does === undefined
  }
  function command(line: string) {
    const verb = line.slice(0, line.search(/\s|$/)).toUpperCase()
    if (verb === 'EHLO') say('EHLO', ehlo(desk.extensions()))
    else if (verb === 'STARTTLS') {
      say('STARTTLS', '454 not now')
      socket.once('data', () => socket.end('this is no TLS\r\n'))
    } else if (verb === 'AUTH') say('AUTH', '235 welcome')
    else if (verb === 'MAIL') say('MAIL', '250 sender')
    else if (verb === 'RCPT') {
      const isTaken = say('RCPT', '250 recipient')
      recipient = isTaken ? (/<(.*?)>/.exec(line)?.[1] ?? '') : ''
    } else if (verb === 'DATA' && recipient === '') socket.write('503 no recipient\r\n')
    else if (verb === 'DATA') inContent = say('DATA', '354 go on')
    else if (verb === 'QUIT') socket.end('221 bye\r\n')
    else socket.write('250 fine\r\n')
  }
  /** @returns whether the whole content has come */
  function content(): boolean {
    const strike = waiting === '' ? undefined : desk.strikeAt('content')
    if (strike) {
      isStalled = true
      misdo(socket, strike.does)
      return false
    }
    const end = waiting.indexOf('\r\n.\r\n')
    if (end < 0) return false
    const letter = { messageId: messageIdIn(waiting.slice(0, end)), recipient }
    waiting = waiting.slice(end + 5)
    inContent = false
    finish(letter)
    return true
  }
  function finish(letter: Omit<TakenLetter, 'at'>) {
    const strike = desk.strikeAt('end')
    if (!strike || strike.takes) desk.take(letter)
    isStalled = strike?.does === 'stall' || strike?.does === 'drop'
    if (strike) misdo(socket, strike.does)
    else setTimeout(() => socket.write('250 taken\r\n'), desk.pauseMilliseconds())
  }

  say('greeting', '220 localhost ESMTP')
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    waiting += chunk
    while (!isStalled) {
      if (inContent) {
        if (!content()) return
        continue
      }
      const end = waiting.indexOf('\r\n')
      if (end < 0) return
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 2)
      command(line)
    }
  })
}

function misdo(socket: Socket, does: Misbehaviour['does']): void {
  if (does === 'drop') socket.destroy()
  if (typeof does !== 'object') return
  socket.write(`${does.reply}\r\n`)
  // RFC 5321: whoever says 421 closes the connection.
  if (does.reply.startsWith('421')) socket.end()
}

function ehlo(extensions: readonly string[]): string {
  const lines = ['localhost', '8BITMIME', ...extensions]
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n')
}

function messageIdIn(content: string): string {
  return /^Message-ID: (\S+)/im.exec(content)?.[1] ?? ''
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
