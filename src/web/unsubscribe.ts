import express, { type Request, type RequestHandler, type Response } from 'express'
import multer from 'multer'
import type { Context } from '../context.ts'
import { type ContactRow, findContact } from '../db/contact-change.ts'
import { type Language, languages } from '../domain/codes.ts'
import { idInLink, linkOpens } from '../domain/link.ts'
import { optOutByContact } from '../flow/opt-out.ts'
import { textIn } from './fields.ts'
import { addressOf, chosenLanguage, sendPage, setRespondentHeaders } from './respondent-page.ts'

/** Mail programs send the one click in either shape (RFC 8058 section 3.2). */
const readOneClick: RequestHandler[] = [
  express.urlencoded({ extended: false, limit: '8kb' }),
  multer({ limits: { fields: 5, files: 0, fieldSize: 200 } }).none(),
]

type Handler = (request: Request, response: Response) => Promise<void>

/**
 * "No more letters", at the address that the header of every letter about surveys holds (RFC 8058). A GET asks, and changes
 * nothing. A POST with exactly the words of the one click opts out at once; any other one needs the box ticked.
 */
export function unsubscribeHandlers(context: Context): {
  show: Handler
  submit: (RequestHandler | Handler)[]
} {
  return {
    show: forContact(context, async (request, response, contact) =>
      showPage(context, request, response, contact, { isUnticked: false }),
    ),
    submit: [
      ...readOneClick,
      forContact(context, (request, response, contact) => submit(context, request, response, contact)),
    ],
  }
}

function forContact(
  context: Context,
  handle: (request: Request, response: Response, contact: ContactRow) => Promise<void>,
): Handler {
  return async (request, response) => {
    setRespondentHeaders(response)
    const contact = await contactOf(context, String(request.params.link))
    if (contact) return handle(request, response, contact)
    const page = {
      language: languageOf(request, 'sv'),
      status: 404,
      address: { path: request.path },
      data: {},
    }
    sendPage(context, response, { name: 'form-not-open', ...page })
  }
}

async function contactOf({ db, unsubscribeKeys }: Context, link: string): Promise<ContactRow | undefined> {
  const id = idInLink(link)
  if (id === undefined || !linkOpens(unsubscribeKeys, link, { id, linkNumber: 1 })) return undefined
  return findContact(db, id)
}

async function submit(
  context: Context,
  request: Request,
  response: Response,
  contact: ContactRow,
): Promise<void> {
  const isOneClick = textIn(request.body, 'List-Unsubscribe') === 'One-Click'
  const isTicked = textIn(request.body, 'confirm') === 'yes'
  if (!isOneClick && !isTicked) return showPage(context, request, response, contact, { isUnticked: true })
  await optOutByContact(context, { contactId: contact.id, now: context.clock.now() })
  const path = request.path
  // Nobody follows a mail program to a page.
  if (isOneClick)
    showPage(
      context,
      request,
      response,
      { ...contact, optedOutAt: context.clock.now() },
      { isUnticked: false },
    )
  else response.redirect(303, addressOf(path, { lang: languageOf(request, contact.language) }))
}

function showPage(
  context: Context,
  request: Request,
  response: Response,
  { language, optedOutAt }: Pick<ContactRow, 'language' | 'optedOutAt'>,
  { isUnticked }: { isUnticked: boolean },
): void {
  const isDone = optedOutAt !== null && !isUnticked
  const kind = isDone ? 'no_letters_done' : isUnticked ? 'no_letters_problems' : 'no_letters'
  const { path } = request
  const unit = context.config.ORGANISATION_NAME
  sendPage(context, response, {
    name: 'form-no-letters',
    language: languageOf(request, language),
    status: isUnticked ? 422 : 200,
    address: { path },
    data: { kind, isDone, isUnticked, action: path, unit, formHref: null, survey: { unitPhone: null } },
  })
}

function languageOf(request: Request, own: Language): Language {
  return chosenLanguage(textIn(request.body, 'lang') || request.query.lang, languages) ?? own
}
