import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { surveys } from '../../src/db/schema.ts'
import { languages, purposes } from '../../src/domain/codes.ts'
import { axeViolations, desktop, phone, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { createStaffSite } from '../support/staff.ts'

let context: TestContext
let site: Awaited<ReturnType<typeof serve>>
let survey: Awaited<ReturnType<typeof openSurvey>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T09:00' })
  site = await serve(createStaffSite(context).app)
})
afterAll(async () => {
  await site.stop()
  await context.close()
})
beforeEach(async () => {
  survey = await openSurvey(context)
})

const urlOf = (query = '') => `${site.url}${survey.path}${query}`
const submit = (page: Page) => page.locator('form button').first().click()

describe('an employer without scripts', () => {
  it('answers on a phone, changes the answer, and sees what was sent', async () => {
    await withPage({ viewport: phone }, async page => {
      await page.goto(urlOf('?employment=not_yet'))
      await page.getByLabel('Ja, helt och hållet').check()
      await page.getByLabel('Vilken dag räknar ni med').fill('20260401')
      await page.locator('#host_again-conditions').check()
      await submit(page)
      expect(await page.title()).toBe('Tack för ditt svar!')
      expect(await page.locator('.answer').textContent()).toContain('1 april 2026')
      await page.getByRole('link', { name: 'Ändra svaret' }).click()
      expect(await page.locator('#expected_on').inputValue()).toBe('2026-04-01')
      await page.getByLabel('Vill du lägga till något?').fill('Tack för i år!')
      await submit(page)
      expect(await page.locator('.answer').textContent()).toContain('Tack för i år!')
    })
  })

  it('goes from Swedish to English and stays there', async () => {
    await withPage({}, async page => {
      await page.goto(urlOf('?employment=yes'))
      await page.getByRole('link', { name: 'In English' }).click()
      expect(await page.locator('#employment-yes').isChecked()).toBe(true)
      await submit(page)
      expect(await page.title()).toBe('Error: What happened after the placement?')
      await page.getByRole('link', { name: 'På svenska' }).click()
      expect(await page.locator('html').getAttribute('lang')).toBe('sv')
    })
  })

  it('hands over to a colleague', async () => {
    await withPage({}, async page => {
      await page.goto(urlOf())
      await page.getByRole('link', { name: 'Är det någon annan som kan svara?' }).click()
      await page.getByLabel('Kollegans namn').fill('Örjan Åberg')
      await page.getByLabel('Kollegans e-postadress').fill(`orjan${survey.surveyId}@bageri.example`)
      await page.getByRole('button', { name: 'Skicka frågorna till kollegan' }).click()
      expect(await page.title()).toBe('Tack för hjälpen!')
    })
  })
})

