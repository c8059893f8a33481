import { isAPIError } from 'better-auth/api'
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { visitorHeaders } from '../auth/sessions.ts'
import type { Auth } from '../auth.ts'
import { staffAddress } from '../domain/member.ts'
import { textIn } from './fields.ts'
import { localPath } from './local-path.ts'
import { oidcProblemOf } from './oidc.ts'
import { signOut } from './sign-out.ts'
import { languageOf, type StaffPage } from './staff-page.ts'

const limitMinutes = 15
/** A whole office may sit behind one address of the network. */
const postsPerNetworkAddress = 100
const codesPerAddress = 5
const triesPerAddress = 12

type Problem = 'email' | 'code' | 'too_many'

/**
 * Sign-in by a code that is mailed: ask for it, give it, go on to where one wanted to go.
 * @param oidcName what the button says that leads to the other way in (web/oidc.ts), or null where there is none
 */
export function signInHandlers(auth: Auth, staffPage: StaffPage, oidcName: string | null) {
  const page: StaffPage = (request, response, name, data) => {
    staffPage(request, response, name, { ...data, oidcName })
  }
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
    const headers = await sessionFor(auth, request, email, otp)
    if (!headers) return showCodeForm(page, request, response, 'code')
    response.append('Set-Cookie', headers.getSetCookie())
    response.redirect(303, localPath(textIn(request.body, 'next')))
  }
}

/**
 * @returns the headers that set the session's cookie, or undefined for a code that is wrong, used, too old or tried
 * three times. These are not told apart: only a known address can have its code tried three times.
 */
async function sessionFor(
  auth: Auth,
  request: Request,
  email: string,
  otp: string,
): Promise<Headers | undefined> {
  const visitor = visitorHeaders({ ip: request.ip, userAgent: request.headers['user-agent'] })
  try {
    const body = { email, otp }
    const { headers } = await auth.api.signInEmailOTP({ body, headers: visitor, returnHeaders: true })
    return headers
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return undefined
    throw error
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
    notice: problem === null ? noticeOf(request, next) : null,
    problem,
    oidcProblem: problem === null ? oidcProblemOf(request) : null,
  })
}

/** What has happened before one came here. A form that was sent without a session is kept, but not a file. */
function noticeOf({ query }: Request, next: string): 'signed_out' | 'form_kept' | 'file_again' | null {
  if (query.signed_out === '1') return 'signed_out'
  if (query.file_again === '1') return 'file_again'
  return next.startsWith('/resume/') ? 'form_kept' : null
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
