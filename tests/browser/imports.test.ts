import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { placements } from '../../src/db/schema.ts'
import { readTable } from '../../src/files/table.ts'
import { forgetImports } from '../../src/flow/forget-imports.ts'
import { desktop, phone, problemsOn, serve, withPage } from '../support/browser.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { placementsFile, yearFile } from '../support/placements-file.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let served: Awaited<ReturnType<typeof serve>>

const member = { name: 'Märta Ek', email: 'marta@kommunen.example' }

beforeAll(async () => {
  context = await createTestContext({ now: '2011-12-20T12:00' })
  await makeMember(context, 'administrator', member)
  site = createStaffSite(context)
  served = await serve(site.app)
})
beforeEach(async () => {
  await context.db.execute(sql`truncate employers, participants, imports, import_column_names cascade`)
})
afterAll(async () => {
  await served.stop()
  await context.close()
})

test('an administrator imports the year from the browser alone', { timeout: 120_000 }, async running => {
  const year = yearFile(running, 'placeringar-2011.csv')
  await withPage({ viewport: desktop, locale: 'sv-SE' }, async page => {
    await signIn(page)
    await page.getByRole('link', { name: 'Inläsning' }).click()
    await upload(page, 'placeringar åäö 2011.csv', year)
    expect(await page.locator('h1').textContent()).toBe('Granska placeringar åäö 2011.csv')
    expect(await page.locator('.counted strong').allTextContents()).toEqual(['2\u00a0638', '0', '0', '26'])
    expect(await context.db.$count(placements)).toBe(0)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Hämta de avvisade raderna' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('placeringar åäö 2011-avvisade.csv')
    const refused = await readTable(await readFile(await download.path()))
    expect(refused.rows).toHaveLength(26)

    await page.getByRole('button', { name: 'Läs in 2 638 placeringar' }).click()
    expect(await page.getByRole('status').textContent()).toBe('Filen är inläst.')
    expect(await context.db.$count(placements)).toBe(2_638)

    await page.getByRole('link', { name: 'Till inläsningen' }).click()
    const row = page.getByRole('row', { name: 'placeringar åäö 2011.csv' })
    expect(await row.textContent()).toMatch(
      /Märta Ek.*2\s638 nya, 0 ändrade, 0 oförändrade.*26 avvisade.*Inläst/s,
    )
  })
})

describe('axe-core finds nothing, and nothing is wider than the screen,', () => {
  const screens = [
    ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
    ['on a desktop in Swedish, dark', { viewport: desktop, locale: 'sv-SE', colorScheme: 'dark' }],
    ['on a phone in English, dark', { viewport: phone, locale: 'en-GB', colorScheme: 'dark' }],
    ['on a desktop in English', { viewport: desktop, locale: 'en-GB', colorScheme: 'light' }],
  ] as const

  test.each(screens)('%s, on any page in any state', { timeout: 180_000 }, async (_screen, options) => {
    await withPage(options, async page => {
      const problems: string[] = []
      const look = async (name: string) => void problems.push(...(await problemsOn(page, name)))
      const store = () => page.locator('form[action$="/store"] button').click()
      const discard = () => page.locator('form[action$="/discard"] button').click()
      await signIn(page)
      await upload(page, 'tom.csv', Buffer.from(''))
      await look('refused, with nothing imported')

      await upload(page, 'kolumner.csv', placementsFile([{}], { syfte: 'Typ av praktik', sektor: 'Ägare' }))
      await look('columns')
      await page.locator('.pairing button').click()
      await look('columns refused')
      await page.locator('#syfte').selectOption('Typ av praktik')
      await page.locator('#sektor').selectOption('Ägare')
      await page.locator('.pairing button').click()
      await look('learned')
      await store()
      await look('stored')

      await upload(
        page,
        'ändrad.csv',
        placementsFile([{ slutdatum: '2027-01-15', initialer: 'X.Y.' }, ...odd]),
      )
      await look('preview')
      const waiting = page.url()
      await discard()
      await look('discarded, in the list')
      await page.goto(waiting)
      await look('discarded')

      await upload(page, 'samma.csv', placementsFile([{}]))
      await look('unchanged')
      await upload(
        page,
        'två.csv',
        placementsFile([{}], { syfte: 'Typ av praktik', arbetsställe: 'Ändamål' }),
      )
      await look('not enough columns')
      await upload(
        page,
        'dubbel.csv',
        withColumn(placementsFile([{}], { syfte: 'Typ av praktik' }), 'Ändamål'),
      )
      const unreadable = page.url()
      await upload(page, 'ändamål.csv', placementsFile([{}], { syfte: 'Ändamål' }))
      await page.locator('#syfte').selectOption('Ändamål')
      await page.locator('.pairing button').click()
      await page.goto(unreadable)
      await look('unreadable')

      await upload(page, 'ny.csv', placementsFile([{ placering_id: 'P9' }]))
      await forgetImports(context, context.clock.now().add({ hours: 24 }))
      await store()
      await look('too late')
      await page.goto(`${served.url}/imports/0`)
      await look('missing')
      expect(problems).toEqual([])
    })
  })

  const odd = [
    { placering_id: 'P2', aspirant_id: '19800101-1234' },
    { placering_id: 'P3', kontakt_epost: `${'lång'.repeat(40)}@`, kön: 'Z' },
    { placering_id: 'P4'.repeat(50), arbetsgivare: 'Ö'.repeat(200) },
  ]
})

/** The same file with one column more. */
function withColumn(file: Buffer, name: string): Buffer {
  const [header = '', row = ''] = file.toString().trim().split('\r\n')
  return Buffer.from(`${header};${name}\r\n${row};x\r\n`)
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${served.url}/sign-in/code`)
  await page.locator('#email').fill(member.email)
  await page.locator('#code').fill(await signInCode(site.auth, member.email))
  await page.locator('main button').click()
}

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${served.url}/imports`)
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await page.locator('.upload button').click()
  await page.waitForLoadState()
}
