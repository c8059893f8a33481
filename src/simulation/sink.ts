import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A mail server on loopback that keeps what it is sent, and refuses chosen addresses. */
export type Sink = {
  url: string
  close(): Promise<void>
}

export type SinkOptions = {
  /** Called once for each message that was taken, before the sender is told so. */
  onMessage: (message: { recipients: string[]; source: string }) => void | Promise<void>
  /** Whether this address is refused with 550 (RFC 5321: mailbox unavailable). */
  refuses?: (address: string) => boolean
}

/** Starts it at a free port. */
export async function startSink({ onMessage, refuses = () => false }: SinkOptions): Promise<Sink> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo({ address }, _session, callback) {
      if (!refuses(address)) return callback()
      callback(Object.assign(new Error('5.1.1 mailbox unavailable'), { responseCode: 550 }))
    },
    onData(stream, { envelope }, callback) {
      text(stream)
        .then(source => onMessage({ recipients: envelope.rcptTo.map(({ address }) => address), source }))
        .then(() => callback(), callback)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // A client that goes away in the middle is the client's matter.
  server.on('error', () => {})
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, close: () => new Promise(resolve => server.close(resolve)) }
}
