import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuth, signInCode } from '../auth.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type Context, createContext } from '../context.ts'
import { connect, type Database, disconnect } from '../db/connect.ts'
import { startThrowawayServer } from '../db/embedded/throwaway.ts'
import { migrate } from '../db/migrate.ts'
import { insertMember } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import { atTime, createCalendar, dayOf } from '../domain/calendar.ts'
import { lastFourQuarters } from '../domain/period-choices.ts'
import type { Period } from '../domain/statistics.ts'
import { createMailer } from '../mail/transport.ts'
import { createRenderer, type Translate } from '../render.ts'
import { type Service, startService } from '../run-service.ts'
import { acceptedRows, endedDays, type SimulationResult, simulate } from '../simulation/simulate.ts'
import { createOtherAnswers } from '../simulation/synthetic-answers.ts'
import { createYear } from '../simulation/synthetic-year.ts'
import { createWorld } from '../simulation/world.ts'
import { createProgress } from './progress.ts'
import { reportText } from './report-text.ts'
import { stopRequested } from './stop-requested.ts'
import { createLog, readConfig } from './with-context.ts'

const seed = 2011
const placementCount = 2_638
const endingToday = 5
const goingOn = 150
const administrator = {
  name: 'Demo Admin',
  email: 'admin@demo.example',
  role: 'administrator',
} as const
/** One of those whose placements the made-up year holds. */
const coach = { name: 'Demo Coach', email: 'coach1.city@jobbtorg.example', role: 'coach' } as const
const coachUnit = 'Jobbtorg City'

/** Shortly before letters go out, so that a visitor sees them arrive. */
const beforeLetters = Temporal.Duration.from({ seconds: 10 })
const noon = Temporal.PlainTime.from('12:00')

/**
 * `demo`: plays a synthetic year that ends today and leaves the service up with its result. Everything lies in a
 * temporary folder and is gone when the demo is stopped; no letter leaves the machine.
 */
export async function demoCommand(): Promise<number> {
  const stopping = new AbortController()
  const stopped = stopRequested().then(() => stopping.abort())
  const folder = await mkdtemp(join(tmpdir(), 'demo-'))
  const server = await startThrowawayServer()
  const db = connect(server.url)
  try {
    await migrate(db)
    const { context, service } = await prepare(db, folder, stopping.signal)
    await stopped
    await service.stop()
    await context.mailer.close()
  } catch (error) {
    // Stopped while the year was played.
    if (error !== stopping.signal.reason) throw error
  } finally {
    await disconnect(db)
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

type Parts = { config: Config; secrets: Context['secrets']; db: Database; log: Context['log'] }

async function prepare(
  db: Database,
  folder: string,
  stopping: AbortSignal,
): Promise<{ context: Context; service: Service }> {
  const config = { ...readConfig({ SMTP_URL: '' }), DATA_DIR: folder }
  const secrets = [randomBytes(32).toString('base64url')] as const
  const parts = { config, secrets, db, log: createLog(config) }
  const { t } = createRenderer()
  const today = nextWorkingDay(config, systemClock.now())

  const showProgress = createProgress(t('sv', 'demo.progress'))
  const { report } = await playYear(parts, today.subtract({ days: 1 }), share => {
    stopping.throwIfAborted()
    showProgress(share)
  })
  process.stdout.write(`\n${reportText(report, t)}\n`)

  const clock = clockFrom(atTime(today, config.LETTERS_FROM).subtract(beforeLetters))
  const context = createContext({ ...parts, mailer: createMailer(config, parts.log), clock })
  await addStaff(db)
  const auth = createAuth(context)
  const service = await startService(context, auth)
  const links = {
    administrator: signInLink(service, administrator.email, await signInCode(auth, administrator.email)),
    coach: signInLink(service, coach.email, await signInCode(auth, coach.email)),
  }
  process.stdout.write(welcome(t, service, lastFourQuarters(today), links))
  return { context, service }
}

/** Today, or the next day on which letters go out. */
function nextWorkingDay({ PAUSES }: Config, now: Temporal.Instant): Temporal.PlainDate {
  return createCalendar(PAUSES).workingDaysAfter(dayOf(now).subtract({ days: 1 }), 1)
}

async function playYear(
  parts: Parts,
  lastDay: Temporal.PlainDate,
  onDay: (share: number) => void,
): Promise<SimulationResult> {
  const { placements, answers } = createYear({
    seed,
    count: placementCount,
    lastDay,
    endingLast: endingToday,
    goingOn,
  })
  const told = [...answers, ...createOtherAnswers(acceptedRows(placements), answers, seed)]
  const first = endedDays(placements)?.first ?? lastDay
  const start = atTime(first.subtract({ days: 1 }), noon)
  // Refused addresses belong to the play.
  const world = await createWorld({ ...parts, log: createLog({ LOG_LEVEL: 'error' }), start })
  return simulate(world, { placements, answers: told, to: lastDay, onDay }).finally(world.close)
}

/** The real clock, moved so that it shows `start` now: a demo at night or on a Sunday sees letters too. */
function clockFrom(start: Temporal.Instant): Clock {
  const ahead = systemClock.now().until(start)
  return { now: () => systemClock.now().add(ahead) }
}

async function addStaff(db: Database): Promise<void> {
  const units = await listUnits(db)
  const unitId = units.find(({ name }) => name === coachUnit)?.id ?? null
  await insertMember(db, { ...administrator, id: 'demo-administrator', unitId: null })
  await insertMember(db, { ...coach, id: 'demo-coach', unitId })
}

function signInLink({ url }: Service, email: string, code: string): string {
  return `${url}/sign-in/code?${new URLSearchParams({ email, code })}`
}

type Links = { administrator: string; coach: string }

function welcome(
  t: Translate,
  { url, mailboxUrl }: Service,
  { from, to }: Period,
  { administrator: signIn, coach: coachSignIn }: Links,
): string {
  const values = {
    url,
    mailbox: mailboxUrl ?? '',
    signIn,
    coachSignIn,
    coachEmail: coach.email,
    reports: `${url}/reports?${new URLSearchParams({ from: from.toString(), to: to.toString() })}`,
    email: administrator.email,
    endingToday,
  }
  return `${t('sv', 'demo.welcome', values)}\n`
}
