import { eq, sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts, surveys } from '../../src/db/schema.ts'
import { purposes } from '../../src/domain/codes.ts'
import { createLink } from '../../src/domain/link.ts'
import { serve, withBrowser } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { addressesIn, type Scan, scan } from '../support/scanner.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import {
  answerOf,
  employerSays,
  everybodyAsked,
  participantSays,
  surveyAbout,
} from '../support/three-respondents.ts'

let context: TestContext
let site: Awaited<ReturnType<typeof serve>>
let agent: ReturnType<typeof supertest>

beforeAll(async () => {
  const settings = { ...everybodyAsked, COST_PERIOD: 'quarter' }
  context = await createTestContext({ now: '2026-02-27T12:00', settings })
  const { app } = createStaffSite(context)
  agent = supertest(app)
  site = await serve(app)
})
afterAll(async () => {
  await site.stop()
  await context.close()
})
beforeEach(() => {
  context.clock.set(swedish('2026-02-27T12:00'))
  context.inbox.length = 0
})

const days = { end: '2026-03-02T09:00', day_90: '2026-06-01T09:00', day_180: '2026-08-31T09:00' } as const
const long = { timeout: 240_000 }

/** Everything that the database holds, by table. */
async function everything(): Promise<Record<string, unknown>> {
  const tables = await context.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const rows = tables.map(async ({ name }) => {
    const content = await context.db.execute(
      sql`select to_jsonb(t) as row from ${sql.identifier(name)} t order by 1`,
    )
    return [name, [...content]] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}

/** What every letter to that address leads to, without the origin. */
function linksTo(email: string): string[] {
  const letters = context.inbox.filter(({ to }) => [to].flat().some(one => one?.text.includes(email)))
  expect(letters).not.toEqual([])
  const ours = letters.flatMap(letter => addressesIn(letter)).filter(link => link.startsWith(context.baseUrl))
  return ours.map(address => address.slice(context.baseUrl.length))
}

/** Scans, and expects that nothing whatever has changed. */
async function leavesNothing(addresses: readonly string[]): Promise<Scan> {
  const before = await everything()
  const done = await withBrowser(browser => scan(browser, site.url, addresses))
  expect(done.serverErrors).toEqual([])
  expect(await everything()).toEqual(before)
  return done
}

describe('a scanner that opens every link, clicks every button and sends every form as it stands leaves nothing', () => {
  it.each(purposes)('of the employer after %s', long, async purpose => {
    const email = `${purpose}@bageri.example`
    const { placementId } = await makePlacement(context, { placement: { purpose }, contact: { email } })
    await context.tickAt(days.end)
    const links = linksTo(email)
    const done = await leavesNothing(links)
    expect(done.clicks).toBeGreaterThan(10)
    expect(done.sent).toBeGreaterThan(10)
    expect([...done.addresses].join('\n')).toMatch(/wrong-person[\s\S]*no-letters/)
    if (purpose !== 'language') return
    await answers(placementId, 'employer', employerSays('yes'), 'end')
    await leavesNothing(links)
  })

  it.each(['day_90', 'day_180'] as const)('of the employer at %s', long, async wave => {
    const email = `${wave}@bageri.example`
    const { placementId } = await makePlacement(context, { contact: { email } })
    await context.tickAt(days.end)
    await answerOf(context, placementId, 'employer', employerSays('yes'))
    if (wave === 'day_180') {
      await context.tickAt(days.day_90)
      const still = { still_employed: 'yes', form: 'permanent', subsidised: 'no' }
      await answerOf(context, placementId, 'employer', still, 'day_90')
    }
    await context.tickAt(days[wave])
    const links = linksTo(email)
    expect(links.join('\n')).toContain('?still_employed=no')
    await leavesNothing(links)
    await answers(placementId, 'employer', { still_employed: 'no' }, wave)
    await leavesNothing(links)
  })

  it('of the participant, in every language', { timeout: 400_000 }, async () => {
    const email = 'deltagare@aspirant.example'
    const { placementId } = await makePlacement(context, { participant: { email } })
    await context.tickAt(days.end)
    const links = linksTo(email)
    await leavesNothing(links)
    await answers(placementId, 'participant', participantSays('elsewhere'), 'end')
    await leavesNothing(links)
  })

  it('of whom one letter asks about several placements', long, async () => {
    const email = 'flera@bageri.example'
    const { contactId } = await makePlacement(context, { contact: { email } })
    await makePlacement(context, { placement: { contactId } })
    await context.tickAt(days.end)
    const links = linksTo(email)
    expect(links.filter(link => link.startsWith('/s/'))).toHaveLength(3)
    await leavesNothing(links)
  })

  it('of the district board, whether or not it has begun', long, async () => {
    await makePlacement(context, { placement: { district: 'Rinkeby', funding: 'income_support' } })
    await context.tickAt('2026-04-01T08:00')
    const [found] = await context.db.select().from(surveys).where(eq(surveys.questionnaire, 'district'))
    if (!found) throw new Error('The district is not asked')
    const email = 'rinkeby@stadsdel.example'
    await context.db.update(contacts).set({ email }).where(eq(contacts.id, found.contactId))
    await context.tickAt('2026-04-01T09:00')
    const links = linksTo(email)
    await leavesNothing(links)
    const path = `/s/${createLink(context.linkKeys, found)}`
    const typed = { persons_woman: '6', paid_woman: '90000', persons_man: '5', paid_man: '61500' }
    const draft = { ...typed, signed_by: 'Kim Lind', based_on: '0', save: '1' }
    await agent.post(path).type('form').send(draft).expect(303)
    await leavesNothing(links)
    await answers(0, 'district', { ...typed, signed_by: 'Kim Lind' }, '', path)
    await leavesNothing(links)
  })

  it(
    'of whoever is asked no longer: the survey is closed, and the address of the header still opens',
    long,
    async () => {
      const email = 'stangd@bageri.example'
      await makePlacement(context, { contact: { email } })
      await context.tickAt(days.end)
      context.clock.set(swedish('2026-06-30T12:00'))
      await leavesNothing(linksTo(email))
    },
  )

  it('at the page for codes', long, async () => {
    await leavesNothing(['/s', '/s?lang=en', '/s/unknown', '/no-letters/unknown'])
  })
})

/** A person answers by the link, afterwards. */
async function answers(
  placementId: number,
  questionnaire: 'employer' | 'participant' | 'district',
  raw: Readonly<Record<string, string>>,
  wave: string,
  path?: string,
): Promise<void> {
  const link =
    path ?? `/s/${createLink(context.linkKeys, await surveyAbout(context, placementId, questionnaire, wave))}`
  await agent
    .post(link)
    .type('form')
    .send({ ...raw, based_on: '0' })
    .expect(303)
}
