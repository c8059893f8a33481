import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** How a reading comes to a mail server, in this order. */
export const imapSteps = ['greeting', 'LOGIN', 'SELECT', 'UID SEARCH', 'UID FETCH', 'UID MOVE'] as const
type ImapStep = (typeof imapSteps)[number]

type Faults = {
  /** It says nothing from that step on. */
  hangsAt?: ImapStep
  hangsUpAt?: ImapStep
  /** From that step on it says something all the time, and never what it is asked. */
  dripsAt?: ImapStep
  /** Commands that it says no to. */
  refuses?: (line: string) => boolean
}

export type FaultyImap = {
  url: string
  /** The messages that were moved, of three. */
  moved: number[]
  /** Settles when it comes to the step of its fault. */
  reached: Promise<void>
  close(): void
}

/** A mail server with three messages that knows just enough IMAP, and has a fault. It is gone when the test is over. */
export async function startFaultyImap(faults: Faults = {}): Promise<FaultyImap> {
  const moved: number[] = []
  const reached = Promise.withResolvers<void>()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    const isAt = (line: string) => {
      const step = [faults.hangsAt, faults.hangsUpAt, faults.dripsAt].find(one => one && line.startsWith(one))
      if (!step) return false
      if (faults.hangsUpAt) socket.destroy()
      if (faults.dripsAt) {
        const drip = setInterval(() => socket.write('* OK still here\r\n'), 50)
        socket.on('close', () => clearInterval(drip))
      }
      reached.resolve()
      return true
    }
    if (isAt('greeting')) return
    socket.write('* OK [CAPABILITY IMAP4rev1 MOVE] ready\r\n')
    let isSilent = false
    createInterface(socket)
      .on('error', () => undefined)
      .on('line', text => {
        const [tag = '', ...words] = text.split(' ')
        const line = words.join(' ')
        isSilent ||= isAt(line)
        if (isSilent) return
        const isRefused = faults.refuses?.(line) ?? false
        if (!isRefused) socket.write(answerTo(line, moved))
        socket.write(`${tag} ${isRefused ? 'NO not today' : 'OK done'}\r\n`)
      })
  })
  const { port, stop } = await listen(server)
  return { url: `imap://a:b@127.0.0.1:${port}`, moved, reached: reached.promise, close: stop }
}

function answerTo(line: string, moved: number[]): string {
  const [, uid = ''] = /^UID (?:FETCH|MOVE) (\d+)/.exec(line) ?? []
  if (line.startsWith('CAPABILITY')) return '* CAPABILITY IMAP4rev1 MOVE\r\n'
  if (line.startsWith('SELECT')) return '* 3 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n'
  if (line.startsWith('LIST')) return '* LIST () "/" INBOX\r\n'
  if (line.startsWith('UID SEARCH')) return '* SEARCH 1 2 3\r\n'
  if (line.startsWith('UID MOVE')) moved.push(Number(uid))
  const source = `Subject: ${uid}\r\n\r\nHej\r\n`
  return line.startsWith('UID FETCH')
    ? `* ${uid} FETCH (UID ${uid} BODY[]<0> {${source.length}}\r\n${source})\r\n`
    : ''
}

/** A way to a mail server that can be cut. */
export async function startLine(to: string): Promise<{ url: string; cut(): void }> {
  const target = new URL(to)
  const onwardPort = Number(target.port)
  const { port, stop } = await listen(
    createServer(socket => {
      const onward = connect(onwardPort, '127.0.0.1')
      for (const end of [socket, onward]) end.on('error', () => undefined)
      socket.pipe(onward).pipe(socket)
      socket.on('close', () => onward.destroy())
    }),
  )
  target.port = String(port)
  return { url: target.href, cut: stop }
}

async function listen(server: Server): Promise<{ port: number; stop(): void }> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  function stop() {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(stop)
  return { port: (server.address() as AddressInfo).port, stop }
}
