import compression from 'compression'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Auth } from './auth.ts'
import type { Context } from './context.ts'
import { serveAssets } from './web/assets.ts'
import { createGuards } from './web/guards.ts'
import { healthRoutes } from './web/health-routes.ts'
import { createMetrics, type Metrics } from './web/metrics.ts'
import { routes } from './web/routes.ts'
import { createStaffPage, refuse, type StaffPage } from './web/staff-page.ts'

/** The Express application: every route behind its guard. It does not listen. */
export function createApp(context: Context, auth: Auth): Express {
  const metrics = createMetrics(context)
  const app = createFrame(context, metrics)
  const page = createStaffPage(context)
  const guards = createGuards(context, auth, page)
  app.use('/assets', compression(), serveAssets())
  for (const { method, path, guard, handler } of routes(context, auth, page, metrics)) {
    app[method](path, ...guards[guard], ...[handler].flat())
  }
  app.use(...guards.public, (request, response) => refuse(page, request, response, 'not_found'))
  app.use(showFault(context, page))
  return app
}

/** What a process serves that has no pages: how it is. */
export function createHealthApp(context: Context): Express {
  const metrics = createMetrics(context)
  const app = createFrame(context, metrics)
  for (const { method, path, handler } of healthRoutes(context, metrics)) {
    app[method](path, ...[handler].flat())
  }
  app.use((_request, response) => void response.status(404).type('text').send('Not found\n'))
  app.use(showFaultInShort(context))
  return app
}

function createFrame(context: Context, metrics: Metrics): Express {
  const app = express()
  app.disable('x-powered-by')
  // No page may be kept by a browser (no-store), so none needs a digest of its own.
  app.disable('etag')
  // A reverse proxy on the same machine tells the visitor's address and whether HTTPS was used.
  app.set('trust proxy', 'loopback')
  // The two policies differ between respondents and staff; the guards and the form set them.
  app.use(helmet({ contentSecurityPolicy: false, referrerPolicy: false }))
  app.use(watchRequests(context, metrics))
  return app
}

/** Logs and measures the route and never the address: a survey's address is its secret (rule 8). */
function watchRequests({ log }: Context, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.on('finish', () => {
      const milliseconds = performance.now() - startedAt
      const { method } = request
      const route = request.route?.path ?? 'none'
      const status = response.statusCode
      log.debug({ method, route, status, milliseconds: Math.round(milliseconds) }, 'request')
      metrics.observeRequest({ method, route, status, seconds: milliseconds / 1_000 })
    })
    next()
  }
}

/** The one place where a fault ends: logged without what was sent, told without what went wrong inside. */
function showFault({ log }: Context, page: StaffPage): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = isClientError(error) ? error.status : 500
    if (status === 500) log.error({ route: request.route?.path, error: String(error) }, 'a request failed')
    response.status(status)
    page(request, response, 'fault', { reason: status === 500 ? 'server' : 'request' })
  }
}

/** The same for machines. */
function showFaultInShort({ log }: Context): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = isClientError(error) ? error.status : 500
    if (status === 500) log.error({ route: request.route?.path, error: String(error) }, 'a request failed')
    response.status(status).type('text').send('Fault\n')
  }
}

/** What body parsing and routing refuse: too large, not decodable. */
function isClientError(error: unknown): error is { status: number } {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500
}
