import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
let unitId: number

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }
const inSwedish = { viewport: desktop, locale: 'sv-SE' } as const

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-25T12:00' })
  await makeMember(context, 'administrator', member)
  unitId = (await makePlacement(context, { placement: { endedOn: null, endReason: null } })).unitId
  site = createStaffSite(context)
  served = await serve(site.app)
})
beforeEach(() => {
  context.inbox.length = 0
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

async function signIn(page: Page): Promise<void> {
  const code = await signInCode(site.auth, member.email)
  await page.goto(`${served.url}/sign-in/code?email=${member.email}&code=${code}`)
  await page.locator('main button').click()
}

test('an administrator adds a pause by keyboard alone, and the letters of the next tick wait for its end', async () => {
  await makePlacement(context)
  await withPage(inSwedish, async page => {
    await signIn(page)
    await page.goto(`${served.url}/schedule`)
    await page.getByLabel('Från och med').fill('2026-03-02')
    await page.getByLabel('Till och med').fill('2026-03-03')
    await page.getByRole('button', { name: 'Spara schemat' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('status').textContent()).toBe('Schemat är sparat och gäller nu.')
    expect(await page.getByText('Inga brev skickas under uppehållen: 2–3 mars 2026.').count()).toBe(1)
    expect(await page.getByText('torsdag 5 mars 2026').count()).toBe(0)
    expect(await page.getByText('onsdag 4 mars 2026').count()).toBe(1)

    await context.tickAt('2026-03-02T09:00')
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-04T09:00')
    expect(context.inbox).toHaveLength(1)

    await page.goto(`${served.url}/schedule`)
    await page.getByLabel('Ta bort').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Spara schemat' }).focus()
    await page.keyboard.press('Enter')
    // A key does not wait for the page that it leads to, as a click does.
    await page.getByText('Inga uppehåll är planerade.').waitFor()
  })
})

test('an administrator gives a unit a sender name, sees it in the letter, and sends a test that leads to the preview', async () => {
  await withPage(inSwedish, async page => {
    await signIn(page)
    await page.goto(`${served.url}/units`)
    await page.getByRole('link', { name: 'Jobbtorg City', exact: true }).click()
    await page.getByLabel('Avsändarnamn').fill('Citys jobbtorg')
    await page.getByRole('button', { name: 'Spara' }).click()
    await page.getByRole('link', { name: 'Se breven som Jobbtorg City skickar' }).click()
    await page.getByRole('link', { name: 'Första brevet: Svenska' }).click()
    expect(await page.getByText('Citys jobbtorg <enkat@kommunen.example>').count()).toBe(1)
    const letter = page.frameLocator('iframe.on-a-phone')
    expect(await letter.getByRole('heading').first().textContent()).toBe(
      'Har praktikanten fått anställning hos er?',
    )
    await page.getByRole('button', { name: 'Skicka ett prov till mig' }).click()
    expect(await page.getByRole('status').textContent()).toContain(`Provet är skickat till ${member.email}`)
    const link = /http\S+employment=no/.exec(context.inbox[0]?.text ?? '')?.[0] ?? ''
    await page.goto(link.replace(context.baseUrl, served.url))
    expect(await page.locator('#employment-no').isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Skicka svaret' }).click()
    expect(await page.locator('h1').textContent()).toBe('Det här är en förhandsvisning')
  })
})

test('a form is filled in within its frame, and the frame says that it was a preview', async () => {
  await withPage(inSwedish, async page => {
    await signIn(page)
    await page.goto(`${served.url}/letters/language?language=en`)
    const form = page.frameLocator('iframe.on-a-phone')
    await form.locator('#host_again-yes').check()
    await form.getByRole('button').click()
    await form.getByRole('heading', { name: 'This is a preview' }).waitFor()
    await form.getByRole('link', { name: 'Back to the form' }).click()
    await form.getByRole('link', { name: 'På svenska' }).click()
    await form.getByRole('heading', { name: 'Hur gick det efter praktiken?' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('sv')
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const paths = [
    '/units',
    '/units/:id',
    '/units/:id?done=changed',
    '/schedule',
    '/letters',
    '/letters/invitation?unit=:id',
    '/letters/code?language=en&sent=accepted',
    '/letters/stale',
    '/letters/forms/language?language=sv&end=1',
  ]
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
  ] as const

  test.each(screens)('%s', { timeout: 120_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (name: string) => void problems.push(...(await problemsOn(page, name)))
      await signIn(page)
      for (const path of paths) {
        await page.goto(served.url + path.replace(':id', String(unitId)))
        await look(path)
      }
      await page.goto(`${served.url}/units/${unitId}`)
      await page.locator('#phone').fill('-')
      await page.locator('#email').fill('@')
      await page.locator('#language_sv').uncheck()
      await page.locator('#language_en').uncheck()
      await page.locator('main form button').click()
      await look('refused unit')
      await page.goto(`${served.url}/units/${unitId}`)
      await changeMeanwhile(page, `/units/${unitId}`, { sender_name: `Citys jobbtorg ${options.locale}` })
      await page.locator('#phone').fill('08-1')
      await page.locator('main form button').click()
      await look('stale unit')
      await page.goto(`${served.url}/schedule`)
      await page.locator('#reminders').fill('9, 5')
      await page.locator('#pause_0_from').fill('2026-08-01')
      await page.locator('main form button').first().click()
      await look('refused schedule')
      await page.goto(`${served.url}/schedule`)
      await changeMeanwhile(page, '/schedule', { closes: options.locale === 'sv-SE' ? '70' : '71' })
      await page.locator('#reminders').fill('4')
      await page.locator('main form button').first().click()
      await look('stale schedule, with a history')
      expect(problems).toEqual([])
    })
  })

  /** Sends the form of that page with a change, as another administrator would in between. */
  async function changeMeanwhile(page: Page, path: string, changes: Record<string, string>): Promise<void> {
    const inputs = await page.locator('main form').first().locator('input').all()
    const form: Record<string, string> = {}
    for (const input of inputs) {
      const [name, type] = [await input.getAttribute('name'), await input.getAttribute('type')]
      if (name && (type !== 'checkbox' || (await input.isChecked()))) form[name] = await input.inputValue()
    }
    await page.request.post(served.url + path, { form: { ...form, ...changes }, maxRedirects: 0 })
  }
})
