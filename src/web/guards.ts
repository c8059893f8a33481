import compression from 'compression'
import { type NextFunction, type Request, type RequestHandler, type Response, urlencoded } from 'express'
import type { Auth } from '../auth.ts'
import type { Context } from '../context.ts'
import { languages, type Role, roles } from '../domain/codes.ts'
import { readAlarm } from './letter-flow.ts'
import { takeUpParked } from './resume.ts'
import { pathOf, refuse, rememberAlarm, rememberStaff, type StaffPage, staffOf } from './staff-page.ts'
import { createTurnAway } from './turn-away.ts'

/**
 * Who may use a route. respondent: whoever holds a survey's link, which the handler checks; coach: coaches and
 * administrators; analyst: analysts and administrators; staff: everybody who is signed in; public: everybody.
 */
export const guardNames = ['public', 'respondent', 'staff', 'coach', 'analyst', 'administrator'] as const
export type GuardName = (typeof guardNames)[number]
export type Guards = Readonly<Record<GuardName, readonly RequestHandler[]>>

const rolesBehind = {
  staff: roles,
  coach: ['coach', 'administrator'],
  analyst: ['analyst', 'administrator'],
  administrator: ['administrator'],
} as const satisfies Record<string, readonly Role[]>

const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const languageCookieDays = 365

/**
 * What runs before the handler of a route, by the guard that the route names. Pages for respondents are not compressed:
 * at 10 KB they reach the browser in the first round trip as they are (RFC 6928: 14 KB), and compressing takes a fifth of
 * the time that opening the form takes.
 */
export function createGuards(context: Context, auth: Auth, page: StaffPage): Guards {
  const open = [
    compression(),
    setHeaders,
    sameOriginOnly(context, page),
    switchLanguage,
    urlencoded({ extended: false, limit: '32kb' }),
    dropNul(page),
  ]
  const turnAway = createTurnAway(context)
  const takeUp = takeUpParked(context)
  const alarm = noteAlarm(context)
  const only = (allowed: readonly Role[]) => [
    ...open,
    signedInOnly(auth, page, allowed, turnAway),
    takeUp,
    alarm,
  ]
  return {
    public: open,
    respondent: [],
    staff: only(rolesBehind.staff),
    coach: only(rolesBehind.coach),
    analyst: only(rolesBehind.analyst),
    administrator: only(rolesBehind.administrator),
  }
}

function setHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy,
    // `no-referrer` would also blank the Origin of our own forms, which is checked below.
    'Referrer-Policy': 'same-origin',
  })
  next()
}

/**
 * Against forged forms, besides SameSite=Lax: a browser says where a form was sent from. Neither header means that it
 * is no browser, which has no cookies to abuse. (OWASP CSRF cheat sheet: Fetch Metadata, then the origin.)
 */
function sameOriginOnly({ baseUrl }: Context, page: StaffPage): RequestHandler {
  const ownHost = new URL(baseUrl).host
  return (request, response, next) => {
    const { 'sec-fetch-site': site, origin, host } = request.headers
    const changesNothing = request.method === 'GET' || request.method === 'HEAD'
    const fromHere = typeof site === 'string' ? site === 'same-origin' || site === 'none' : isOwn(origin)
    if (changesNothing || fromHere) return next()
    refuse(page, request, response, 'foreign_form')

    function isOwn(address: string | undefined): boolean {
      if (address === undefined) return true
      const foreign = URL.parse(address)?.host
      return foreign !== undefined && (foreign === host || foreign === ownHost)
    }
  }
}

/**
 * `?lang=en` on any page is remembered in a cookie, and leaves the address again. The preview of a form has the switch of
 * the respondent, which is not the reader's; whoever reads a published report gets no cookie.
 */
function switchLanguage(request: Request, response: Response, next: NextFunction) {
  const language = languages.find(code => code === request.query.lang)
  const keepsIt = ['/letters/forms/', '/published/'].some(start => request.path.startsWith(start))
  if (request.method !== 'GET' || !language || keepsIt) return next()
  const query = new URLSearchParams(request.originalUrl.split('?')[1])
  query.delete('lang')
  response.cookie('lang', language, {
    maxAge: languageCookieDays * 24 * 60 * 60 * 1000,
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
  })
  response.redirect(303, query.size > 0 ? `${pathOf(request)}?${query}` : pathOf(request))
}

/** A member who is disabled is out at the next request, whatever session there still is. */
/** No text of ours holds the character NUL, and PostgreSQL takes none: what is typed goes without it, and no page is named so. */
function dropNul(page: StaffPage): RequestHandler {
  return (request, response, next) => {
    const isNamed = Object.values(request.params).some(value => String(value).includes('\0'))
    if (isNamed) return refuse(page, request, response, 'not_found')
    request.url = request.url.replaceAll('%00', '')
    for (const [name, value] of Object.entries(Object(request.body))) {
      if (typeof value === 'string') request.body[name] = value.replaceAll('\0', '')
    }
    next()
  }
}

function signedInOnly(
  auth: Auth,
  page: StaffPage,
  allowed: readonly Role[],
  turnAway: RequestHandler,
): RequestHandler {
  return async (request, response, next) => {
    const session = await auth.api.getSession({
      headers: new Headers({ cookie: request.headers.cookie ?? '' }),
    })
    const role = roles.find(name => name === session?.user.role)
    if (!session || !role || session.user.disabledAt) return turnAway(request, response, next)
    const { id, name, email, unitId } = session.user
    rememberStaff(response, { id, name, email, role, unitId: unitId ?? null, sessionId: session.session.id })
    if (allowed.includes(role)) return next()
    refuse(page, request, response, 'not_allowed')
  }
}

/** Whoever can mend what has stopped the letters sees it on every page. */
function noteAlarm(context: Context): RequestHandler {
  const watchedSince = context.clock.now()
  return async (request, response, next) => {
    if (request.method === 'GET' && staffOf(response).role === 'administrator') {
      rememberAlarm(response, await readAlarm(context, watchedSince, context.clock.now()))
    }
    next()
  }
}
