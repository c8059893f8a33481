import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Context } from '../context.ts'
import type { ParkedForm } from '../db/parked-forms.ts'
import { newToken, parkedMinutes } from '../domain/parked-form.ts'
import { parkForm } from '../flow/park-form.ts'
import { browserCookie, browserOf } from './resume.ts'
import { pathOf } from './staff-page.ts'

const limitMinutes = 15
/** A whole office may sit behind one address of the network. */
const formsPerNetworkAddress = 100

/**
 * What whoever has no session gets: the page for signing in, and after it the page that was wanted, or the form that was
 * sent, which is kept meanwhile. It stands behind a route of ours that takes a POST, so nothing else is ever kept.
 */
export function createTurnAway(context: Context): RequestHandler {
  const limit = rateLimit({
    windowMs: limitMinutes * 60 * 1000,
    limit: formsPerNetworkAddress,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    handler: (_request, response) => response.redirect(303, '/sign-in'),
  })
  return (request, response, next) => {
    if (request.method === 'GET') return leadBack(response, { next: request.originalUrl })
    // A file can't be kept. The page that it was chosen on stands at the same address.
    if (request.is('multipart/form-data'))
      return leadBack(response, { next: pathOf(request), file_again: '1' })
    if (request.method !== 'POST' || pathOf(request).startsWith('/resume/')) return leadBack(response, {})
    return limit(request, response, fault => {
      if (fault) return next(fault)
      park(context, request, response).catch(next)
    })
  }
}

async function park(context: Context, request: Request, response: Response): Promise<void> {
  const browser = browserOf(request) ?? newToken()
  const now = context.clock.now()
  const token = await parkForm(context, { path: pathOf(request), fields: fieldsOf(request), browser, now })
  if (token === null) return leadBack(response, {})
  response.cookie(browserCookie, browser, {
    maxAge: parkedMinutes * 60 * 1000,
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
  })
  leadBack(response, { next: `/resume/${token}` })
}

function leadBack(response: Response, query: Record<string, string>): void {
  const text = new URLSearchParams(query).toString()
  response.redirect(303, text === '' ? '/sign-in' : `/sign-in?${text}`)
}

/** Texts, or several under one name, as a form sends them; whatever else a body may be is nothing of ours. */
function fieldsOf({ body }: Request): ParkedForm['fields'] {
  const isField = (value: unknown) =>
    typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'string'))
  return Object.fromEntries(
    Object.entries(Object(body)).filter(([, value]) => isField(value)),
  ) as ParkedForm['fields']
}
