import { randomUUID } from 'node:crypto'
import express from 'express'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { parkForm } from '../../src/flow/park-form.ts'
import { desktop, follow, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { startProvider, type TestProvider } from '../support/oidc.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let provider: TestProvider
let served: Awaited<ReturnType<typeof serve>>
let placementId: number
let unitId: number

const administrator = { name: 'Märta Ek', email: 'marta@kommunen.example' }
const coach = { name: 'Åsa Coach', email: 'asa@kommunen.example' }

beforeAll(async () => {
  // The provider wants to know where the service is, and the service where the provider is.
  const front = express()
  served = await serve(front)
  provider = await startProvider(`${served.url}/sign-in/oidc/callback`, {
    marta: { email: administrator.email, email_verified: true },
  })
  const settings = { BASE_URL: served.url, ...provider.settings }
  context = await createTestContext({ now: '2026-02-27T12:00', settings })
  site = createStaffSite(context)
  front.use(site.app)
  await makeMember(context, 'administrator', administrator)
  const placement = await makePlacement(context)
  placementId = placement.placementId
  unitId = placement.unitId
  await context.tickAt('2026-03-02T09:00')
  await makeMember(context, 'coach', { ...coach, unitId })
})
afterAll(async () => {
  await served.stop()
  await provider.stop()
  await context.close()
})

test('a member clicks through the sign-in at the provider, without a script', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    await page.goto(`${served.url}/staff`)
    await page.getByRole('button', { name: 'Logga in med kommunens konto' }).click()
    await page.waitForURL(`${provider.issuer}/interaction/*`)
    await page.locator('[name=login]').fill('marta')
    await page.locator('[name=password]').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${served.url}/staff`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Personal')
  })
})

test('an administrator invites a coach and disables the coach again, by keyboard alone and without a script', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const { keyboard } = page
    await signIn(page, administrator.email)
    await page.goto(`${served.url}/staff`)
    await page.getByRole('link', { name: 'Bjud in en person' }).focus()
    await keyboard.press('Enter')
    await page.getByLabel('Namn').focus()
    await keyboard.type('Nils Ny')
    await keyboard.press('Tab')
    await keyboard.type('nils@kommunen.example')
    await page.getByRole('button', { name: 'Bjud in' }).focus()
    await keyboard.press('Enter')
    expect(await page.getByRole('alert').textContent()).toContain('Välj vilken enhet coachen hör till.')
    await page.getByRole('link', { name: 'Välj vilken enhet' }).focus()
    await keyboard.press('Enter')
    await page.getByLabel('Enhet').focus()
    await keyboard.press('ArrowDown')
    await page.getByRole('button', { name: 'Bjud in' }).focus()
    await keyboard.press('Enter')
    expect(await page.getByRole('status').textContent()).toContain('Ett brev är skickat.')
    await page.getByRole('link', { name: 'Stäng av' }).focus()
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Stäng av' }).focus()
    await keyboard.press('Enter')
    expect(await page.getByRole('status').textContent()).toContain('avstängd och utloggad')
  })
})

test('an answer that was typed while signed out in another tab goes on after signing in', async () => {
  await withPage({ viewport: phone, locale: 'sv-SE' }, async page => {
    await signIn(page, coach.email)
    await page.goto(`${served.url}/placements/${placementId}/phone-answer`)
    for (const id of ['purpose_met-4', 'employment-no', 'host_again-yes'])
      await page.locator(`#${id}`).check()
    const tab = await page.context().newPage()
    await tab.goto(`${served.url}/account`)
    await tab.getByRole('button', { name: 'Logga ut', exact: true }).click()

    await page.getByRole('button', { name: 'Spara svaret' }).click()
    expect(await page.getByRole('status').textContent()).toContain('finns det du fyllde i kvar')
    context.inbox.length = 0
    await page.getByLabel('E-postadress').fill(coach.email)
    await page.getByRole('button', { name: 'Skicka en kod' }).click()
    await expect.poll(() => context.inbox).not.toHaveLength(0)
    await page
      .getByLabel('Kod', { exact: true })
      .fill(/\d{6}/.exec(context.inbox[0]?.subject ?? '')?.[0] ?? '')
    await page.getByRole('button', { name: 'Logga in', exact: true }).click()
    await page.getByRole('button', { name: 'Skicka det jag fyllde i' }).click()
    expect(await page.getByRole('status').textContent()).toBe('Svaret är registrerat.')
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a phone in English, dark', { viewport: phone, locale: 'en-GB', colorScheme: 'dark' }],
    ['on a desktop in Swedish, dark', { viewport: desktop, locale: 'sv-SE', colorScheme: 'dark' }],
    ['on a desktop in English', { viewport: desktop, locale: 'en-GB', colorScheme: 'light' }],
  ] as const

  test.each(screens)('%s', { timeout: 120_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (name: string) => void problems.push(...(await problemsOn(page, name)))
      const other = await makeMember(context, 'coach', { name: 'Per Person', unitId })
      for (const query of ['oidc=unknown', 'file_again=1', 'next=/resume/x']) {
        await page.goto(`${served.url}/sign-in?${query}`)
        await look(query)
      }
      await stayOnward(page)
      await look('onward')
      await signIn(page, administrator.email)
      for (const path of [
        '/staff',
        '/staff/new',
        `/staff/${other.id}`,
        `/staff/${other.id}/disable`,
        '/account',
      ]) {
        await page.goto(served.url + path)
        await look(path)
      }
      await page.goto(`${served.url}/staff/new`)
      await follow(page, 'main button')
      await look('refused invitation')
      await overtake(page, other.id)
      await look('overtaken')
      await page.goto(`${served.url}/staff/${other.id}/disable`)
      await follow(page, 'main button')
      await look('disabled')
      await page.goto(`${served.url}${await parked(page)}`)
      await look('resume')
      await page.goto(`${served.url}/resume/unknown`)
      await look('nothing to resume')
      expect(problems).toEqual([])
    })
  })
})

async function signIn(page: Page, email: string): Promise<void> {
  const code = await signInCode(site.auth, email)
  await page.goto(`${served.url}/sign-in/code?${new URLSearchParams({ email, code })}`)
  await follow(page, 'main button')
}

/** The page that leads to the provider, which would lead on at once. */
async function stayOnward(page: Page): Promise<void> {
  await page.route('**/sign-in/oidc', async route => {
    const response = await route.fetch()
    const { refresh: _refresh, ...headers } = response.headers()
    await route.fulfill({ response, headers })
  })
  await page.goto(`${served.url}/sign-in`)
  await page.getByRole('button', { name: 'Logga in med kommunens konto' }).click()
  await page.waitForURL(`${served.url}/sign-in/oidc`)
}

/** Shows what a second administrator sees, who is told of the first one's change. */
async function overtake(page: Page, memberId: string): Promise<void> {
  await page.goto(`${served.url}/staff/${memberId}`)
  const tab = await page.context().newPage()
  for (const [sender, name] of [
    [tab, 'Första'],
    [page, 'Andra'],
  ] as const) {
    if (sender === tab) await tab.goto(`${served.url}/staff/${memberId}`)
    await sender.locator('#name').fill(name)
    await sender.locator('main .member button').click()
  }
  await tab.close()
}

/** A form that this browser has parked. @returns where it goes on */
async function parked(page: Page): Promise<string> {
  const browser = randomUUID().replaceAll('-', '').slice(0, 22)
  await page.context().addCookies([{ name: 'parked', value: browser, url: served.url }])
  const token = await parkForm(context, {
    path: '/account',
    fields: { language: 'sv' },
    browser,
    now: context.clock.now(),
  })
  return `/resume/${token}`
}
