import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { createReportLink } from '../../src/domain/link.ts'
import { axeViolations, desktop, phone, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { answerLate, publishMadeUp, storeMonth } from '../support/published-report.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T12:00' })
  await storeMonth(context, '2026-01', 200)
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

test('an analyst publishes with the keyboard, without a script, and corrects it with a reason', async () => {
  const { email } = await makeMember(context, 'analyst')
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const code = await signInCode(site.auth, email)
    await page.goto(`${served.url}/sign-in/code?${new URLSearchParams({ email, code })}`)
    await page.locator('main button').click()
    await page.goto(`${served.url}/reports/publish?from=2026-01-01&to=2026-01-31`)
    await page.getByRole('button', { name: 'Publicera rapporten' }).press('Enter')
    await page.waitForURL('**/reports/published/1?done=published')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('1–31 januari 2026')

    await answerLate(context, 20, '2026-03-02T12:00')
    await page.getByRole('link', { name: 'Publicera en ny version' }).press('Enter')
    await page.getByRole('button', { name: 'Publicera version 2' }).press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByLabel('Varför gör du en ny version?').fill('Sena svar')
    await page.getByRole('button', { name: 'Publicera version 2' }).press('Enter')
    await page.waitForURL('**/reports/published/2?done=published')
    expect(await page.locator('.versions').textContent()).toContain('från 160 till 180')
    expect(await axeViolations(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('link', { name: 'Publicera en ny version' }).isVisible()).toBe(false)
  })
})

describe('whoever has the link', () => {
  test.each([
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE' }],
    ['at a desk in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
  ] as const)('reads the report %s, and is left no cookie', async (_words, options) => {
    const id = await publishMadeUp(context)
    await withPage(options, async page => {
      await page.goto(`${served.url}/published/${createReportLink(context.reportLinkKeys, id)}`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('2026')
      await page.getByRole('link', { name: /English|Svenska/ }).click()
      await page.waitForURL('**lang=*')
      expect(await axeViolations(page, options)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width)
      expect(await page.context().cookies()).toEqual([])
    })
  })
})
