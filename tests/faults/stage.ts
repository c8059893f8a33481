import { count, inArray } from 'drizzle-orm'
import pino from 'pino'
import { ManualClock } from '../../src/clock.ts'
import type { Database } from '../../src/db/connect.ts'
import { letters } from '../../src/db/schema.ts'
import { deliveries } from '../../src/flow/deliveries.ts'
import { doDuty } from '../../src/flow/do-duty.ts'
import { runDue } from '../../src/flow/run-due.ts'
import type { Random } from '../../src/simulation/random.ts'
import { createDatabaseOn } from '../support/database-on.ts'
import { makePlacement } from '../support/factories.ts'
import { type Instance, startInstance } from '../support/instance.ts'
import { swedish } from '../support/swedish.ts'
import type { Tally } from './tally.ts'

/** Where a fault is played, and how much of it. */
export type Dose = {
  /** Of a PostgreSQL server with the migrated template. */
  serverUrl: string
  letters: number
  /** How often the thing goes wrong, at most. */
  times: number
  random: Random
}

/** One thing that goes wrong; its name is its row in docs/faults.md. */
export type Fault = {
  name: string
  /** Why it can't be played on this machine; null where it can. */
  obstacle?(): Promise<string | null>
  play(dose: Dose): Promise<Tally>
}

/** A service with invitations that are due on the morning of Monday 2 March 2026. */
export type Stage = {
  db: Database
  databaseUrl: string
  clock: ManualClock
  instance: Instance<ManualClock>
  /** The operator changes a setting and starts the service again. */
  restart(smtpUrl: string): Promise<void>
  /** Sets the clock and does what is due, as the service does every minute. What fails then is tried at the next tick. */
  tick(now: Temporal.Instant): Promise<void>
  /** Ticks on through the following days until no letter is under way. */
  goOn(): Promise<void>
  close(): Promise<void>
}

export const imported = swedish('2026-02-20T12:00')
export const morning = swedish('2026-03-02T09:00')
/** No mail server on loopback takes so long unless it is to; in milliseconds. */
const impatient = { connect: 400, greeting: 400, silence: 400, dns: 1_000 }

/** `smtpUrl`: empty for the local mailbox. */
type Setting = { smtpUrl: string; clock?: ManualClock; settings?: Record<string, string> }

export async function setStage(dose: Pick<Dose, 'serverUrl' | 'letters'>, setting: Setting): Promise<Stage> {
  const { clock = new ManualClock(imported), settings } = setting
  const database = await createDatabaseOn(dose.serverUrl)
  const log = pino({ level: 'silent' })
  const start = (smtpUrl: string) =>
    startInstance({
      databaseUrl: database.url,
      smtpUrl,
      clock,
      settings,
      timeouts: smtpUrl ? impatient : undefined,
      log,
    })
  clock.set(imported)
  let instance = await start(setting.smtpUrl)
  for (let letter = 0; letter < dose.letters; letter += 1) await makePlacement(instance)
  clock.set(morning)

  async function tick(now: Temporal.Instant) {
    clock.set(now)
    await tickOf(instance)
  }
  return {
    db: database.db,
    databaseUrl: database.url,
    clock,
    get instance() {
      return instance
    },
    async restart(smtpUrl) {
      await instance.stop()
      instance = await start(smtpUrl)
    },
    tick,
    async goOn() {
      const { schedule } = instance
      for (let round = 0; round < mostRounds; round += 1) {
        await tick(schedule.sendingTimeFrom(clock.now().add({ minutes: 5 })))
        if (await isSettled(database.db, dose.letters)) return
      }
    },
    async close() {
      await instance.stop()
      await database.drop()
    },
  }
}

/** Five days of ticks, at every fifth minute of the sending time. */
const mostRounds = 5 * 15 * 12

/** What the scheduler does, and then what the worker does. */
export async function tickOf(instance: Instance): Promise<void> {
  await doDuty(instance, 'tick', () => runDue(instance, instance.clock.now()))
  await instance.jobs.drain(deliveries(instance)).catch(() => undefined)
}

async function isSettled(db: Database, due: number): Promise<boolean> {
  const underWay = await db.$count(letters, inArray(letters.state, ['queued', 'sending']))
  const [row] = await db.select({ stored: count() }).from(letters)
  return underWay === 0 && (row?.stored ?? 0) >= due
}

/** How often the mail server was tried, by the letters' own count. */
export async function attemptsIn(db: Database): Promise<number> {
  const rows = await db.select({ attempts: letters.attempts }).from(letters)
  return rows.reduce((sum, { attempts }) => sum + attempts, 0)
}
