import type { Context } from '../context.ts'
import { findSurveyForm, type SurveyForm } from '../db/survey-form.ts'
import { type AnswerProblem, type AnswerValues, type Questionnaire, readAnswer } from '../domain/question.ts'
import { questionnaireNamed } from '../domain/questionnaires.ts'
import { topicOf } from '../domain/topic.ts'
import { receiveAnswer } from '../flow/receive-answer.ts'
import { saveDraft } from '../flow/save-draft.ts'
import { type BlankQuestions, createBlankQuestions } from './blank-questions.ts'
import { draftOf } from './cost-form.ts'
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
  /** The answer that somebody else stored meanwhile; without values where nobody is shown it. */
  stale?: AnswerValues | undefined
  /** When what is filled in was saved half-way. */
  savedAt?: Temporal.Instant
  /** The answer whose button was pressed in the letter, where it is not ticked. */
  pressed?: ReturnType<typeof answerInWords>
}

/** The form of every questionnaire, at /s/:link. GET and HEAD change nothing (rule 6). */
export function formHandlers(context: Context): { show: Handler; submit: Handler } {
  const blankQuestions = createBlankQuestions(context.renderer)
  return {
    show: forRespondent(context, visit => showSurvey(context, visit, blankQuestions)),
    submit: forRespondent(context, visit => submit(context, visit)),
  }
}

/** The form, with what was saved half-way; or the answer that has been given. */
export async function showSurvey(
  context: Context,
  visit: Visit,
  blankQuestions: BlankQuestions,
): Promise<void> {
  const { survey, language, request } = visit
  const questionnaire = questionnaireOf(context, survey)
  const draft = questionnaire.isSavedHalfway ? await draftOf(context, survey.id) : null
  if (draft && (!survey.answer || request.query.edit !== undefined)) {
    showForm(context, visit, { raw: draft.raw, basedOn: survey.answerVersion, savedAt: draft.savedAt })
  } else if (!survey.answer) {
    const chosen = preselectedBy(questionnaire, visit)
    // A mail scanner presses the buttons of a form as it finds it: it must not find one that only wants sending.
    const isWhole = 'values' in readAnswer(questionnaire, survey, chosen)
    const preselected = isWhole ? {} : chosen
    const blank = blankQuestions({ questionnaire, about: survey, language, preselected })
    const pressed = isWhole ? answerInWords(questionnaire, survey, chosen) : []
    showForm(context, visit, { raw: {}, basedOn: 0, blank, pressed })
  } else if (request.query.edit === undefined) {
    showReview(context, visit, survey.answer)
  } else {
    const raw = shownOf(questionnaire, survey.answer.values)
    showForm(context, visit, { raw, basedOn: survey.answerVersion })
  }
}

async function submit(context: Context, visit: Visit): Promise<void> {
  const { survey, fields: raw, language, path, request, response } = visit
  const basedOn = versionIn(raw.based_on)
  const now = context.clock.now()
  const questionnaire = questionnaireOf(context, survey)
  if (questionnaire.isSavedHalfway && raw.save !== undefined) return saveHalfway(context, visit, basedOn)
  const submission = { surveyId: survey.id, raw, basedOn, source: 'link', staffId: null, now } as const
  const receipt = await receiveAnswer(context, submission)
  switch (receipt.outcome) {
    case 'stored':
      return response.redirect(303, addressOf(path, { lang: language, sent: '1' }))
    case 'invalid':
      return showForm(context, visit, { raw, basedOn, problems: receipt.problems })
    case 'stale': {
      const current = await findSurveyForm(context.db, survey.id)
      const stale = shownOf(questionnaire, current?.answer?.values ?? {})
      return showForm(context, visit, { raw, basedOn: receipt.version, stale })
    }
    case 'closed':
      return sendNotOpen(context, request, response, language)
  }
}

/** Keeps what is typed so far, and shows the form again, which says so. */
async function saveHalfway(context: Context, visit: Visit, basedOn: number): Promise<void> {
  const { survey, fields: raw, language, path, request, response } = visit
  const questionnaire = questionnaireOf(context, survey)
  const now = context.clock.now()
  const kept = await saveDraft(context, {
    surveyId: survey.id,
    questionnaire,
    about: survey,
    raw,
    answer: survey.answer?.values ?? null,
    basedOn,
    now,
  })
  if (kept.outcome === 'saved' || kept.outcome === 'unchanged') {
    const edit = survey.answer ? { edit: '1' } : {}
    return response.redirect(303, addressOf(path, { lang: language, ...edit, saved: '1' }))
  }
  if (kept.outcome === 'invalid') return showForm(context, visit, { raw, basedOn, problems: kept.problems })
  const current = await findSurveyForm(context.db, survey.id)
  if (!current?.answer) return sendNotOpen(context, request, response, language)
  showForm(context, visit, { raw, basedOn: current.answerVersion, stale: current.answer.values })
}

