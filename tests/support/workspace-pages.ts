import type { Page } from 'playwright-core'
import type { Viewer, Workspace } from './workspace.ts'

/** One page of the workspace in one state. */
export type WorkspacePage = {
  /** Of the picture. */
  name: string
  viewer: Viewer
  /** Goes there, and does what brings the page into that state. */
  open(page: Page, workspace: Workspace): Promise<void>
}

export const workspacePages: readonly WorkspacePage[] = [
  at('sign-in', 'nobody', '/sign-in'),
  at('sign-in-code', 'nobody', '/sign-in/code?email=kim@jobbtorg.example'),
  at('placements', 'administrator', '/placements'),
  at('placements-coach', 'coach', '/placements'),
  at('placements-phone-list', 'coach', '/placements?status=phone'),
  at('placements-none-found', 'coach', '/placements?q=finns-inte&from=snart'),
  at('placements-analyst', 'analyst', '/placements'),
  at('employers', 'administrator', '/employers'),
  at('employers-analyst', 'analyst', '/employers?sector=private'),
  at('employers-none-found', 'coach', '/employers?q=finns-inte'),
  at('employers-month-refused', 'coach', '/employers/monthly?month=2030-01'),
  anEmployer('employer', 'administrator'),
  anEmployer('employer-coach', 'coach'),
  anEmployer('employer-analyst', 'analyst'),
  anEmployer('employer-merge', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?q=bageri`)
  }),
  anEmployer('employer-merge-itself', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?into=${page.url().split('/').at(-1)}`)
  }),
  anEmployer('employer-merge-confirm', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?q=ab`)
    await page.locator('.choosing a').first().click()
  }),
  at('reports', 'analyst', '/reports'),
  at('not-found', 'coach', '/placements/0'),
  at('not-allowed', 'coach', '/reports'),
]

function at(name: string, viewer: WorkspacePage['viewer'], path: string): WorkspacePage {
  return { name, viewer, open: async (page, { url }) => void (await page.goto(url + path)) }
}

/** The page of the first host of the register, or what comes after it. */
function anEmployer(
  name: string,
  viewer: WorkspacePage['viewer'],
  then: (page: Page) => Promise<void> = async () => {},
): WorkspacePage {
  return {
    name,
    viewer,
    open: async (page, { url }) => {
      await page.goto(`${url}/employers`)
      await page.locator('.register tbody a').first().click()
      await then(page)
    },
  }
}
