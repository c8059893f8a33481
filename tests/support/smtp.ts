import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type SmtpSink = {
  url: string
  /** Every message that was taken, as it came over the wire. */
  messages: Buffer[]
  /** How many connections were opened. */
  connections(): number
  /** Breaks every connection without a word. */
  drop(): void
  stop(): Promise<void>
}

/** A real SMTP server on a free port of this machine. It takes everything, but for what `options` say. */
export async function startSmtp(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const messages: Buffer[] = []
  let connections = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1
      done()
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        messages.push(Buffer.concat(chunks))
        done()
      })
    },
    ...options,
  })
  // A client that goes away is part of the tests.
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    connections: () => connections,
    drop: () => {
      for (const connection of server.connections) connection._socket.destroy()
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** The error that makes smtp-server answer with this code. */
export function reply(responseCode: number, text = 'no'): Error {
  return Object.assign(new Error(text), { responseCode })
}
