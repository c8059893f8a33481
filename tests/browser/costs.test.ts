import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLink } from '../../src/domain/link.ts'
import { axeViolations, desktop, phone, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite } from '../support/staff.ts'

const districts = ['Farsta', 'Enskede-Årsta-Vantör', 'Hägersten-Liljeholmen']

let context: TestContext
let site: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-07T10:00' })
  site = await serve(createStaffSite(context).app)
  for (let count = 0; count < 60; count += 1)
    await makePlacement(context, {
      placement: {
        district: districts[count % 3] ?? '',
        funding: count < 30 ? 'activity_grant' : 'income_support',
      },
      participant: { sex: count % 2 === 0 ? 'woman' : 'man' },
    })
})
afterAll(async () => {
  await site.stop()
  await context.close()
})

async function urlOf(district: string): Promise<string> {
  await makeCostReturn(context, { district, wave: '2025-Q4', values: costs([12, 240_000], [10, 200_000]) })
  const { surveyId } = await makeCostReturn(context, { district })
  return `${site.url}/s/${createLink(context.linkKeys, { id: surveyId, linkNumber: 1 })}`
}

describe('a district board on a phone, without scripts', () => {
  it('saves half-way, goes on, is asked back, confirms, and sees what was sent', async () => {
    const url = await urlOf('Farsta')
    await withPage({ viewport: phone }, async page => {
      await page.goto(url)
      expect(await page.title()).toBe('Vad har praktikplaceringarna kostat?')
      await page.getByLabel('Hur många kvinnor fick försörjningsstöd').fill('12')
      await page.getByLabel('Hur mycket betalade ni ut till kvinnorna').fill('240')
      await page.getByRole('button', { name: 'Spara och fortsätt senare' }).click()
      expect(await page.getByRole('status').textContent()).toContain('Utkastet är sparat')
      await page.goto(url)
      expect(await page.locator('#paid_woman').inputValue()).toBe('240')
      await page.locator('#persons_man').fill('10')
      await page.locator('#paid_man').fill('200 000 kr')
      await page.locator('#signed_by').fill('Åsa Öberg')
      await page.getByRole('button', { name: 'Skicka svaret' }).click()
      expect(await page.getByRole('alert').textContent()).toContain('20 kr per person')
      expect(await axeViolations(page)).toEqual([])
      await page.getByLabel('Ja, siffrorna stämmer').check()
      await page.getByRole('button', { name: 'Skicka svaret' }).click()
      expect(await page.title()).toBe('Tack för ditt svar!')
      expect(await page.locator('.answer').textContent()).toContain('240 kr')
    })
  })

  it.each([
    [phone, 'Enskede-Årsta-Vantör'],
    [desktop, 'Hägersten-Liljeholmen'],
  ])('fits its window, and axe finds nothing: %j', async (viewport, district) => {
    const url = await urlOf(district)
    await withPage({ viewport }, async page => {
      for (const language of ['sv', 'en']) {
        await page.goto(`${url}?lang=${language}`)
        expect(await page.locator('.register tbody tr').count()).toBe(3)
        expect(await axeViolations(page)).toEqual([])
        const width = await page.evaluate('document.documentElement.scrollWidth')
        expect(width).toBeLessThanOrEqual(viewport.width)
      }
    })
  })
})
