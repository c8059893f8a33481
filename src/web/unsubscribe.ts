import { type Request, type RequestHandler, type Response, urlencoded } from 'express'
import multer from 'multer'
import type { Context } from '../context.ts'
import { type ContactRow, findContact } from '../db/contact-change.ts'
import { languages } from '../domain/codes.ts'
import { idInLink, linkOpens } from '../domain/link.ts'
import { optOutByContact } from '../flow/opt-out.ts'
import { textIn } from './fields.ts'
import { addressOf, chosenLanguage, sendPage, setRespondentHeaders } from './respondent-page.ts'

/** Mail programs send the one click in either shape (RFC 8058 section 3.2). */
const bodyParsers: readonly RequestHandler[] = [
  urlencoded({ extended: false, limit: '8kb' }),
  multer({ limits: { fields: 5, files: 0, fieldSize: 200 } }).none(),
]

type Handler = (request: Request, response: Response) => Promise<void>

/** Somebody who holds the link of a contact. */
type Visit = { request: Request; response: Response; contact: ContactRow; fields: unknown }

/** What the page shows. */
type Shown = 'question' | 'unticked' | 'done'

/**
 * "No more letters", at the address that the header of every letter about surveys holds (RFC 8058). A GET asks, and changes
 * nothing. A POST with exactly the words of the one click opts out at once; any other one needs the box ticked.
 */
export function unsubscribeHandlers(context: Context): { show: Handler; submit: Handler } {
  return {
    show: forContact(context, async visit =>
      showPage(context, visit, visit.contact.optedOutAt === null ? 'question' : 'done'),
    ),
    submit: forContact(context, visit => submit(context, visit)),
  }
}

function forContact(context: Context, handle: (visit: Visit) => Promise<void>): Handler {
  return async (request, response) => {
    setRespondentHeaders(response)
    const contact = await contactOf(context, String(request.params.link))
    if (contact) return handle({ request, response, contact, fields: await fieldsOf(request, response) })
    const language = chosenLanguage(request.query.lang, languages) ?? 'sv'
    const address = { path: request.path }
    sendPage(context, response, { name: 'form-not-open', language, status: 404, address, data: {} })
  }
}

async function contactOf({ db, unsubscribeKeys }: Context, link: string): Promise<ContactRow | undefined> {
  const id = idInLink(link)
  if (id === undefined || !linkOpens(unsubscribeKeys, link, { id, linkNumber: 1 })) return undefined
  return findContact(db, id)
}

/** Nothing where the body can't be read: then it does not hold the words. */
async function fieldsOf(request: Request, response: Response): Promise<unknown> {
  for (const parse of bodyParsers) {
    const error = await new Promise<unknown>(resolve => parse(request, response, resolve))
    if (error) return {}
  }
  return request.body
}

async function submit(context: Context, visit: Visit): Promise<void> {
  const { contact, fields, request, response } = visit
  const isOneClick = textIn(fields, 'List-Unsubscribe') === 'One-Click'
  if (!isOneClick && textIn(fields, 'confirm') !== 'yes') return showPage(context, visit, 'unticked')
  await optOutByContact(context, { contactId: contact.id, now: context.clock.now() })
  // A mail program must not be sent elsewhere (RFC 8058 section 3.1).
  if (isOneClick) return showPage(context, visit, 'done')
  response.redirect(303, addressOf(request.path, { lang: languageOf(visit) }))
}

const kinds = { question: 'no_letters', unticked: 'no_letters_problems', done: 'no_letters_done' } as const

function showPage(context: Context, visit: Visit, shown: Shown): void {
  const { path } = visit.request
  const unit = context.config.ORGANISATION_NAME
  const flags = { kind: kinds[shown], isDone: shown === 'done', isUnticked: shown === 'unticked' }
  sendPage(context, visit.response, {
    name: 'form-no-letters',
    language: languageOf(visit),
    status: shown === 'unticked' ? 422 : 200,
    address: { path },
    data: { ...flags, action: path, unit, formHref: null, survey: { unitPhone: null } },
  })
}

function languageOf({ fields, request, contact }: Visit) {
  return chosenLanguage(textIn(fields, 'lang') || request.query.lang, languages) ?? contact.language
}
