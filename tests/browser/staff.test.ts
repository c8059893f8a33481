import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
let placementId: number

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  await makeMember(context, 'administrator', member)
  placementId = (await makePlacement(context, { contact: { email: null } })).placementId
  await makePlacement(context)
  await context.tickAt('2026-03-02T09:00')
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

test('a member signs in, finds whom to call, and records the answer, by keyboard alone and without a script', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const { keyboard } = page
    await page.goto(`${served.url}/placements?status=phone`)
    // What is waited for is the code, and not a letter to an employer.
    context.inbox.length = 0
    await page.getByLabel('E-postadress').focus()
    await keyboard.type(member.email)
    await keyboard.press('Enter')
    await page.getByLabel('Kod', { exact: true }).focus()
    await expect.poll(() => context.inbox).not.toHaveLength(0)
    await keyboard.type(/\d{6}/.exec(context.inbox.at(-1)?.subject ?? '')?.[0] ?? '')
    await keyboard.press('Enter')

    await page.getByRole('link', { name: /^Bageri/ }).focus()
    await keyboard.press('Enter')
    await page.getByRole('link', { name: 'Registrera svar per telefon' }).focus()
    await keyboard.press('Enter')
    for (const id of ['purpose_met-4', 'employment-no', 'host_again-yes']) {
      await page.locator(`#${id}`).focus()
      await keyboard.press('Space')
    }
    await page.getByRole('button', { name: 'Spara svaret' }).focus()
    await keyboard.press('Enter')
    expect(await page.getByRole('status').textContent()).toBe('Svaret är registrerat.')
    expect(await page.locator('.standing .status').textContent()).toBe('Besvarad')
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const paths = [
    '/placements',
    '/placements?q=finns-inte&from=snart',
    '/placements/:id',
    '/placements/:id/phone-answer',
    '/placements/0',
  ]
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
  ] as const

  test.each(screens)('%s', { timeout: 90_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (name: string) => void problems.push(...(await problemsOn(page, name)))
      await page.goto(`${served.url}/sign-in`)
      await look('sign-in')
      const code = await signInCode(site.auth, member.email)
      await page.goto(`${served.url}/sign-in/code?email=${member.email}&code=${code}`)
      await look('code')
      await page.locator('main button').click()
      for (const path of paths) {
        await page.goto(served.url + path.replace(':id', String(placementId)))
        await look(path)
      }
      await page.goto(`${served.url}/placements/${placementId}/phone-answer`)
      await page.locator('main button').click()
      await look('refused answer')
      expect(problems).toEqual([])
    })
  })
})
