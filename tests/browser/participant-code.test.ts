import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { desktop, follow, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { everybodyAsked } from '../support/three-respondents.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
let placementId: number

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }
const tablet = { width: 820, height: 1180 }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00', settings: everybodyAsked })
  await makeMember(context, 'administrator', member)
  placementId = (await makePlacement(context)).placementId
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

test('a coach shows the code on a tablet, and the participant types it on a phone and answers, without a script', async () => {
  const code = await withPage({ viewport: tablet, locale: 'sv-SE' }, async page => {
    await toCode(page)
    expect(await page.getByRole('img', { name: 'QR-kod' }).locator('svg').isVisible()).toBe(true)
    return page.locator('.short-code').textContent()
  })
  await withPage({ viewport: phone, locale: 'sv-SE' }, async page => {
    await page.goto(`${served.url}/s`)
    await page.getByLabel('Kod', { exact: true }).fill('0000 0000')
    await follow(page, 'main button')
    expect(await page.getByRole('alert').textContent()).toContain('Koden fungerar inte')
    await page.getByLabel('Kod', { exact: true }).fill((code ?? '').toLowerCase().replace('-', ' '))
    await follow(page, 'main button')
    expect(new URL(page.url()).pathname).toMatch(/^\/s\/[0-9a-v]{27,}$/)
    await page.locator('#overall-4').check()
    await page.locator('#work-no').check()
    await follow(page, 'main form button')
    expect(await page.locator('main').textContent()).toContain('Tack')
  })
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    await signIn(page)
    await page.goto(`${served.url}/placements/${placementId}`)
    expect(await page.locator('main').textContent()).toContain('Besvarad 27 februari 2026')
  })
})

describe.each([
  ['on a phone', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
  ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
] as const)('%s', (_screen, options) => {
  test('axe-core finds nothing on the pages of the code, and nothing is wider than the screen', async () => {
    const problems = await withPage(options, async page => {
      const { placementId: own } = await makePlacement(context)
      const found: string[] = []
      await page.goto(`${served.url}/s?lang=${options.locale.slice(0, 2)}`)
      found.push(...(await problemsOn(page, 'short code', options)))
      await follow(page, 'main button')
      found.push(...(await problemsOn(page, 'short code refused', options)))
      await toCode(page, own)
      found.push(...(await problemsOn(page, 'code', options)))
      return found
    })
    expect(problems).toEqual([])
  })
})

test('printed, the code is one sheet of paper with the address, and without what is for the coach', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const { placementId: own } = await makePlacement(context)
    await toCode(page, own)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.qr').isVisible()).toBe(true)
    expect(await page.getByText('Öppna formuläret här').isVisible()).toBe(false)
    const side = (await page.locator('.qr').boundingBox())?.width ?? 0
    expect(side).toBeGreaterThan(300)
  })
})

async function toCode(page: Page, id = placementId): Promise<void> {
  await signIn(page)
  await page.goto(`${served.url}/placements/${id}/participant`)
  await follow(page, 'main form button')
}

async function signIn(page: Page): Promise<void> {
  const query = new URLSearchParams({ email: member.email, code: await signInCode(site.auth, member.email) })
  await page.goto(`${served.url}/sign-in/code?${query}`)
  await follow(page, 'main form button')
}
