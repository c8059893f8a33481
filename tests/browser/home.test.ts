import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { answerAt, noteCall, toPhone } from '../support/lanes.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
let called: string
const coach = { name: 'Olle Coach', email: 'olle.coach@kommunen.example' }
const administrator = { name: 'Märta Ek', email: 'marta@kommunen.example' }

/** Every list with something in it, long words too. */
beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  const own = { coachEmail: coach.email }
  const longName = 'Stiftelsen Stadsmissionens Sociala Företag och Verkstäder i Hammarbyhöjden'
  const { unitId, placementId } = await makePlacement(context, {
    employer: { name: longName },
    contact: { email: 'en.mycket.lang.adress.utan.mellanrum@stadsmissionens-sociala-foretag.example' },
    placement: own,
  })
  const others = [
    await makePlacement(context, { placement: own }),
    await makePlacement(context, { placement: own }),
  ]
  const plannedEndOn = Temporal.PlainDate.from('2026-03-10')
  const going = { ...own, endedOn: null, endReason: null, plannedEndOn }
  await makePlacement(context, { contact: { email: null }, placement: going })
  await context.tickAt('2026-03-02T09:00')
  await makeMember(context, 'administrator', administrator)
  const { id: staffId } = await makeMember(context, 'coach', { ...coach, unitId })
  await toPhone(context, placementId, 'undeliverable')
  const [call, answered] = others
  await toPhone(context, call?.placementId ?? 0, 'no_answer', { lettersSent: 3 })
  await answerAt(context, answered?.placementId ?? 0, '2026-03-03T09:00')
  await makePlacement(context, { placement: own })
  await context.queueAt('2026-03-03T09:00')
  const noteId = await noteCall(context, call?.placementId ?? 0, staffId, '2026-03-03T09:30')
  called = `called=${call?.placementId}.${noteId}`
  context.clock.set(swedish('2026-03-03T10:00'))
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

async function signIn(page: Page, { email }: { email: string }): Promise<void> {
  await page.goto(`${served.url}/sign-in/code?email=${email}&code=${await signInCode(site.auth, email)}`)
  await page.locator('main button').click()
}

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
    // 1280 pixels at 200 % are 640.
    ['at 200 % zoom', { viewport: { width: 640, height: 400 }, locale: 'sv-SE' }],
  ] as const

  test.each(screens)('%s', { timeout: 90_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (path: string) => {
        await page.goto(served.url + path)
        problems.push(...(await problemsOn(page, path)))
      }
      await signIn(page, coach)
      await look(`/?${called}`)
      for (const lane of ['call', 'undeliverable', 'waiting', 'answered', 'ends_soon'])
        await look(`/?lane=${lane}`)
      await page.context().clearCookies()
      await signIn(page, administrator)
      await look('/')
      await look('/?scope=mine')
      expect(problems).toEqual([])
    })
  })
})

test('by keyboard a coach goes from the count to the list and on to the answer', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    await signIn(page, coach)
    await page.goto(served.url)
    await page.getByRole('link', { name: /^Att ringa 1/ }).focus()
    await page.keyboard.press('Enter')
    expect(page.url()).toContain('#call')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Registrera svar per telefon')
  })
})

test('on paper the lists and the chart are there, and what can only be clicked is not', async () => {
  await withPage({ viewport: phone, locale: 'sv-SE', colorScheme: 'dark' }, async page => {
    await signIn(page, coach)
    await page.goto(served.url)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('img').getAttribute('viewBox')).toMatch(/^0 0 880 /)
    expect(await page.getByRole('link', { name: /^08-/ }).first().isVisible()).toBe(true)
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0)
  })
})
