import { sql } from 'drizzle-orm'
import pino from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createAuth, signInCode } from '../../src/auth.ts'
import { parseConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/connect.ts'
import { dutyDone } from '../../src/db/duties.ts'
import { insertMember } from '../../src/db/staff.ts'
import { listUnits } from '../../src/db/units.ts'
import { atTime } from '../../src/domain/calendar.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { endedDays, simulate } from '../../src/simulation/simulate.ts'
import { createYear } from '../../src/simulation/synthetic-year.ts'
import { createWorld, type World } from '../../src/simulation/world.ts'

/** Who looks at the workspace; `neighbour` is a coach of another unit. */
const viewers = {
  coach: { name: 'Kim Coach', email: 'coach1.city@jobbtorg.example', role: 'coach', unit: 'Jobbtorg City' },
  neighbour: {
    name: 'Noor Granne',
    email: 'coach2.kista@jobbtorg.example',
    role: 'coach',
    unit: 'Jobbtorg Kista',
  },
  administrator: { name: 'Märta Ek', email: 'marta.ek@staden.example', role: 'administrator', unit: null },
  analyst: { name: 'Anna Lys', email: 'anna.lys@staden.example', role: 'analyst', unit: null },
} as const
export type Viewer = keyof typeof viewers | 'nobody'

export type Workspace = World & {
  url: string
  /** A page in a browser of its own, without scripts: that member's, or nobody's. */
  visit(browser: Browser, viewer: Viewer, options?: BrowserContextOptions): Promise<Page>
}

const lastDay = Temporal.PlainDate.from('2026-02-27')

/**
 * A city's workspace at the end of a made-up year that was played through the real parts, with placements in every state.
 * @param db an empty, migrated database, whose owner closes it after the workspace
 */
export async function createWorkspace(db: Database, count: number): Promise<Workspace> {
  const { placements, answers } = createYear({ seed: 7, count, lastDay, endingLast: 3, goingOn: 60 })
  const first = endedDays(placements)?.first ?? lastDay
  const start = atTime(first.subtract({ days: 1 }), Temporal.PlainTime.from('12:00'))
  const secrets = ['a secret for the workspace that is long enough'] as const
  const log = pino({ level: 'silent' })
  const world = await createWorld({ config: settings(), secrets, db, log, start })
  await simulate(world, { placements, answers, to: lastDay })
  await addViewers(db)
  await addDisagreement(world)
  // The play does without the scheduler, whose silence every page of an administrator would tell of.
  await dutyDone(db, 'tick', world.context.clock.now())
  return { ...world, url: world.context.baseUrl, visit: visitTo(world) }
}

function settings() {
  const parsed = parseConfig({ LOG_LEVEL: 'silent' })
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return parsed.config
}

async function addViewers(db: Database): Promise<void> {
  const units = await listUnits(db)
  for (const [id, { unit, ...member }] of Object.entries(viewers)) {
    const unitId = units.find(({ name }) => name === unit)?.id ?? null
    await insertMember(db, { ...member, id: `viewer-${id}`, unitId })
  }
}

/** A participant in the coach's unit says something else about work at the host than the employer has said. */
async function addDisagreement({ context }: World): Promise<void> {
  const now = context.clock.now()
  const [asked] = await context.db.execute<{ id: string; employment: string }>(sql`
    select asked.id, answers.values->>'employment' as employment
    from placements
    join units on units.id = placements.unit_id and units.name = ${viewers.coach.unit}
    join surveys told on told.placement_id = placements.id
      and told.questionnaire = 'employer' and told.wave = 'end'
    join answers on answers.survey_id = told.id and answers.version = told.answer_version
    join surveys asked on asked.placement_id = placements.id and asked.questionnaire = 'participant'
      and asked.state in ('open', 'phone') and asked.closes_at > ${now.toString()}::timestamptz
    order by asked.id
    limit 1`)
  if (!asked) throw new Error('Nobody in the unit is asked after an answer')
  const raw = { overall: '4', work: asked.employment === 'yes' ? 'no' : 'at_host' }
  const answer = { surveyId: Number(asked.id), raw, basedOn: 0, source: 'link', staffId: null, now } as const
  const { outcome } = await receiveAnswer(context, answer)
  if (outcome !== 'stored') throw new Error(outcome)
}

function visitTo({ context }: World): Workspace['visit'] {
  const auth = createAuth(context)
  return async (browser, viewer, options = {}) => {
    const browsing = await browser.newContext({ javaScriptEnabled: false, locale: 'sv-SE', ...options })
    const page = await browsing.newPage()
    if (viewer === 'nobody') return page
    const { email } = viewers[viewer]
    const query = new URLSearchParams({ email, code: await signInCode(auth, email) })
    await page.goto(`${context.baseUrl}/sign-in/code?${query}`)
    await page.locator('main button').click()
    return page
  }
}
