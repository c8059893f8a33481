import { type ParsedMail, simpleParser } from 'mailparser'
import pino from 'pino'
import { ManualClock } from '../../src/clock.ts'
import { parseConfig } from '../../src/config.ts'
import { type Context, createContext } from '../../src/context.ts'
import { deliverLetter } from '../../src/flow/deliver-letter.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { createMailer } from '../../src/mail/transport.ts'
import { startSink } from '../../src/simulation/sink.ts'
import { createTestDatabase } from './database.ts'
import { swedish } from './swedish.ts'

export type TestContext = Context & {
  clock: ManualClock
  /** Messages that the mail server on loopback has taken, oldest first. */
  inbox: ParsedMail[]
  /** Addresses that the mail server refuses with 550. */
  refused: Set<string>
  /** Sets the clock, does what is due and delivers every letter. Swedish local time: '2026-03-02T09:00'. */
  tickAt(localTime: string): Promise<void>
  /** The first half of a tick: letters are queued, and none is delivered. */
  queueAt(localTime: string): Promise<void>
  /** The second half. */
  deliverAll(): Promise<void>
  close(): Promise<void>
}

/**
 * Everything real: an own database, SMTP on loopback, the job queue. Only the clock stands still.
 * @param settings environment variables, as in .env.example
 */
export async function createTestContext(
  options: { now?: string; settings?: Record<string, string> } = {},
): Promise<TestContext> {
  const { db, drop } = await createTestDatabase()
  const inbox: ParsedMail[] = []
  const refused = new Set<string>()
  const sink = await startSink({
    onMessage: async ({ source }) => void inbox.push(await simpleParser(source)),
    refuses: address => refused.has(address),
  })
  const log = pino({ level: 'silent' })
  const config = testConfig({ SMTP_URL: sink.url, ...options.settings })
  const clock = new ManualClock(swedish(options.now ?? '2026-03-02T09:00'))
  const mailer = createMailer(config, log)
  const secrets = ['a secret for tests that is long enough'] as const
  const context = createContext({ config, secrets, db, mailer, clock, log })
  await context.jobs.start()

  async function queueAt(localTime: string) {
    clock.set(swedish(localTime))
    await runDue(context, clock.now())
  }
  const deliverAll = () => context.jobs.drain(letterId => deliverLetter(context, letterId))
  async function tickAt(localTime: string) {
    await queueAt(localTime)
    await deliverAll()
  }
  async function close() {
    await context.jobs.stop()
    await mailer.close()
    await sink.close()
    await drop()
  }
  return { ...context, clock, inbox, refused, tickAt, queueAt, deliverAll, close }
}

function testConfig(settings: Record<string, string>) {
  const parsed = parseConfig({ LOG_LEVEL: 'silent', ...settings })
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return parsed.config
}
