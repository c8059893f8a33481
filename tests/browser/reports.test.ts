import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { axeViolations, desktop, phone, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { generateOutcomes } from '../support/generated-outcomes.ts'
import { storeOutcomes } from '../support/outcomes.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  await storeOutcomes(context.db, generateOutcomes(1_000, 1))
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

describe('the report page in a browser', () => {
  test.each([
    ['a wide window', 'sv-SE', desktop, '880'],
    ['a phone', 'en-GB', phone, '360'],
  ])('is accessible and fits in %s, with the chart drawn for it', async (_case, locale, viewport, width) => {
    await withPage({ locale, viewport, javaScriptEnabled: true }, async page => {
      await openReport(page)
      expect(await axeViolations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
      const charts = page.getByRole('img')
      expect(await charts.count()).toBe(1)
      expect(await charts.getAttribute('viewBox')).toMatch(new RegExp(`^0 0 ${width} `))
    })
  })

  test('shows the chart without breaking its content security policy', async () => {
    await withPage({ viewport: desktop }, async page => {
      const complaints: string[] = []
      page.on('console', message => complaints.push(message.text()))
      await openReport(page)
      expect(complaints).toEqual([])
    })
  })

  test('prints the wide chart and leaves the form out', async () => {
    await withPage({ viewport: phone, colorScheme: 'dark' }, async page => {
      await openReport(page)
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByRole('img').getAttribute('viewBox')).toMatch(/^0 0 880 /)
      expect(await page.getByRole('button', { name: /Visa|Show/ }).isVisible()).toBe(false)
    })
  })
})

async function openReport(page: Page): Promise<void> {
  const { email } = await makeMember(context, 'analyst')
  await page.goto(`${served.url}/sign-in/code?next=/reports`)
  await page.locator('#email').fill(email)
  await page.locator('#code').fill(await signInCode(site.auth, email))
  await page.locator('main button').click()
  await page.waitForURL('**/reports')
}
