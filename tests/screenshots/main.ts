import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, disconnect } from '../../src/db/connect.ts'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import { migrate } from '../../src/db/migrate.ts'
import { desktop, launchBrowser, phone } from '../support/launch-browser.ts'
import { createWorkspace, type Viewer } from '../support/workspace.ts'
import { type WorkspacePage, workspacePages } from '../support/workspace-pages.ts'

/**
 * `npm run screenshots [-- --language en] [--dark] [--only NAME]`: every page of the workspace, as whole pages, at the
 * widths of a desktop and of a phone, as pictures in screenshots/.
 */
const { values } = parseArgs({
  options: {
    language: { type: 'string', default: 'sv' },
    dark: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const screens = { desktop, phone }
const server = await startThrowawayServer()
const db = connect(server.url)
const browser = await launchBrowser()
try {
  await migrate(db)
  const workspace = await createWorkspace(db, 800)
  for (const [name, viewport] of Object.entries(screens)) {
    const folder = join('screenshots', `${values.language}-${name}${values.dark ? '-dark' : ''}`)
    await mkdir(folder, { recursive: true })
    for (const viewer of ['nobody', 'coach', 'administrator', 'analyst'] as const) {
      const options = {
        viewport,
        locale: values.language === 'en' ? 'en-GB' : 'sv-SE',
        colorScheme: values.dark ? ('dark' as const) : ('light' as const),
      }
      const page = await workspace.visit(browser, viewer, options)
      for (const shown of workspacePages.filter(one => isWanted(one, viewer))) {
        await shown.open(page, workspace)
        await page.screenshot({ path: join(folder, `${shown.name}.png`), fullPage: true })
        process.stdout.write(`${folder}/${shown.name}.png\n`)
      }
      await page.context().close()
    }
  }
  await workspace.close()
} finally {
  await browser.close()
  await disconnect(db)
  await server.stop()
}

function isWanted({ viewer, name }: WorkspacePage, wanted: Viewer): boolean {
  return viewer === wanted && name.includes(values.only)
}
