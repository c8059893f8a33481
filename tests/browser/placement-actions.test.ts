import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { createLink } from '../../src/domain/link.ts'
import { optOut } from '../../src/flow/opt-out.ts'
import { withdrawSurvey } from '../../src/flow/withdraw-survey.ts'
import { writeNote } from '../../src/flow/write-note.ts'
import { attemptOn, knownSurvey } from '../support/acting.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>
let placements: Record<'open' | 'bounced' | 'withdrawn' | 'silent', number>

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  const { id: staffId } = await makeMember(context, 'administrator', member)
  context.refused.add('borta@bageri.example')
  const make = async (email: string) => (await makePlacement(context, { contact: { email } })).placementId
  placements = {
    open: await make('asa@bageri.example'),
    bounced: await make('borta@bageri.example'),
    withdrawn: await make('bo@bageri.example'),
    silent: await make('cia@bageri.example'),
  }
  await context.tickAt('2026-03-02T09:00')
  context.clock.set(swedish('2026-03-03T12:00'))
  const now = context.clock.now()
  await writeNote(context, { placementId: placements.open, kind: 'note', typed: 'Ring Bo', staffId, now })
  await withdrawSurvey(context, await attemptOn(context, placements.withdrawn, staffId), 'mistake')
  await optOut(context, await attemptOn(context, placements.silent, staffId))
  site = createStaffSite(context)
  served = await serve(site.app)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

async function signInCodeAddress() {
  const code = await signInCode(site.auth, member.email)
  return `${served.url}/sign-in/code?email=${member.email}&code=${code}`
}

test('a refused address is corrected and the letter goes again, by keyboard alone and without a script', async () => {
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    const { keyboard } = page
    await page.goto(await signInCodeAddress())
    await page.locator('main button').click()
    await page.goto(`${served.url}/placements/${placements.bounced}`)
    await page.getByRole('link', { name: 'Rätta eller byt kontaktperson' }).focus()
    await keyboard.press('Enter')
    await page.getByLabel('E-postadress').focus()
    await keyboard.press('Control+A')
    await keyboard.type('ratt@bageri.example')
    await page.getByLabel('Samma person').focus()
    await keyboard.press('Space')
    await page.getByRole('button', { name: 'Spara kontaktpersonen' }).focus()
    await keyboard.press('Enter')
    expect(await page.getByRole('status').textContent()).toContain('Kontaktpersonen är ändrad')
    expect(await page.locator('.standing .status').textContent()).toBe('Väntar på svar')
    await page.getByRole('button', { name: 'Ångra' }).focus()
    await keyboard.press('Enter')
    await expect.poll(() => page.locator('.standing .status').textContent()).toBe('Ring')
  })
})

const screens = [
  ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
  ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
  ['at 200 % zoom', { viewport: { width: 640, height: 400 }, locale: 'sv-SE', colorScheme: 'light' }],
] as const

test.each(screens)(
  'axe-core finds nothing, and nothing is wider than the screen, %s',
  { timeout: 120_000 },
  async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (name: string) => void problems.push(...(await problemsOn(page, name)))
      await page.goto(await signInCodeAddress())
      await page.locator('main button').click()
      const { open, bounced, withdrawn, silent } = placements
      const paths = [
        `${open}?done=note`,
        `${open}/send-now`,
        `${open}/link`,
        `${open}/no-letters`,
        `${open}/withdraw`,
        `${open}/calls`,
        `${bounced}/contact`,
        `${withdrawn}?done=withdraw`,
        `${withdrawn}/withdraw`,
        `${withdrawn}/send-now`,
        `${silent}`,
        `${silent}/no-letters`,
      ]
      for (const path of paths) {
        await page.goto(`${served.url}/placements/${path}`)
        await look(path)
      }
      await page.goto(`${served.url}/placements/${bounced}/contact`)
      await page.getByRole('textbox').first().fill('')
      await page.locator('.deciding form button').first().click()
      await look('refused contact')
      await page.goto(`${served.url}/placements/${open}/notes`)
      await page.locator('.deciding button').click()
      await look('refused note')
      await page.goto(`${served.url}/placements/${open}/withdraw`)
      await page.locator('.deciding button').click()
      await look('refused withdrawal')
      const link = createLink(context.linkKeys, await knownSurvey(context, { placementId: open }))
      await page.goto(`${served.url}/s/${link}/no-letters`)
      await look('no letters')
      await page.locator('main button').click()
      await look('no letters, box not ticked')
      expect(problems).toEqual([])
    })
  },
)
