import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeViolations, desktop, phone, withBrowser } from '../support/browser.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createWorkspace, type Workspace } from '../support/workspace.ts'
import { workspacePages } from '../support/workspace-pages.ts'

let database: TestDatabase
let workspace: Workspace

beforeAll(async () => {
  database = await createTestDatabase()
  workspace = await createWorkspace(database.db, 300)
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
        const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
        const violations = [...(await axeViolations(page, options)), ...(isWide ? ['too wide'] : [])]
        found.push(...violations.map(problem => `${name}: ${problem}`))
      }
      await page.context().close()
      return found
    })
    expect(problems).toEqual([])
  },
)
