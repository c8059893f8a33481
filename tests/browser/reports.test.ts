import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { generateOthers, generateOutcomes } from '../support/generated-outcomes.ts'
import { storeOutcomes } from '../support/outcomes.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

const states = {
  year: '/reports?from=2011-01-01&to=2011-12-31',
  month: '/reports?from=2011-05-01&to=2011-05-31',
  narrowed: '/reports?from=2011-01-01&to=2011-12-31&purpose=language&sector=private',
  refused: '/reports?from=2011-01-01&to=2011-12-31&unit=1&sector=private',
  'part of a month': '/reports?from=2011-01-15&to=2011-12-31',
}

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  await storeOutcomes(context.db, generateOthers(generateOutcomes(9_000, 1), 1))
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

describe('the report in a browser', () => {
  const looks: [string, BrowserContextOptions][] = [
    ['a wide window', { locale: 'sv-SE', viewport: desktop }],
    ['a phone', { locale: 'en-GB', viewport: phone }],
    ['a dark wide window', { locale: 'sv-SE', viewport: desktop, colorScheme: 'dark' }],
  ]
  test.each(looks)(
    'is accessible and fits in %s, in every state',
    { timeout: 120_000 },
    async (_name, options) => {
      await withPage(options, async page => {
        await signIn(page)
        const problems: string[] = []
        for (const [name, address] of Object.entries(states)) {
          await page.goto(served.url + address)
          problems.push(...(await problemsOn(page, name, options)))
        }
        expect(problems).toEqual([])
      })
    },
  )

  test.each([
    ['a wide window', desktop, /^0 0 880 /],
    ['a phone', phone, /^0 0 360 /],
  ])('shows in %s each chart once, drawn for it', async (_name, viewport, box) => {
    await withPage({ viewport }, async page => {
      await signIn(page)
      await page.goto(served.url + states.year)
      const boxes = await page
        .getByRole('img')
        .evaluateAll(charts => charts.map(chart => chart.getAttribute('viewBox')))
      expect(boxes.length).toBeGreaterThan(0)
      expect(boxes).toHaveLength(await page.locator('figure.chart').count())
      for (const drawn of boxes) expect(drawn).toMatch(box)
    })
  })

  test('breaks no content security policy', async () => {
    await withPage({ viewport: desktop, javaScriptEnabled: true }, async page => {
      const complaints: string[] = []
      page.on('console', message => complaints.push(message.text()))
      await signIn(page)
      await page.goto(served.url + states.year)
      expect(complaints).toEqual([])
    })
  })

  test('lets a table scroll by keyboard where a phone is too narrow for it', async () => {
    await withPage({ viewport: phone }, async page => {
      await signIn(page)
      await page.goto(served.url + states.year)
      const region = page.getByRole('region', {
        name: /Utfall efter syfte och kön|Outcomes by purpose and sex/,
      })
      await region.focus()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => region.evaluate(element => element.scrollLeft)).toBeGreaterThan(0)
    })
  })

  test('prints on A4 as it is: the report alone, wide charts, and every column within the paper', async () => {
    await withPage({ viewport: { width: 680, height: 960 }, colorScheme: 'dark' }, async page => {
      await signIn(page)
      await page.goto(served.url + states.year)
      await page.emulateMedia({ media: 'print' })
      for (const selector of ['.bar', 'form.asking', '.choices-of-period', '.out'])
        expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, false])
      expect(await page.getByRole('img').first().getAttribute('viewBox')).toMatch(/^0 0 880 /)
      // 680 CSS pixels are 180 mm: A4 without its margins.
      const widest = await page
        .locator('table')
        .evaluateAll(tables => Math.max(...tables.map(table => table.getBoundingClientRect().right)))
      expect(widest).toBeLessThanOrEqual(680)
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][\d.]* 84[12]/)
    })
  })
})

async function signIn(page: Page): Promise<void> {
  const { email } = await makeMember(context, 'analyst')
  await page.goto(`${served.url}/sign-in/code?next=/reports`)
  await page.locator('#email').fill(email)
  await page.locator('#code').fill(await signInCode(site.auth, email))
  await page.locator('main button').click()
  await page.waitForURL('**/reports')
}
