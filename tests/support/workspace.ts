import pino from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createAuth, signInCode } from '../../src/auth.ts'
import { parseConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/connect.ts'
import { insertMember } from '../../src/db/staff.ts'
import { listUnits } from '../../src/db/units.ts'
import { atTime } from '../../src/domain/calendar.ts'
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
