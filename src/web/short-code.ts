import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Context } from '../context.ts'
import { formLanguages, languages } from '../domain/codes.ts'
import { useShortCode } from '../flow/use-short-code.ts'
import { addressOf, chosenLanguage, sendPage, setRespondentHeaders } from './respondent-page.ts'
import { fieldsOf, type Handler } from './respondent-visit.ts'

const path = '/s'
const limitMinutes = 15
/**
 * Wrong codes from one address of the network; right ones are not counted, for a whole office may sit behind one. So it
 * would take a guesser a hundred years to find one of a thousand codes.
 */
const wrongCodesPerAddress = 20

type Problem = 'empty' | 'wrong' | 'too_many'

/** /s: a participant types the code from the coach's screen or paper, and gets to the form. */
export function shortCodeHandlers(context: Context): { show: RequestHandler; submit: RequestHandler[] } {
  return {
    show: (request, response) => showField(context, request, response, { typed: '', problem: null }),
    submit: [limit(context), submit(context)],
  }
}

function submit(context: Context): Handler {
  return async (request, response) => {
    setRespondentHeaders(response)
    const fields = await fieldsOf(context, request, response)
    if (!fields) return
    const { code: typed = '' } = fields
    const link = await useShortCode(context, typed, context.clock.now())
    if (link === undefined) {
      const problem = typed.trim() === '' ? 'empty' : 'wrong'
      return showField(context, request, response, { typed, problem })
    }
    const language = chosenLanguage(request.query.lang, formLanguages)
    const address = `${path}/${link}`
    response.redirect(303, language ? addressOf(address, { lang: language }) : address)
  }
}

/** Counted in this process, before the code is looked up: many tries at once are not more than one after the other. */
function limit(context: Context): RequestHandler {
  return rateLimit({
    windowMs: limitMinutes * 60 * 1000,
    limit: wrongCodesPerAddress,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    handler: (request, response) => {
      showField(context, request, response, { typed: '', problem: 'too_many' })
    },
  })
}

function showField(
  context: Context,
  request: Request,
  response: Response,
  { typed, problem }: { typed: string; problem: Problem | null },
): void {
  setRespondentHeaders(response)
  const status = problem === null ? 200 : problem === 'too_many' ? 429 : 422
  // What was typed wrongly stays to be seen; more than a code is none.
  const code = typed.slice(0, 40)
  const language = chosenLanguage(request.query.lang, languages) ?? 'sv'
  const kind = problem === null ? 'form' : problem
  const data = { action: addressOf(path, { lang: language }), code, problem, kind }
  sendPage(context, response, { name: 'short-code', language, status, address: { path }, data })
}
