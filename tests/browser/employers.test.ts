import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { mergeEmployers } from '../../src/flow/merge-employers.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
const ids: Record<'akeri' | 'spelling' | 'library', number> = { akeri: 0, spelling: 0, library: 0 }

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  const { id: actor } = await makeMember(context, 'administrator', member)
  const make = async (name: string, organisationNumber = '5560160680') =>
    (await makePlacement(context, { employer: { name, organisationNumber } })).employerId
  ids.akeri = await make('Åkeriet & Söner i Västra Frölunda AB')
  ids.spelling = await make('Åkeriet & Söner i Västra Frölunda')
  ids.library = await make('Biblioteket', '2120000142')
  const old = await make('Läsrummet', '2120000142')
  const now = context.clock.now()
  await mergeEmployers(context, { employerId: old, intoId: ids.library, actor, now })
  await context.tickAt('2026-03-02T09:00')
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

test('an administrator finds two names of one employer and merges them, by keyboard alone and without a script', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const { keyboard } = page
    const press = async (role: 'link' | 'button', name: RegExp | string) => {
      await page.getByRole(role, { name }).first().focus()
      await keyboard.press('Enter')
    }
    await signIn(page)
    await page.goto(`${served.url}/employers`)
    await page.getByLabel('Sök').focus()
    await keyboard.type('åkeriet')
    await keyboard.press('Enter')
    await press('link', /Frölunda$/)
    await press('link', 'Slå ihop med en annan arbetsgivare')
    await press('link', /^Välj .* AB$/)
    await page.getByText('1 placering flyttas till').waitFor()
    await press('button', 'Slå ihop')
    await page.getByRole('status').getByText('Arbetsgivarna är sammanslagna').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Åkeriet & Söner i Västra Frölunda AB',
    )
    await press('button', /^Skilj ut/)
    await page.getByRole('status').getByText('Arbetsgivarna är åtskilda').waitFor()
  })
})

test('the compilation of the month is one button and one file', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE', acceptDownloads: true }, async page => {
    await signIn(page)
    await page.goto(`${served.url}/employers`)
    const arriving = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Hämta månadens sammanställning (februari 2026)' }).click()
    const file = await arriving
    expect(file.suggestedFilename()).toBe('arbetsgivare-2026-02.xlsx')
    const sheets = await readXlsxFile(await readFile(await file.path()))
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Arbetsgivare', 'Sektorer', 'Om siffrorna'])
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const paths = () => [
    '/employers',
    '/employers?q=finns-inte',
    '/employers/monthly?month=2026-13',
    `/employers/${ids.akeri}`,
    `/employers/${ids.library}?done=merged`,
    `/employers/${ids.akeri}/merge?q=bibl`,
    `/employers/${ids.akeri}/merge?into=${ids.akeri}`,
    `/employers/${ids.akeri}/merge?into=${ids.library}`,
    `/employers/${ids.library + 1}/merge`,
  ]
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a phone in English', { viewport: phone, locale: 'en-GB', colorScheme: 'dark' }],
    ['on a desktop in Swedish', { viewport: desktop, locale: 'sv-SE', colorScheme: 'dark' }],
    ['on a desktop in English', { viewport: desktop, locale: 'en-GB', colorScheme: 'light' }],
  ] as const

  test.each(screens)('%s', { timeout: 90_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      await signIn(page)
      const problems: string[] = []
      for (const path of paths()) {
        await page.goto(served.url + path)
        problems.push(...(await problemsOn(page, path)))
      }
      expect(problems).toEqual([])
    })
  })
})

async function signIn(page: Page): Promise<void> {
  const code = await signInCode(site.auth, member.email)
  await page.goto(`${served.url}/sign-in/code?email=${member.email}&code=${code}`)
  await page.locator('main button').click()
}
