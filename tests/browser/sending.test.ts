import { sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { dutyDone, dutyFailed } from '../../src/db/duties.ts'
import { duties, returns, sendingPauses } from '../../src/db/sending-schema.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>

const administrator = { name: 'Märta Ek', email: 'marta@kommunen.example' }

beforeAll(async () => {
  const settings = { IMAP_URL: 'imap://127.0.0.1:1', LETTERS_PER_MINUTE: '300' }
  context = await createTestContext({ now: '2026-02-27T12:00', settings })
  await makeMember(context, 'administrator', administrator)
  site = createStaffSite(context)
  served = await serve(site.app)
  for (let count = 0; count < 12; count += 1) {
    const host = { name: `Restaurang Sjökrogen och Festvåningen nr ${count} Aktiebolag` }
    await makePlacement(context, { contact: { email: `kok${count}@krogen.example` }, employer: host })
    if (count % 4 === 0) context.refused.add(`kok${count}@krogen.example`)
  }
  await context.tickAt('2026-03-02T09:00')
  const receivedAt = swedish('2026-03-02T09:20')
  await context.db.insert(returns).values([
    { digest: '1', class: 'hard', receivedAt },
    { digest: '2', class: 'autoreply', receivedAt },
  ])
  await context.db.execute(sql`update letters set state = 'unconfirmed' where id = 2`)
})
beforeEach(reset)

afterAll(async () => {
  await served.stop()
  await context.close()
})

async function reset(): Promise<void> {
  context.clock.set(swedish('2026-03-02T12:00'))
  await context.db.delete(sendingPauses)
  await context.db.delete(duties)
  await dutyDone(context.db, 'return_mailbox', context.clock.now().subtract({ minutes: 3 }))
}

const tick = (minutes: number) => dutyDone(context.db, 'tick', context.clock.now().subtract({ minutes }))

async function pause(): Promise<void> {
  const since = context.clock.now().subtract({ minutes: 40 })
  const tryAt = context.clock.now().add({ minutes: 10 })
  const reason =
    '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6_and_a_word_that_is_very_long_indeed_for_a_telephone'
  await context.db
    .insert(sendingPauses)
    .values({ id: 1, cause: 'sign_in', reason, since, attempts: 4, tryAt })
}

/** Each state that the page can be in, with what brings it about. */
const states: readonly (readonly [name: string, says: string, bring: () => Promise<unknown>])[] = [
  ['good', 'Breven går ut som de ska. Senast i dag kl. 09:00.', () => tick(1)],
  ['silent', 'Schemaläggaren har inte hörts av sedan i dag kl. 08:40.', () => tick(200)],
  [
    'paused',
    'Inga brev går ut: mejlservern tar inte emot inloggningen.',
    async () => {
      await tick(1)
      await pause()
    },
  ],
  [
    'several',
    'Schemaläggaren har inte hörts av sedan i dag kl. 11:30.',
    async () => {
      await tick(30)
      await pause()
      await dutyFailed(context.db, 'tick', 'connect ECONNREFUSED 127.0.0.1:5432', context.clock.now())
      await dutyDone(context.db, 'return_mailbox', context.clock.now().subtract({ hours: 3 }))
    },
  ],
  [
    'closed',
    'Just nu skickas inga brev. Nästa gång är måndag 9 mars 2026 kl. 09:00.',
    async () => {
      context.clock.set(swedish('2026-03-07T10:00'))
      await tick(1)
      await dutyDone(context.db, 'return_mailbox', context.clock.now())
    },
  ],
]

async function signIn(page: Page): Promise<void> {
  const code = await signInCode(site.auth, administrator.email)
  await page.goto(`${served.url}/sign-in/code?email=${administrator.email}&code=${code}`)
  await page.locator('main button').click()
}

const screens = [
  ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
  ['on a desktop in Swedish, dark', { viewport: desktop, locale: 'sv-SE', colorScheme: 'dark' }],
] as const

test.each(screens)(
  'every state says so in its first heading, and axe-core finds nothing %s',
  {
    timeout: 120_000,
  },
  async (_screen, options) => {
    await withPage(options, async page => {
      await signIn(page)
      const problems: string[] = []
      for (const [name, says, bring] of states) {
        await reset()
        await bring()
        await page.goto(`${served.url}/sending`)
        expect(await page.locator('h2').first().textContent()).toContain(says)
        problems.push(...(await problemsOn(page, name, options)))
      }
      expect(problems).toEqual([])
    })
  },
)

test('an administrator who sees the notice at home follows it to the page, and by keyboard to a placement that got no letter', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    await signIn(page)
    await tick(20)
    await page.goto(served.url)
    const notice = page.getByRole('region', { name: 'Stopp för breven' })
    expect(await notice.textContent()).toContain('schemaläggaren har tystnat')
    expect(await problemsOn(page, 'home')).toEqual([])
    await notice.getByRole('link').click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Går breven fram?')
    expect(await notice.count()).toBe(0)
    await page.getByRole('link', { name: 'Restaurang Sjökrogen' }).first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/placements\/\d+$/)
  })
})
