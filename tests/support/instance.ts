import pino, { type Logger } from 'pino'
import type { Clock } from '../../src/clock.ts'
import { parseConfig } from '../../src/config.ts'
import { type Context, createContext } from '../../src/context.ts'
import { connect, disconnect } from '../../src/db/connect.ts'
import { createSmtpMailer, type Timeouts } from '../../src/mail/smtp.ts'
import { createMailer } from '../../src/mail/transport.ts'

/** One copy of the service without its pages: its own connections to the database and the mail server, its own queue. */
export type Instance<C extends Clock = Clock> = Context & { clock: C; stop(): Promise<void> }

type Start<C extends Clock> = {
  databaseUrl: string
  smtpUrl: string
  clock: C
  log?: Logger
  /** A shorter patience with the mail server than the usual one. */
  timeouts?: Timeouts | undefined
  /** Environment variables, as in .env.example. */
  settings?: Record<string, string> | undefined
  /** Other questionnaires than the service's, with their wording. */
  asked?: Pick<Context, 'questionnaires' | 'renderer'> | undefined
}

/** Everything real but the clock. Started in a test, or in a process of its own (sender.ts). */
export async function startInstance<C extends Clock>(start: Start<C>): Promise<Instance<C>> {
  const instance = createInstance(start)
  await instance.jobs.start()
  async function stop() {
    await instance.jobs.stop()
    await instance.stop()
  }
  return { ...instance, stop }
}

/** The same before its queue is started; `stop` lets go of the mail server and the database. */
export function createInstance<C extends Clock>(start: Start<C>): Instance<C> {
  const { clock, log = pino({ level: 'silent' }) } = start
  const config = testConfig({ SMTP_URL: start.smtpUrl, ...start.settings })
  const db = connect(start.databaseUrl)
  const mailer = start.timeouts
    ? createSmtpMailer(start.smtpUrl, log, { timeouts: start.timeouts })
    : createMailer(config, log)
  const secrets = ['a secret for tests that is long enough'] as const
  const context = createContext({ config, secrets, db, mailer, clock, log, ...start.asked })
  async function stop() {
    await mailer.close()
    await disconnect(db)
  }
  return { ...context, clock, stop }
}

/** Most tests are about the employers' survey at the end, and count its letters. */
const employersOnly = { FOLLOW_UP_WAVES: 'none', PARTICIPANT_PURPOSES: 'none', COST_PERIOD: 'none' }
/** Their clocks stand still, and so would a limit of letters in a minute. */
const unlimited = { LETTERS_PER_MINUTE: 'none', LETTERS_PER_MINUTE_TO_DOMAIN: 'none' }

function testConfig(settings: Record<string, string>) {
  const parsed = parseConfig({ ...employersOnly, ...unlimited, LOG_LEVEL: 'silent', ...settings })
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return parsed.config
}
