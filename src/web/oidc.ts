import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Oidc, OidcProblem } from '../auth/oidc.ts'
import { visitorHeaders } from '../auth/sessions.ts'
import { textIn } from './fields.ts'
import { localPath } from './local-path.ts'
import { refuse, type StaffPage } from './staff-page.ts'

const limitMinutes = 15
/** A whole office may sit behind one address of the network. */
const startsPerNetworkAddress = 100
const problems: readonly OidcProblem[] = ['unknown', 'denied', 'expired', 'unavailable']

/**
 * Sign-in at the organisation's own provider: there and back again. What goes wrong is told on the page for signing in,
 * where the way by code stands open.
 */
export function oidcHandlers(oidc: Oidc | null, page: StaffPage) {
  if (!oidc) {
    const missing: RequestHandler = (request, response) => refuse(page, request, response, 'not_found')
    return { start: missing, finish: missing }
  }
  return { start: [startLimit(), start(oidc, page)], finish: finish(oidc) }
}

/** The problem that the address of the page for signing in names, if it does. */
export function oidcProblemOf({ query }: Request): OidcProblem | null {
  return problems.find(problem => problem === query.oidc) ?? null
}

/**
 * Leads to the provider by a page that refreshes at once, and not by a redirect: a browser that holds a form to
 * `form-action` (Chromium) follows it through every redirect, and a provider may send on to others that nobody here knows.
 */
function start(oidc: Oidc, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const next = localPath(textIn(request.body, 'next'))
    const started = await oidc.start(next)
    if ('problem' in started) return tell(response, started.problem, next)
    response.append('Set-Cookie', started.headers.getSetCookie())
    response.set('Refresh', `0; url=${started.url}`)
    page(request, response, 'sign-in-onward', { name: oidc.name, url: started.url })
  }
}

function finish(oidc: Oidc): RequestHandler {
  return async (request, response) => {
    const { ip, headers, query } = request
    const visitor = visitorHeaders({ ip, userAgent: headers['user-agent'], cookie: headers.cookie })
    const given = Object.keys(query).map(name => [name, textIn(query, name)])
    const finished = await oidc.finish(Object.fromEntries(given), visitor)
    if ('problem' in finished) return tell(response, finished.problem, localPath(finished.next))
    response.append('Set-Cookie', finished.headers.getSetCookie())
    response.redirect(303, localPath(finished.next))
  }
}

function tell(response: Response, problem: OidcProblem, next: string): void {
  response.redirect(303, `/sign-in?${new URLSearchParams({ oidc: problem, next })}`)
}

/** Each start leaves a row behind until it has expired. */
function startLimit(): RequestHandler {
  return rateLimit({
    windowMs: limitMinutes * 60 * 1000,
    limit: startsPerNetworkAddress,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    handler: (request, response) => tell(response, 'unavailable', localPath(textIn(request.body, 'next'))),
  })
}
