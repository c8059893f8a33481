import axe from 'axe-core'
import type { Express } from 'express'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { close, listen } from '../../src/run-service.ts'
import { launchBrowser, phone } from './launch-browser.ts'

export { desktop, follow, phone } from './launch-browser.ts'

let launched: Promise<Browser> | undefined

afterAll(async () => {
  await (await launched)?.close()
  launched = undefined
})

/** A page in a fresh browser context (no cookies) with scripts off, unless the options say otherwise. */
export async function withPage<T>(
  options: BrowserContextOptions,
  run: (page: Page) => Promise<T>,
): Promise<T> {
  return withBrowser(async browser => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone, ...options })
    try {
      return await run(await context.newPage())
    } finally {
      await context.close()
    }
  })
}

/** The one browser of a test file; it is closed after the last test. */
export async function withBrowser<T>(run: (browser: Browser) => Promise<T>): Promise<T> {
  launched ??= launchBrowser()
  return run(await launched)
}

/** Serves the pages on a free port of loopback. */
export async function serve(app: Express): Promise<{ url: string; stop(): Promise<void> }> {
  const server = await listen(app, '127.0.0.1', 0)
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) }
}

/** What is wrong with the page that is shown, under its name: what axe-core finds, and whether it is wider than the screen. */
export async function problemsOn(
  page: Page,
  name: string,
  options?: BrowserContextOptions,
): Promise<string[]> {
  // A page that has just been left has no document for a moment.
  await page.locator('body').waitFor()
  const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  const found = [...(await axeViolations(page, options)), ...(isWide ? ['too wide'] : [])]
  return found.map(problem => `${name}: ${problem}`)
}

/**
 * What axe-core finds against WCAG 2.2 AA and its best practices: rule and element, empty when there is nothing.
 * It is a script, so it looks at a copy of the page as the server sent it, in a context where scripts may run.
 */
export async function axeViolations(page: Page, options: BrowserContextOptions = {}): Promise<string[]> {
  const [url, body, viewport] = [page.url(), await page.content(), page.viewportSize()]
  const lookAt = { javaScriptEnabled: true, bypassCSP: true, viewport, ...options }
  return withPage(lookAt, async copy => {
    await copy.route(url, route => route.fulfill({ contentType: 'text/html; charset=utf-8', body }))
    await copy.goto(url)
    await copy.evaluate(axe.source)
    const { violations } = await copy.evaluate(async rules => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
      return axe.run({ runOnly: rules })
    }, axeRules)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  })
}

const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
