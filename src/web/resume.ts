import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { findParkedForm, type ParkedForm } from '../db/parked-forms.ts'
import { parkedFormDigest, parkedMinutes, parkedSince } from '../domain/parked-form.ts'
import { dropParkedForm } from '../flow/park-form.ts'
import { textIn } from './fields.ts'
import type { StaffPage } from './staff-page.ts'

/** Holds what belongs to every form that this browser has parked. */
export const browserCookie = 'parked'

/** Names the parked form among the fields that are sent again; no handler sees it. */
const resumedField = '_resumed'

/**
 * A form that was sent without a session goes on after signing in: /resume/:token shows that it is kept, and one button
 * sends it where it was meant to go. Nothing is sent without that.
 */
export function resumeHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), drop: drop(context) }
}

/** Takes the name of the parked form out of what was sent, and forgets the form once it has been received. */
export function takeUpParked(context: Context): RequestHandler {
  return (request, response, next) => {
    const token = textIn(request.body, resumedField)
    if (request.method !== 'POST' || token === '') return next()
    const { [resumedField]: _token, ...fields } = request.body
    request.body = fields
    const browser = browserOf(request)
    response.once('finish', () => {
      if (browser === undefined || !wasReceived(response)) return
      dropParkedForm(context, parkedFormDigest(token, browser)).catch(error => {
        context.log.error({ error }, 'a form that was sent again is still parked')
      })
    })
    next()
  }
}

/** What this browser was given when it parked a form. */
export function browserOf({ headers }: Request): string | undefined {
  return new RegExp(`(?:^|;\\s*)${browserCookie}=([\\w-]{22})(?:;|$)`).exec(headers.cookie ?? '')?.[1]
}

function show(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const digest = digestOf(request)
    const now = context.clock.now()
    const form = digest && (await findParkedForm(context.db, digest, parkedSince(now)))
    if (!form) return page(request, response.status(404), 'resume-gone')
    const { token = '' } = request.params
    page(request, response, 'resume', {
      action: form.path,
      fields: [...fieldsOf(form), { name: resumedField, value: token }],
      keptUntil: form.parkedAt.add({ minutes: parkedMinutes }),
      dropAction: `/resume/${token}/drop`,
    })
  }
}

function drop(context: Context): RequestHandler {
  return async (request, response) => {
    const digest = digestOf(request)
    if (digest) await dropParkedForm(context, digest)
    response.redirect(303, '/')
  }
}

function digestOf(request: Request): string | undefined {
  const { token = '' } = request.params
  const browser = browserOf(request)
  return browser && typeof token === 'string' ? parkedFormDigest(token, browser) : undefined
}

function fieldsOf({ fields }: ParkedForm): { name: string; value: string }[] {
  return Object.entries(fields).flatMap(([name, values]) => [values].flat().map(value => ({ name, value })))
}

/** Stored, or shown again with everything that was typed; whoever may not send it has not used it up. */
function wasReceived({ statusCode }: Response): boolean {
  return statusCode < 400 || statusCode === 409 || statusCode === 422
}
