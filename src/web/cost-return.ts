import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { type CostReturn, findCostReturn } from '../db/cost-return-list.ts'
import { costPeriodIn } from '../domain/cost-period.ts'
import type { AnswerProblem } from '../domain/question.ts'
import { districtQuestionnaire } from '../domain/questionnaires/district.ts'
import { takesAnswers } from '../domain/survey.ts'
import { receiveAnswer } from '../flow/receive-answer.ts'
import { districtFactsView, draftOf } from './cost-form.ts'
import { returnView } from './costs.ts'
import { idIn, textFields, versionIn } from './fields.ts'
import { answerInWords, questionFields } from './question-fields.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** What is typed, against which version of the answer, and what is wrong with it. */
type Typed = {
  raw: Readonly<Record<string, string>>
  basedOn: number
  problems: readonly AnswerProblem[]
  /** Set when somebody else stored an answer meanwhile. */
  isStale: boolean
}

/** /costs/:survey: a district's cost return, told by phone and filled in by an administrator. */
export function costReturnHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), store: store(context, page) }
}

function show(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const found = await namedReturn(context, request)
    if (!found) return refuse(page, request, response, 'not_found')
    // Once there is an answer, what was saved half-way before it is gone.
    const draft = await draftOf(context, found.id)
    const raw = draft?.raw ?? found.answer?.values ?? {}
    await showForm(context, page, request, response, found, {
      raw,
      basedOn: found.answerVersion,
      problems: [],
      isStale: false,
    })
  }
}

function store(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const { based_on: version, ...raw } = textFields(request.body)
    const before = await namedReturn(context, request)
    if (!before) return refuse(page, request, response, 'not_found')
    const basedOn = versionIn(version)
    const submission = {
      surveyId: before.id,
      raw,
      basedOn,
      source: 'phone',
      now: context.clock.now(),
    } as const
    const receipt = await receiveAnswer(context, { ...submission, staffId: staffOf(response).id })
    if (receipt.outcome === 'stored')
      return response.redirect(
        303,
        `/costs?${new URLSearchParams({ period: before.wave, done: 'recorded' })}`,
      )
    const isStale = receipt.outcome === 'stale'
    const found = (await namedReturn(context, request)) ?? before
    response.status(receipt.outcome === 'invalid' ? 422 : 409)
    await showForm(context, page, request, response, found, {
      raw,
      basedOn: isStale ? receipt.version : basedOn,
      problems: receipt.outcome === 'invalid' ? receipt.problems : [],
      isStale,
    })
  }
}

function namedReturn({ db }: Context, { params }: Request): Promise<CostReturn | undefined> {
  return findCostReturn(db, idIn(String(params.survey)))
}

/** The form, or why nothing can be recorded, with the answer that there is. */
async function showForm(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  found: CostReturn,
  { raw, basedOn, problems, isStale }: Typed,
): Promise<void> {
  const { district, wave, answer } = found
  const isOpen = takesAnswers(found, context.clock.now())
  const about = { purpose: null, wave }
  page(request, response, 'cost-return', {
    ...returnView(found, true),
    listHref: `/costs?${new URLSearchParams({ period: wave })}`,
    costPeriod: costPeriodIn(wave),
    facts: await districtFactsView(context, { districtName: district, wave }),
    kind: isStale ? 'stale' : problems.length > 0 ? 'refused' : isOpen ? 'open' : 'closed',
    isOpen,
    isStale,
    stored:
      answer && (isStale || !isOpen) ? answerInWords(districtQuestionnaire, about, answer.values) : null,
    hasProblems: problems.length > 0,
    questions: isOpen ? questionFields(districtQuestionnaire, about, raw, problems) : [],
    basedOn,
  })
}
