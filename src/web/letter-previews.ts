import type { Request, RequestHandler, Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import type { Context } from '../context.ts'
import { findUnit, listUnits, type Unit } from '../db/units.ts'
import { type Language, languages } from '../domain/codes.ts'
import { type Sample, type SampleLetter, sampleLetters } from '../flow/sample-letters.ts'
import { sendTestLetter } from '../flow/send-test-letter.ts'
import type { Delivery, Message } from '../mail/transport.ts'
import { formPreviews } from './form-previews.ts'
import { frameSandbox, sendFramed } from './letter-frame.ts'
import { languageOf, refuse, type StaffPage, staffOf } from './staff-page.ts'

const testsPerHour = 10

/** What is looked at: a letter or a form, in which language, for which unit; a unit that is not there is none. */
type Choice = { name: string; language: Language; unit: Unit | null }

/** How the test letter went, to be told on the page. */
type Told = { outcome: Delivery['outcome'] | 'too_many'; reason: string | null }

/** GET /letters and what lies below it: every letter as it is sent, and a test of it to oneself. */
export function letterPreviewHandlers(context: Context, page: StaffPage) {
  return {
    list: list(context, page),
    show: show(context, page),
    html: html(context, page),
    test: [limitTests(context, page), test(context, page)],
    leaveTest,
  }
}

function list(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const choice = await choiceIn(context, request)
    const rows = (names: readonly { name: string }[]) =>
      names.map(({ name }) => ({
        name,
        links: languages.map(language => ({ language, href: addressOf({ ...choice, name, language }) })),
      }))
    page(request, response, 'letters', {
      letters: rows(sampleLetters),
      forms: rows(formPreviews),
      units: await unitChoices(context, choice),
    })
  }
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const choice = await choiceIn(context, request)
    const letter = letterNamed(choice.name)
    const isForm = formPreviews.some(({ name }) => name === choice.name)
    if (isForm) return showForm(context, page, request, response, choice)
    if (!letter) return refuse(page, request, response, 'not_found')
    const outcome = request.query.sent === 'accepted' ? ('accepted' as const) : null
    await showLetter(context, page, request, response, choice, letter, outcome && { outcome, reason: null })
  }
}

/** The HTML version alone, for the frames of the page. */
function html(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const choice = await choiceIn(context, request)
    const letter = letterNamed(choice.name)
    if (!letter) return refuse(page, request, response, 'not_found')
    sendFramed(response, letter.compose(context, sampleOf(context, choice)).html)
  }
}

/** To the signed-in member's own address, whatever the form says. */
function test(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const choice = await choiceIn(context, request)
    const letter = letterNamed(choice.name)
    if (!letter) return refuse(page, request, response, 'not_found')
    const sample = sampleOf(context, choice)
    const delivery = await sendTestLetter(context, { letter, sample, member: staffOf(response) })
    if (delivery.outcome === 'accepted')
      return response.redirect(303, addressOf(choice, { sent: 'accepted' }))
    await showLetter(context, page, request, response, choice, letter, delivery)
  }
}

/** Per member, counted in this process: a mailbox is filled quickly by a button. */
function limitTests(context: Context, page: StaffPage): RequestHandler {
  return rateLimit({
    windowMs: 60 * 60 * 1000,
    limit: testsPerHour,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_request, response) => staffOf(response).id,
    handler: async (request, response) => {
      const choice = await choiceIn(context, request)
      const letter = letterNamed(choice.name)
      if (!letter) return refuse(page, request, response, 'not_found')
      response.status(429)
      const told = { outcome: 'too_many' as const, reason: null }
      await showLetter(context, page, request, response, choice, letter, told)
    },
  })
}

/** After a test that failed the address is that of the test; a reload or another language leads back to the letter. */
function leaveTest({ params: { name }, originalUrl }: Request, response: Response): void {
  const query = originalUrl.split('?')[1]
  response.redirect(303, `/letters/${encodeURIComponent(String(name))}${query ? `?${query}` : ''}`)
}

async function showLetter(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  choice: Choice,
  letter: SampleLetter,
  told: Told | null,
): Promise<void> {
  const message = letter.compose(context, sampleOf(context, choice))
  allowFrames(response)
  page(request, response, 'letter-preview', {
    ...(await choiceView(context, choice)),
    ...messageView(message),
    /** A unit that does not write the language that was asked for sends the letter in another. */
    otherWritten: message.language === choice.language ? null : message.language,
    frameHref: addressOf(choice, {}, '/html'),
    testAction: addressOf(choice, {}, '/test'),
    frameSandbox,
    isForStaff: letter.reader === 'staff',
    told: told?.outcome ?? null,
    reason: told?.reason || null,
    ownAddress: staffOf(response).email,
    testsPerHour,
  })
}

async function showForm(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  choice: Choice,
): Promise<void> {
  allowFrames(response)
  const frameHref = addressOf({ ...choice, name: `forms/${choice.name}` })
  page(request, response, 'form-preview', { ...(await choiceView(context, choice)), frameHref })
}

/** The frames of this page, and of no other, show pages of the service itself. */
function allowFrames(response: Response): void {
  response.set('Content-Security-Policy', `${response.get('Content-Security-Policy')}; frame-src 'self'`)
}

async function choiceView(context: Context, choice: Choice) {
  return {
    name: choice.name,
    chosen: choice.language,
    links: languages.map(language => ({
      language,
      href: addressOf({ ...choice, language }),
      isCurrent: language === choice.language,
    })),
    units: await unitChoices(context, choice),
    listHref: choice.unit ? `/letters?unit=${choice.unit.id}` : '/letters',
  }
}

function messageView({ subject, from, to, replyTo, text }: Message) {
  const party = ({ name, address }: Message['from']) => (name ? `${name} <${address}>` : address)
  return { subject, from: party(from), to: party(to), replyTo: replyTo ? party(replyTo) : null, text }
}

async function unitChoices({ db }: Context, { unit }: Choice) {
  const units = await listUnits(db)
  return units.map(({ id, name }) => ({ id, name, isChosen: id === unit?.id }))
}

async function choiceIn({ db }: Context, request: Request): Promise<Choice> {
  const { language, unit } = request.query
  const unitId = typeof unit === 'string' && /^\d{1,15}$/.test(unit) ? Number(unit) : undefined
  return {
    name: String(request.params.name ?? ''),
    language: languages.find(code => code === language) ?? languageOf(request),
    unit: (unitId !== undefined && (await findUnit(db, unitId))) || null,
  }
}

function letterNamed(wanted: string): SampleLetter | undefined {
  return sampleLetters.find(({ name }) => name === wanted)
}

function sampleOf({ clock }: Context, { language, unit }: Choice): Sample {
  return { language, unit, now: clock.now() }
}

function addressOf({ name, language, unit }: Choice, query: Record<string, string> = {}, below = ''): string {
  const chosen = unit ? { unit: String(unit.id) } : {}
  return `/letters/${name}${below}?${new URLSearchParams({ language, ...chosen, ...query })}`
}
