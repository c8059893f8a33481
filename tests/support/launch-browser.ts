import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'

/** The widths at which pages are looked at. */
export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 800 }

/** The browser that comes with npm. Whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath()
  return playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
}

/** Clicks the first of these, and waits for the page that it leads to. */
export async function follow(page: Page, selector: string): Promise<void> {
  const arrived = page.waitForEvent('framenavigated')
  await page.locator(selector).first().click()
  await arrived
  await page.waitForLoadState()
}
