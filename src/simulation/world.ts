import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createApp } from '../app.ts'
import { createAuth } from '../auth.ts'
import { ManualClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type Context, createContext } from '../context.ts'
import type { Database } from '../db/connect.ts'
import { createMailer } from '../mail/transport.ts'
import { close } from '../run-service.ts'
import { type ReadLetter, readLetter } from './postbox.ts'
import { startSink } from './sink.ts'

/** The real service with its pages, a mail server that takes everything, and a clock that is set by hand. */
export type World = {
  context: Context & { clock: ManualClock }
  /** What the employers have got in their mail, oldest first. */
  postbox: ReadLetter[]
  /** Addresses that refuse every letter. */
  refused: Set<string>
  close(): Promise<void>
}

type Parts = {
  config: Config
  secrets: Context['secrets']
  db: Database
  log: Logger
  start: Temporal.Instant
}

/** Builds a world around an open, migrated database, whose owner closes it after the world. */
export async function createWorld({ config: settings, secrets, db, log, start }: Parts): Promise<World> {
  // Its clock stands still while a day's letters go out, and so would a limit of letters in a minute.
  const config = { ...settings, LETTERS_PER_MINUTE: null, LETTERS_PER_MINUTE_TO_DOMAIN: null }
  const clock = new ManualClock(start)
  const postbox: ReadLetter[] = []
  const refused = new Set<string>()
  const sink = await startSink({
    onMessage: async message => {
      const letter = await readLetter(message, clock.now())
      // What staff get in their mail asks nobody anything.
      if (letter.links.length > 0) postbox.push(letter)
    },
    refuses: address => refused.has(address),
  })
  const mailer = createMailer({ ...config, SMTP_URL: sink.url }, log)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = { ...createContext({ config, secrets, db, mailer, clock, log, baseUrl }), clock }
  server.on('request', createApp(context, createAuth(context)))
  await context.jobs.start()

  async function closeWorld() {
    await close(server)
    await context.jobs.stop()
    await mailer.close()
    await sink.close()
  }
  return { context, postbox, refused, close: closeWorld }
}
