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
  at('reports', 'analyst', '/reports'),
  at('not-found', 'coach', '/placements/0'),
  at('not-allowed', 'coach', '/reports'),
]

function at(name: string, viewer: WorkspacePage['viewer'], path: string): WorkspacePage {
  return { name, viewer, open: async (page, { url }) => void (await page.goto(url + path)) }
}
