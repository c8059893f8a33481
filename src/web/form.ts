import type { Context } from '../context.ts'
import { findSurveyForm, type SurveyForm } from '../db/survey-form.ts'
import { employmentAnswers } from '../domain/codes.ts'
import type { AnswerProblem, AnswerValues } from '../domain/question.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { receiveAnswer } from '../flow/receive-answer.ts'
import { type BlankQuestions, createBlankQuestions } from './blank-questions.ts'
import { versionIn } from './fields.ts'
import { answerInWords, questionFields } from './question-fields.ts'
import { addressOf } from './respondent-page.ts'
import { forRespondent, type Handler, sendNotOpen, sendSurveyPage, type Visit } from './respondent-visit.ts'

/** What is filled in, against which version of the answer. */
type Typed = {
  raw: Readonly<Record<string, string>>
  basedOn: number
  /** The questions ready-made, where there is nothing typed or wrong to be shown. */
  blank?: ReturnType<BlankQuestions>
  problems?: readonly AnswerProblem[]
  /** The answer that somebody else stored meanwhile. */
  stale?: AnswerValues | undefined
}

/** The employer's form at /s/:link. GET and HEAD change nothing (rule 6). */
export function formHandlers(context: Context): { show: Handler; submit: Handler } {
  const blankQuestions = createBlankQuestions(context.renderer)
  return {
    show: forRespondent(context, async visit => showSurvey(context, visit, blankQuestions)),
    submit: forRespondent(context, visit => submit(context, visit)),
  }
}

/** The form, or the answer that has been given. */
export function showSurvey(context: Context, visit: Visit, blankQuestions: BlankQuestions): void {
  const { survey, language, request } = visit
  const { edit, employment } = request.query
  if (!survey.answer) {
    const preselected = employmentAnswers.find(code => code === employment)
    const blank = blankQuestions(survey.purpose, language, preselected)
    showForm(context, visit, { raw: {}, basedOn: 0, blank })
  } else if (edit === undefined) {
    showReview(context, visit, survey.answer)
  } else {
    showForm(context, visit, { raw: survey.answer.values, basedOn: survey.answerVersion })
  }
}

async function submit(context: Context, visit: Visit): Promise<void> {
  const { survey, fields: raw, language, path, request, response } = visit
  const basedOn = versionIn(raw.based_on)
  const now = context.clock.now()
  const submission = { surveyId: survey.id, raw, basedOn, source: 'link', staffId: null, now } as const
  const receipt = await receiveAnswer(context, submission)
  switch (receipt.outcome) {
    case 'stored':
      return response.redirect(303, addressOf(path, { lang: language, sent: '1' }))
    case 'invalid':
      return showForm(context, visit, { raw, basedOn, problems: receipt.problems })
    case 'stale': {
      const current = await findSurveyForm(context.db, survey.id)
      const stale = current?.answer?.values
      return showForm(context, visit, { raw, basedOn: receipt.version, stale })
    }
    case 'closed':
      return sendNotOpen(context, request, response, language)
  }
}

/** The form with what is filled in and what is wrong with it. */
export function showForm(context: Context, visit: Visit, typed: Typed): void {
  const { raw, basedOn, blank, problems = [], stale } = typed
  const { survey, path, language } = visit
  const isChange = basedOn > 0
  const hasProblems = problems.length > 0
  const kind = stale ? 'stale' : `${isChange ? 'edit' : 'form'}${hasProblems ? '_problems' : ''}`
  const status = stale ? 409 : hasProblems ? 422 : 200
  const address = { path, query: addressQuery(visit, isChange) }
  const data = {
    kind,
    isChange,
    hasProblems,
    basedOn,
    stale: stale && {
      answer: answerInWords(employerQuestionnaire, { purpose: survey.purpose, wave: 'end' }, stale),
    },
    blank,
    questions: blank
      ? []
      : questionFields(employerQuestionnaire, { purpose: survey.purpose, wave: 'end' }, raw, problems),
    action: path,
    reviewHref: addressOf(path, { lang: language }),
    wrongPersonHref: addressOf(`${path}/wrong-person`, { lang: language }),
    noLettersHref: addressOf(`${path}/no-letters`, { lang: language }),
  }
  sendSurveyPage(context, visit, { name: 'form', status, address, data })
}

/** The address of the form as it was opened, for the language switch. */
function addressQuery({ request }: Visit, isChange: boolean): Record<string, string> {
  const { employment } = request.query
  if (isChange) return { edit: '1' }
  return typeof employment === 'string' ? { employment } : {}
}

function showReview(context: Context, visit: Visit, answer: NonNullable<SurveyForm['answer']>): void {
  const { survey, path, language, request } = visit
  const isSent = request.query.sent !== undefined
  const address = { path, query: isSent ? { sent: '1' } : {} }
  const data = {
    kind: isSent ? 'sent' : 'review',
    isSent,
    answer: answerInWords(employerQuestionnaire, { purpose: survey.purpose, wave: 'end' }, answer.values),
    source: answer.source,
    answeredAt: answer.answeredAt,
    editHref: addressOf(path, { lang: language, edit: '1' }),
  }
  sendSurveyPage(context, visit, { name: 'form-review', status: 200, address, data })
}
