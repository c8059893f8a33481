import pino from 'pino'
import postgres from 'postgres'
import { ManualClock } from '../../src/clock.ts'
import { parseConfig } from '../../src/config.ts'
import { type Context, createContext } from '../../src/context.ts'
import { connect, disconnect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { atTime } from '../../src/domain/calendar.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { createMailer } from '../../src/mail/transport.ts'
import { createYear } from '../../src/simulation/synthetic-year.ts'
import { databaseUrl } from '../support/database-server.ts'

/** Where a context of the bench has its parts; plain, so that it can be sent to another process. */
export type Place = { databaseUrl: string; smtpUrl: string }

const friday = Temporal.PlainDate.from('2026-02-27')
const nine = Temporal.PlainTime.from('09:00')
/** The Monday morning on which the surveys of placements that ended on Friday open. */
const monday = atTime(friday.add({ days: 3 }), nine)
const secrets = ['a secret for the bench that is long enough'] as const

/** The product with its own settings, on that Monday at 09:00. */
export function createBenchContext(place: Place): Context {
  const config = readSettings({ SMTP_URL: place.smtpUrl })
  const log = pino({ level: 'silent' })
  const db = connect(place.databaseUrl)
  const mailer = createMailer(config, log)
  return createContext({ config, secrets, db, mailer, clock: new ManualClock(monday), log })
}

export async function closeBenchContext({ db, mailer }: Context): Promise<void> {
  await mailer.close()
  await disconnect(db)
}

/** Makes a database in which the surveys of `count` placements, each with a contact of its own, are due on Monday. */
export async function createDueDatabase(serverUrl: string, name: string, count: number): Promise<string> {
  await onServer(serverUrl, admin => admin`create database ${admin(name)}`)
  const url = databaseUrl(serverUrl, name)
  const context = createBenchContext({ databaseUrl: url, smtpUrl: 'smtp://127.0.0.1:1' })
  await migrate(context.db)
  const now = atTime(friday.subtract({ days: 1 }), nine)
  const { accepted } = await importPlacements(context, {
    table: endedOnFriday(count),
    strict: true,
    actor: 'import',
    now,
  })
  if (accepted !== count) throw new Error(`${accepted} of ${count} placements were accepted`)
  await closeBenchContext(context)
  return url
}

/** Another database with the same content; nobody may be connected to the first one. */
export async function copyDatabase(serverUrl: string, from: string, name: string): Promise<string> {
  await onServer(serverUrl, admin => admin`create database ${admin(name)} template ${admin(from)}`)
  return databaseUrl(serverUrl, name)
}

/** The made-up year gives only the last of its placements a host of their own. */
function endedOnFriday(count: number) {
  const { placements } = createYear({
    seed: 1,
    count: count * 4,
    lastDay: friday,
    endingLast: count,
    goingOn: 0,
  })
  return { ...placements, rows: placements.rows.slice(-count) }
}

function readSettings(settings: Record<string, string>) {
  const parsed = parseConfig(settings)
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return parsed.config
}

/** Works on the server itself, in no database of ours. */
export async function onServer(url: string, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  await work(admin).finally(() => admin.end())
}
