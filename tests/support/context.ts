import { type ParsedMail, simpleParser } from 'mailparser'
import { ManualClock } from '../../src/clock.ts'
import type { Context } from '../../src/context.ts'
import { deliveries } from '../../src/flow/deliveries.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { startSink } from '../../src/simulation/sink.ts'
import { createTestDatabase } from './database.ts'
import { startInstance } from './instance.ts'
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
  options: {
    now?: string
    settings?: Record<string, string>
    asked?: Pick<Context, 'questionnaires' | 'renderer'>
  } = {},
): Promise<TestContext> {
  const { url, drop } = await createTestDatabase()
  const inbox: ParsedMail[] = []
  const refused = new Set<string>()
  const sink = await startSink({
    onMessage: async ({ source }) => void inbox.push(await simpleParser(source)),
    refuses: address => refused.has(address),
  })
  const { settings, asked, now = '2026-03-02T09:00' } = options
  const clock = new ManualClock(swedish(now))
  const context = await startInstance({ databaseUrl: url, smtpUrl: sink.url, clock, settings, asked })

  async function queueAt(localTime: string) {
    clock.set(swedish(localTime))
    await runDue(context, clock.now())
  }
  const deliverAll = () => context.jobs.drain(deliveries(context))
  async function tickAt(localTime: string) {
    await queueAt(localTime)
    await deliverAll()
  }
  async function close() {
    await context.stop()
    await sink.close()
    await drop()
  }
  return { ...context, inbox, refused, tickAt, queueAt, deliverAll, close }
}
