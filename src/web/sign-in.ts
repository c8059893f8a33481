import { isAPIError } from 'better-auth/api'
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { type Auth, staffAddress } from '../auth.ts'
import { languageOf, type StaffPage } from './staff-page.ts'

const limitMinutes = 15
/** A whole office may sit behind one address of the network. */
const postsPerNetworkAddress = 100
const codesPerAddress = 5
const triesPerAddress = 12

type Problem = 'email' | 'code' | 'too_many'

/** Sign-in by a code that is mailed: ask for it, give it, go on to where one wanted to go. */
export function signInHandlers(auth: Auth, page: StaffPage) {
  return {
    askForCode: (request: Request, response: Response) => {
      showAddressForm(page, request, response, null)
    },
    sendCode: [...limits(page, codesPerAddress), sendCode(auth, page)],
    giveCode: (request: Request, response: Response) => {
      showCodeForm(page, request, response, null)
    },
    signIn: [...limits(page, triesPerAddress), signIn(auth, page)],
    signOut: signOut(auth),
  }
}

/** The same answer whether or not the address is known: it tells nobody who works here. */
function sendCode(auth: Auth, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const email = staffAddress(textIn(request.body, 'email'))
    if (email === undefined) return showAddressForm(page, request, response, 'email')
    const headers = new Headers({ 'accept-language': languageOf(request) })
    await auth.api.sendVerificationOTP({ body: { email, type: 'sign-in' }, headers })
    const query = new URLSearchParams({ email, next: localPath(textIn(request.body, 'next')) })
    response.redirect(303, `/sign-in/code?${query}`)
  }
}

function signIn(auth: Auth, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const email = staffAddress(textIn(request.body, 'email'))
    if (email === undefined) return showCodeForm(page, request, response, 'email')
    const otp = textIn(request.body, 'code').replaceAll(/\D/g, '')
    const headers = await sessionFor(auth, email, otp)
    if (!headers) return showCodeForm(page, request, response, 'code')
    response.append('Set-Cookie', headers.getSetCookie())
    response.redirect(303, localPath(textIn(request.body, 'next')))
  }
}

/**
 * @returns the headers that set the session's cookie, or undefined for a code that is wrong, used, too old or tried
 * three times. These are not told apart: only a known address can have its code tried three times.
 */
async function sessionFor(auth: Auth, email: string, otp: string): Promise<Headers | undefined> {
  try {
    const { headers } = await auth.api.signInEmailOTP({ body: { email, otp }, returnHeaders: true })
    return headers
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return undefined
    throw error
  }
}

function signOut(auth: Auth): RequestHandler {
  return async (request, response) => {
    const cookie = request.headers.cookie ?? ''
    const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
    response.append('Set-Cookie', headers.getSetCookie())
    response.redirect(303, '/sign-in?signed_out=1')
  }
}

function showAddressForm(
  page: StaffPage,
  request: Request,
  response: Response,
  problem: Problem | null,
): void {
  const next = localPath(textIn(request.body, 'next') || textIn(request.query, 'next'))
  page(request, withStatus(response, problem), 'sign-in', {
    email: textIn(request.body, 'email'),
    next,
    nextInAddress: encodeURIComponent(next),
    signedOut: problem === null && request.query.signed_out === '1',
    problem,
  })
}

/** Address and code may stand in the address of the page: a GET only fills in the form. */
function showCodeForm(page: StaffPage, request: Request, response: Response, problem: Problem | null): void {
  const given = problem === null ? request.query : request.body
  const email = textIn(given, 'email')
  const code = problem === null ? textIn(given, 'code') : ''
  const next = localPath(textIn(given, 'next'))
  page(request, withStatus(response, problem), 'sign-in-code', {
    email,
    code,
    next,
    nextInAddress: encodeURIComponent(next),
    wasAsked: email !== '' && code === '',
    problem,
  })
}

function withStatus(response: Response, problem: Problem | null): Response {
  if (problem === null) return response
  return response.status(problem === 'too_many' ? 429 : 422)
}

/** Per e-mail address, known or not, and per address of the network; counted in this process. */
function limits(page: StaffPage, perAddress: number): RequestHandler[] {
  const shared = {
    windowMs: limitMinutes * 60 * 1000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request: Request, response: Response) => {
      const show = request.path === '/sign-in' ? showAddressForm : showCodeForm
      show(page, request, response, 'too_many')
    },
  } as const
  return [
    rateLimit({
      ...shared,
      limit: postsPerNetworkAddress,
      keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    }),
    rateLimit({
      ...shared,
      limit: perAddress,
      keyGenerator: ({ body }) => textIn(body, 'email').trim().toLowerCase(),
    }),
  ]
}

/** A path of this service, or the list of placements: nobody is sent on to somebody else's site. */
function localPath(next: string): string {
  const url = next.startsWith('/') ? URL.parse(next, 'http://localhost') : null
  // "/.//elsewhere.example" is a path here, and another site once it is written as "//elsewhere.example".
  const stays = url?.origin === 'http://localhost' && !/^\/(\/|sign-)/.test(url.pathname)
  return stays ? url.pathname + url.search : '/placements'
}

function textIn(fields: unknown, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(Object(fields), name)?.value
  return typeof value === 'string' ? value : ''
}
