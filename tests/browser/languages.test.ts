import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formLanguages, formScripts } from '../../src/domain/codes.ts'
import { phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openParticipantSurvey } from '../support/participant-survey.ts'
import { createStaffSite } from '../support/staff.ts'

let context: TestContext
let site: Awaited<ReturnType<typeof serve>>
let survey: Awaited<ReturnType<typeof openParticipantSurvey>>

beforeAll(async () => {
  context = await createTestContext({ settings: { PARTICIPANT_PURPOSES: 'language' } })
  site = await serve(createStaffSite(context).app)
})
afterAll(async () => {
  await site.stop()
  await context.close()
})
beforeEach(async () => {
  survey = await openParticipantSurvey(context, {
    placement: { workplace: 'Café Nord (Kista)' },
    participant: { email: 'deltagare@aspirant.example' },
  })
})

const urlOf = (language: string, rest = '') => `${site.url}${survey.path}${rest}?lang=${language}`
const submit = (page: Page) => page.locator('form button').first().click()
const byPhone = { viewport: phone, colorScheme: 'light' } as const

describe.each(formLanguages)('a participant who reads %s', language => {
  it('finds every page whole and without a fault on a phone', { timeout: 90_000 }, async () => {
    await withPage(byPhone, async page => {
      const found: string[] = []
      const look = async (name: string) => void found.push(...(await problemsOn(page, name, byPhone)))
      await page.goto(urlOf(language))
      await look('form')
      await submit(page)
      await look('refused')
      await page.locator('#overall-4').check()
      await page.locator('#work-elsewhere').check()
      const late = await page.context().newPage()
      await late.goto(urlOf(language))
      await late.locator('#overall-1').check()
      await late.locator('#work-no').check()
      await submit(page)
      expect(page.url()).toContain('sent=1')
      await look('thanks')
      await submit(late)
      found.push(...(await problemsOn(late, 'stale', byPhone)))
      await page.locator('a.button').click()
      await look('again')
      await page.goto(urlOf(language, '/no-letters'))
      await look('no letters')
      await page.goto(`${site.url}/s/unknown?lang=${language}`)
      await look('not open')
      const { lang, dir } = formScripts[language]
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await page.evaluate('getComputedStyle(document.documentElement).direction')).toBe(dir)
      expect(found).toEqual([])
    })
  })
})

it('a participant goes from one language to another by their own names', async () => {
  await withPage(byPhone, async page => {
    await page.goto(urlOf('sv'))
    for (const [name, lang] of [
      ['العربية', 'ar'],
      ['ትግርኛ', 'ti'],
      ['Lätt svenska', 'sv'],
      ['Українська', 'uk'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click()
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
    }
  })
})

describe.each(['ar', 'prs'])('from right to left, in %s,', language => {
  const left = (page: Page, selector: string) =>
    page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().left`)

  it('the button of a choice stands to the right of its words, and the bar of a fault at the right', async () => {
    await withPage(byPhone, async page => {
      await page.goto(urlOf(language))
      await submit(page)
      const [choice, label] = [await left(page, '#overall-5'), await left(page, 'label[for=overall-5]')]
      expect(choice - label).toBeGreaterThan(200)
      const bar = `getComputedStyle(document.querySelector('.refused'))`
      expect(await page.evaluate(`${bar}.borderRightWidth + ' ' + ${bar}.borderLeftWidth`)).toBe('4px 0px')
    })
  })

  it('a telephone number and a name with brackets keep their order', async () => {
    await withPage(byPhone, async page => {
      await page.goto(urlOf(language))
      expect(await page.locator('a[href^="tel:"]').first().getAttribute('dir')).toBe('ltr')
      expect(await page.locator('.facts bdi').last().textContent()).toBe('Café Nord (Kista)')
      // Both brackets at the ends of the name: the last one to the right of the first letter.
      const [first, last] = await page.evaluate<[number, number]>(`(() => {
        const text = [...document.querySelectorAll('.facts bdi')].at(-1).firstChild
        return [0, text.length - 1].map(at => {
          const range = document.createRange()
          range.setStart(text, at)
          range.setEnd(text, at + 1)
          return range.getBoundingClientRect().left
        })
      })()`)
      expect(last).toBeGreaterThan(first)
    })
  })
})

it('everything that a thumb must hit in the choice of languages is tall enough', async () => {
  await withPage(byPhone, async page => {
    await page.goto(urlOf('ar'))
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('header nav a')].map(link => link.getBoundingClientRect().height)`,
    )
    expect(heights).toHaveLength(formLanguages.length - 1)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })
})