describe('with the keyboard alone', () => {
  it('the form is filled in, refused, mended by the links of the summary, and sent', async () => {
    await withPage({ viewport: desktop }, async page => {
      const { keyboard } = page
      await page.goto(urlOf())
      await tabTo(page, '.skip')
      await keyboard.press('Enter')
      await tabTo(page, '#purpose_met-4')
      await keyboard.press('Space')
      await tabTo(page, 'form button')
      await Promise.all([page.waitForEvent('load'), keyboard.press('Enter')])
      expect(await page.title()).toMatch(/^Fel: /)
      expect(await focused(page, '#problems')).toBe(true)
      for (const [target, arrows] of [
        ['employment-yes', 3],
        ['host_again-yes', 1],
      ] as const) {
        await tabTo(page, `.problems a[href="#${target}"]`)
        await keyboard.press('Enter')
        await keyboard.press('Space')
        for (let n = 0; n < arrows; n += 1) await keyboard.press('ArrowDown')
      }
      await tabTo(page, 'form button')
      await Promise.all([page.waitForEvent('load'), keyboard.press('Enter')])
      expect(await page.title()).toBe('Tack för ditt svar!')
      expect(await page.locator('.answer dd').allInnerTexts()).toEqual([
        'Ja, helt och hållet',
        'Nej',
        'Ja, under vissa förutsättningar',
      ])
    })
  })

  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 100; presses += 1) {
      if (await focused(page, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${selector}`)
  }

  async function focused(page: Page, selector: string): Promise<boolean> {
    return (await page.locator(`${selector}:focus`).count()) === 1
  }
})

describe('a question that does not apply', () => {
  const shown = async (page: Page) => {
    const ids = ['form-permanent', 'started_on', 'expected_on', 'reason-budget']
    const visible = await Promise.all(ids.map(id => page.locator(`#${id}`).isVisible()))
    return ids.filter((_, index) => visible[index])
  }

  it.each([
    ['', []],
    ['?employment=yes', ['form-permanent', 'started_on']],
    ['?employment=offered_declined', []],
    ['?employment=not_yet', ['expected_on']],
    ['?employment=no', ['reason-budget']],
  ])('is out of the way: %j shows %j', async (query, ids) => {
    await withPage({}, async page => {
      await page.goto(urlOf(query))
      expect(await shown(page)).toEqual(ids)
    })
  })

  it('is out of the way in the follow-up, too, which is two answers and a button where a no was pressed', async () => {
    survey = await openSurvey(context)
    const { surveyId } = survey
    await context.db.update(surveys).set({ wave: 'day_90' }).where(eq(surveys.id, surveyId))
    await withPage({}, async page => {
      await page.goto(urlOf('?still_employed=no'))
      expect(await page.getByText('I mejlet valde du ”Nej”.').isVisible()).toBe(true)
      expect(await page.locator('input[type=radio]:visible').count()).toBe(2)
      await page.locator('#still_employed-yes').check()
      expect(await page.locator('#form-permanent').isVisible()).toBe(true)
      await page.locator('#still_employed-no').check()
      await submit(page)
      expect(await page.title()).toBe('Tack för ditt svar!')
    })
  })

  it('is seen as long as it holds an answer, which can be taken back', async () => {
    await withPage({}, async page => {
      await page.goto(urlOf('?employment=yes'))
      await page.locator('#form-permanent').check()
      await page.locator('#started_on').fill('2026-03-01')
      expect(await page.locator('#form-none').isVisible()).toBe(false)
      await page.locator('#employment-no').check()
      expect(await shown(page)).toEqual(['form-permanent', 'started_on', 'reason-budget'])
      await page.locator('#form-none').check()
      await page.locator('#started_on').fill('')
      await page.locator('#comment').focus()
      expect(await shown(page)).toEqual(['reason-budget'])
    })
  })

  it('is seen while it is told to be a fault', async () => {
    await withPage({}, async page => {
      await page.goto(urlOf('?employment=yes'))
      await page.locator('#form-permanent').check()
      await page.locator('#employment-no').check()
      await submit(page)
      await page.locator('.problems a[href="#form-permanent"]').click()
      await page.locator('#form-none').check()
      expect(await page.locator('#form-permanent').isVisible()).toBe(true)
    })
  })

  it('is there with a note on when to answer it in a browser that can’t hide it', async () => {
    await withPage({}, async page => {
      await page.route('**/respondent.css*', async route => {
        const response = await route.fetch()
        const style = (await response.text()).replace('@supports selector(:has(a))', '@supports (has: not)')
        await route.fulfill({ response, body: style })
      })
      await page.goto(urlOf())
      expect(await shown(page)).toHaveLength(4)
      expect(await page.locator('#form-only').textContent()).toBe(
        'Svara bara om praktikanten har fått anställning hos er.',
      )
      expect(await page.locator('#form-none').isVisible()).toBe(true)
    })
  })
})

describe('the first visit', () => {
  it('takes at most 20 KB in at most 3 requests, and leaves no cookie', async () => {
    await withPage({ javaScriptEnabled: true }, async page => {
      const sizes: Promise<number>[] = []
      page.on('requestfinished', request => {
        const all = request.sizes()
        if (!request.url().startsWith('data:')) {
          sizes.push(
            all.then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
          )
        }
      })
      await page.goto(urlOf(), { waitUntil: 'networkidle' })
      const bytes = await Promise.all(sizes)
      expect(bytes.length).toBeLessThanOrEqual(3)
      expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(20_000)
      expect(await page.context().cookies()).toEqual([])
    })
  })

  it('breaks none of the rules that the page sets for the browser', async () => {
    await withPage({ javaScriptEnabled: true }, async page => {
      const messages: string[] = []
      page.on('console', message => messages.push(message.text()))
      await page.goto(urlOf(), { waitUntil: 'networkidle' })
      expect(messages).toEqual([])
    })
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const screens = [
    ['a phone', { viewport: phone, colorScheme: 'light' }],
    ['a desktop in the dark', { viewport: desktop, colorScheme: 'dark' }],
  ] as const

  describe.each(screens)('on %s', (_, options) => {
    it.each(purposes)('on the empty form for %s', { timeout: 60_000 }, async purpose => {
      survey = await openSurvey(context, { placement: { purpose } })
      await withPage(options, async page => {
        for (const language of languages) {
          await page.goto(urlOf(`?lang=${language}&employment=yes`))
          expect(await faults(page)).toEqual([])
        }
      })
    })

    it.each(languages)('on every other page in %s', { timeout: 90_000 }, async language => {
      await withPage(options, async page => {
        const found: string[] = []
        const look = async (name: string) => {
          found.push(...(await faults(page)).map(fault => `${name}: ${fault}`))
        }
        await page.goto(urlOf(`?lang=${language}`))
        await submit(page)
        await look('refused')
        await page.goto(urlOf(`/wrong-person?lang=${language}`))
        await look('wrong person')
        await submit(page)
        await look('wrong person, refused')
        await page.goto(urlOf(`?lang=${language}&employment=no`))
        const late = await page.context().newPage()
        await late.goto(urlOf(`?lang=${language}&employment=offered_declined`))
        for (const form of [page, late]) {
          await form.locator('#purpose_met-1').check()
          await form.locator('#host_again-no').check()
          await submit(form)
        }
        await look('sent')
        found.push(...(await faults(late)).map(fault => `stale: ${fault}`))
        survey = await openSurvey(context)
        await page.goto(urlOf(`/wrong-person?lang=${language}`))
        await page.locator('#confirm').check()
        await page.locator('button[value=nobody]').click()
        await look('handed over')
        await page.goto(urlOf(`?lang=${language}`))
        await look('not open')
        expect(found).toEqual([])
      })
    })

    async function faults(page: Page): Promise<string[]> {
      return [
        ...(await axeViolations(page, options)),
        ...((await isWide(page)) ? ['wider than the screen'] : []),
      ]
    }
  })

  it('at 400 % either', async () => {
    await withPage({ viewport: { width: 320, height: 256 } }, async page => {
      for (const path of [urlOf('?employment=yes'), urlOf('/wrong-person')]) {
        await page.goto(path)
        await submit(page)
        expect(await isWide(page)).toBe(false)
      }
    })
  })

  function isWide(page: Page): Promise<boolean> {
    return page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  }
})
