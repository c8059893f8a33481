import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, phone, problemsOn, withBrowser } from '../support/browser.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createWorkspace, type Viewer, type Workspace } from '../support/workspace.ts'
import { workspacePages } from '../support/workspace-pages.ts'

let database: TestDatabase
let workspace: Workspace

beforeAll(async () => {
  database = await createTestDatabase()
  workspace = await createWorkspace(database.db, 800)
}, 120_000)
afterAll(async () => {
  await workspace.close()
  await database.drop()
})

/** 640 pixels are a desktop's 1280 at 200 % zoom. */
const screens = [
  ['on a phone in Swedish', { viewport: phone, locale: 'sv-SE', colorScheme: 'light' }],
  ['on a desktop in English, dark', { viewport: desktop, locale: 'en-GB', colorScheme: 'dark' }],
  ['at 200 % zoom', { viewport: { width: 640, height: 400 }, locale: 'sv-SE', colorScheme: 'light' }],
] as const
const viewers = ['nobody', 'coach', 'administrator', 'analyst'] as const
const cases = screens.flatMap(([screen, options]) => viewers.map(viewer => ({ screen, options, viewer })))

test.each(cases)(
  'axe-core finds nothing on the pages of $viewer $screen, and nothing is wider than the screen',
  {
    timeout: 180_000,
  },
  async ({ options, viewer }) => {
    const problems = await withBrowser(async browser => {
      const page = await workspace.visit(browser, viewer, options)
      const found: string[] = []
      for (const { name, open } of workspacePages.filter(shown => shown.viewer === viewer)) {
        await open(page, workspace)
        found.push(...(await problemsOn(page, name, options)))
      }
      await page.context().close()
      return found
    })
    expect(problems).toEqual([])
  },
)

async function as(viewer: Viewer, walk: (page: Page) => Promise<void>): Promise<void> {
  await withBrowser(async browser => {
    const page = await workspace.visit(browser, viewer, { viewport: desktop })
    await walk(page)
    await page.context().close()
  })
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()
const notice = (page: Page) => page.getByRole('status').first().textContent()
const press = (page: Page, name: string) =>
  page
    .getByRole('button', { name: new RegExp(`^${name}( ?:|$)`) })
    .first()
    .click()

describe('in the year that was played, without a script,', { timeout: 120_000 }, () => {
  test('a coach calls in vain, takes it back, calls again and records the answer, and the list grows shorter', async () => {
    await as('coach', async page => {
      await page.goto(`${workspace.url}/?scope=unit`)
      expect(await heading(page)).toBe('Att göra')
      const toCall = await page.locator('.tallies .lane-call b').textContent()
      await press(page, 'Ringde, inget svar')
      expect(await notice(page)).toContain('inget svar')
      await press(page, 'Ångra')
      // The first whose question is about the end of the placement: what lasted has a form of its own.
      await page.locator('a[href*="/phone-answer"]:not([href*="wave="])').first().click()
      for (const id of ['purpose_met-3', 'employment-no', 'host_again-yes'])
        await page.locator(`#${id}`).check()
      await press(page, 'Spara svaret')
      expect(await notice(page)).toContain('Svaret är registrerat')
      await page.goto(`${workspace.url}/?scope=unit`)
      expect(await page.locator('.tallies .lane-call b').textContent()).toBe(String(Number(toCall) - 1))
    })
  })

  test('a coach sends a letter now, writes a note, corrects an address and withdraws a survey, and takes each back', async () => {
    await as('coach', async page => {
      await page.goto(`${workspace.url}/placements?status=waiting`)
      await page.locator('.cards tbody a').first().click()
      await page.waitForURL(/\/placements\/\d+/)
      const placement = page.url().replace(/\?.*/, '')
      await page.goto(`${placement}/send-now`)
      await press(page, 'Skicka så snart det går')
      await press(page, 'Ångra')
      await page.goto(`${placement}/notes`)
      await page.locator('main textarea').fill('Ringer tillbaka på torsdag.')
      await press(page, 'Spara anteckningen')
      expect(await page.locator('.history').textContent()).toContain('Ringer tillbaka på torsdag.')
      await page.goto(`${placement}/contact`)
      await page.locator('#email').fill('ny.adress@host.example')
      await page.locator('#scope-same').check()
      await press(page, 'Spara kontaktpersonen')
      expect(await page.locator('aside').textContent()).toContain('ny.adress@host.example')
      await press(page, 'Ångra')
      expect(await page.locator('aside').textContent()).not.toContain('ny.adress@host.example')
      await page.goto(`${placement}/withdraw`)
      await page.locator('main input[type=radio]').first().check()
      await press(page, 'Dra tillbaka enkäten')
      expect(await page.locator('.standing .status').textContent()).toBe('Utgår')
      await press(page, 'Ångra')
      expect(await page.locator('.standing .status').textContent()).toBe('Väntar på svar')
    })
  })

  test('an administrator adds a coach, sets a pause and sees a letter as its reader will', async () => {
    await as('administrator', async page => {
      await page.goto(`${workspace.url}/staff/new`)
      await page.locator('#name').fill('Ny Coach')
      await page.locator('#email').fill('ny.coach@staden.example')
      await page.locator('#role').selectOption('coach')
      await page.locator('#unit').selectOption({ index: 1 })
      await page.locator('main form button[type=submit]').first().click()
      await page.waitForURL(/\/staff(\?|$|\/(?!new))/)
      expect(await page.locator('main').textContent()).toContain('Ny Coach')
      await page.goto(`${workspace.url}/schedule`)
      await page.locator('input[type=date][name$=_from]').last().fill('2026-07-06')
      await page.locator('input[type=date][name$=_to]').last().fill('2026-07-31')
      await page.locator('form.rules button[type=submit]').first().click()
      expect(await notice(page)).not.toBe('')
      await page.goto(`${workspace.url}/letters/invitation`)
      const letter = page.frameLocator('iframe').first()
      expect(await letter.locator('body').textContent()).toContain(
        'Har praktikanten fått anställning hos er?',
      )
    })
  })

  test('an analyst begins at the figures, finds every placement and host, and no address anywhere', async () => {
    await as('analyst', async page => {
      await page.goto(workspace.url)
      expect(new URL(page.url()).pathname).toBe('/reports')
      for (const path of ['/placements', '/placements?status=phone', '/employers']) {
        await page.goto(workspace.url + path)
        expect(await page.content()).not.toMatch(/@[\w-]+\.example|tel:/)
        await page.locator('.cards tbody a').first().click()
        expect(await page.content()).not.toMatch(/@[\w-]+\.example|tel:/)
      }
    })
  })
})
