import express, { type Express, type Request, type RequestHandler } from 'express'
import { type Language, languages } from '../domain/codes.ts'
import { listMailbox, readMailbox } from '../mail/local-mailbox.ts'
import type { Renderer } from '../render.ts'
import { serveAssets } from './assets.ts'
import { frameSandbox, sendFramed } from './letter-frame.ts'

const pageSize = 50

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/**
 * The pages of the local mailbox. An application of its own, for a port on loopback: letters and sign-in codes lie
 * open in it, so it must never stand beside the pages that others can reach.
 */
export function createMailboxApp(renderer: Renderer, folder: string): Express {
  const app = express()
  app.disable('x-powered-by')
  // Express then tells the browser no more of a fault than its status.
  app.set('env', 'production')
  app.use(guardMailbox)
  app.use('/assets', serveAssets())
  app.get('/', showList(renderer, folder))
  app.get('/letters/:name', showLetter(renderer, folder))
  app.get('/letters/:name/html', showHtml(folder))
  app.use(showMissing(renderer))
  return app
}

/** A name that is not this machine's is a foreign page's attempt to read along (DNS rebinding). */
const guardMailbox: RequestHandler = (request, response, next) => {
  response.set({
    'Content-Security-Policy': pagePolicy,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
  })
  if (['localhost', '127.0.0.1', '[::1]'].includes(request.hostname)) next()
  else response.sendStatus(403)
}

function showList(renderer: Renderer, folder: string): RequestHandler {
  return async (request, response) => {
    const page = pageNumber(request)
    const { total, entries } = await listMailbox(folder, { offset: (page - 1) * pageSize, limit: pageSize })
    const html = renderer.page('mailbox', languageOf(request), {
      total,
      entries,
      newer: page > 1 ? page - 1 : undefined,
      older: page * pageSize < total ? page + 1 : undefined,
    })
    response.send(html)
  }
}

function showLetter(renderer: Renderer, folder: string): RequestHandler<{ name: string }> {
  return async (request, response, next) => {
    const letter = await readMailbox(folder, request.params.name)
    if (!letter) return next()
    response.send(renderer.page('mailbox-letter', languageOf(request), { letter, frameSandbox }))
  }
}

function showHtml(folder: string): RequestHandler<{ name: string }> {
  return async (request, response, next) => {
    const letter = await readMailbox(folder, request.params.name)
    if (!letter) return next()
    sendFramed(response, letter.html)
  }
}

function showMissing(renderer: Renderer): RequestHandler {
  return (request, response) => {
    response.status(404).send(renderer.page('mailbox-missing', languageOf(request), {}))
  }
}

function pageNumber(request: Request): number {
  const page = Number(request.query.page)
  return Number.isSafeInteger(page) && page > 0 ? page : 1
}

function languageOf(request: Request): Language {
  return request.acceptsLanguages([...languages]) === 'en' ? 'en' : 'sv'
}