/** The form with what is filled in and what is wrong with it. */
export function showForm(context: Context, visit: Visit, typed: Typed): void {
  const { raw, basedOn, blank, problems = [], stale, savedAt = null, pressed = [] } = typed
  const { survey, path, language } = visit
  const questionnaire = questionnaireOf(context, survey)
  const isChange = basedOn > 0
  const hasProblems = problems.length > 0
  const kind = stale ? 'stale' : `${isChange ? 'edit' : 'form'}${hasProblems ? '_problems' : ''}`
  const status = stale ? 409 : hasProblems ? 422 : 200
  const address = { path, query: addressQuery(context, visit, isChange) }
  const data = {
    kind,
    title: titleOf(context, visit, kind),
    topic: topicOf(survey),
    frame: frameOf(questionnaire),
    isConfidential: questionnaire.isConfidential,
    isSavedHalfway: questionnaire.isSavedHalfway,
    savedAt,
    isJustSaved: visit.request.query.saved !== undefined,
    isChange,
    hasProblems,
    pressed,
    basedOn,
    stale: stale && { answer: answerInWords(questionnaire, survey, stale) },
    blank,
    questions: blank ? [] : questionFields(questionnaire, survey, raw, problems),
    action: path,
    reviewHref: addressOf(path, { lang: language }),
    wrongPersonHref: canHandOver(context, survey)
      ? addressOf(`${path}/wrong-person`, { lang: language })
      : null,
    noLettersHref: addressOf(`${path}/no-letters`, { lang: language }),
  }
  sendSurveyPage(context, visit, { name: 'form', status, address, data })
}

/** New answers have the title of their questionnaire; a faulty page says so first. */
function titleOf(context: Context, { language, survey }: Visit, kind: string): string {
  const t = (key: string) => context.renderer.t(language, key)
  const title = t(`form.${topicOf(survey)}.title`)
  if (kind === 'form') return title
  if (kind === 'form_problems') return `${t('question.problem.prefix')} ${title}`
  return t(`${frameOf(questionnaireOf(context, survey))}.page_title.${kind}`)
}

/** Where the wordings stand that differ for an answer which is shown to nobody again. */
function frameOf({ isConfidential }: Questionnaire): string {
  return isConfidential ? 'form.confidential' : 'form'
}

/** What of an answer the page shows again: of a confidential one nothing, whoever holds the link. */
function shownOf({ isConfidential }: Questionnaire, values: AnswerValues): AnswerValues {
  return isConfidential ? {} : values
}

function questionnaireOf({ questionnaires }: Context, survey: SurveyForm): Questionnaire {
  return questionnaireNamed(questionnaires, survey.questionnaire)
}

function canHandOver(context: Context, survey: SurveyForm): boolean {
  return questionnaireOf(context, survey).respondent === 'employer'
}

/** The answer whose button in the letter led here, by question; nothing where there is none. */
function preselectedBy(questionnaire: Questionnaire, { survey, request }: Visit): Record<string, string> {
  const buttons = questionnaire.buttons(survey)
  const code = buttons?.codes.find(other => other === request.query[buttons.question])
  return buttons && code !== undefined ? { [buttons.question]: code } : {}
}

/** The address of the form as it was opened, for the language switch. */
function addressQuery(context: Context, visit: Visit, isChange: boolean): Record<string, string> {
  return isChange ? { edit: '1' } : preselectedBy(questionnaireOf(context, visit.survey), visit)
}

function showReview(context: Context, visit: Visit, answer: NonNullable<SurveyForm['answer']>): void {
  const { survey, path, language, request } = visit
  const questionnaire = questionnaireOf(context, survey)
  const isSent = request.query.sent !== undefined
  const address = { path, query: isSent ? { sent: '1' } : {} }
  const data = {
    kind: isSent ? 'sent' : 'review',
    topic: topicOf(survey),
    frame: frameOf(questionnaire),
    isSent,
    answer: questionnaire.isConfidential ? null : answerInWords(questionnaire, survey, answer.values),
    source: answer.source,
    answeredAt: answer.answeredAt,
    editHref: addressOf(path, { lang: language, edit: '1' }),
  }
  sendSurveyPage(context, visit, { name: 'form-review', status: 200, address, data })
}
