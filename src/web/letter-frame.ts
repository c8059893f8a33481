import type { Response } from 'express'

/** What the frame allows: nothing of its own, but a click on a link opens an ordinary page beside it. */
export const frameSandbox =
  'allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox'
const letterPolicy = `sandbox ${frameSandbox}; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'`

/** The letter as it was written, but for a base that opens its links in a new tab and not in the frame. */
export function sendFramed(response: Response, html: string): void {
  response.set('Content-Security-Policy', letterPolicy)
  response.type('html').send(html.replace('<head>', '<head><base target="_blank">'))
}
