import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { SurveyForm } from '../db/survey-form.ts'
import { findUnit } from '../db/units.ts'
import { dayOf } from '../domain/calendar.ts'
import { languagesOfForm, type Purpose, purposes } from '../domain/codes.ts'
import { type AnswerValues, readAnswer } from '../domain/question.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { sampleContact, sampleDays, samplePlacements, sampleUnit } from '../domain/sample.ts'
import { employerSurvey } from '../domain/survey.ts'
import { type BlankQuestions, createBlankQuestions } from './blank-questions.ts'
import { textFields } from './fields.ts'
import { showForm, showSurvey } from './form.ts'
import { showNoLetters } from './no-letters.ts'
import { addressOf, chosenLanguage, respondentPolicy, sendPage } from './respondent-page.ts'
import { sendNotOpen, type Visit } from './respondent-visit.ts'
import { languageOf, refuse, type StaffPage } from './staff-page.ts'
import { showWrongPerson } from './wrong-person.ts'

type Preview = {
  /** Its name in the address, and under `letterPreview.form` in the wordings. */
  name: string
  show(context: Context, visit: Visit, blank: BlankQuestions): void | Promise<void>
}

const answer: AnswerValues = { purpose_met: '3', employment: 'no', reason: 'no_vacancy', host_again: 'yes' }
const otherAnswer: AnswerValues = { purpose_met: '4', employment: 'not_yet', host_again: 'yes' }
/** Lacks an answer, has one too many, and a day that there is not. */
const faulty = { purpose_met: '2', employment: 'not_yet', expected_on: '2026-02-30', reason: 'budget' }

/** Every form that respondents see, shown by the functions that show it to them. */
export const formPreviews: readonly Preview[] = [
  ...purposes.map(purpose => ({
    name: purpose,
    show: (context: Context, visit: Visit, blank: BlankQuestions) =>
      showSurvey(context, withSurvey(visit, { purpose }), blank),
  })),
  {
    name: 'problems',
    show: (context, visit) =>
      showForm(context, visit, { raw: faulty, basedOn: 0, problems: problemsIn(faulty) }),
  },
  {
    name: 'review',
    show: (context, visit, blank) =>
      showSurvey(context, withSurvey(visit, { answerVersion: 1, answer: answered(context) }), blank),
  },
  {
    name: 'stale',
    show: (context, visit) => showForm(context, visit, { raw: answer, basedOn: 1, stale: otherAnswer }),
  },
  { name: 'wrong_person', show: showFirstWrongPerson },
  { name: 'no_letters', show: showFirstNoLetters },
  {
    name: 'not_open',
    show: (context, { request, response, language }) => sendNotOpen(context, request, response, language),
  },
]

/** GET and POST /letters/forms/:name: a form with made-up data, whose buttons lead to a page that says so. */
export function formPreviewHandlers(context: Context, page: StaffPage) {
  const blank = createBlankQuestions(context.renderer)
  return {
    show: show(context, page, (preview, visit) => preview.show(context, visit, blank)),
    showWrongPerson: show(context, page, (_, visit) => showFirstWrongPerson(context, visit)),
    showNoLetters: show(context, page, (_, visit) => showFirstNoLetters(context, visit)),
    submit,
  }
}

function showFirstWrongPerson(context: Context, visit: Visit): void {
  showWrongPerson(context, visit, [])
}

function showFirstNoLetters(context: Context, visit: Visit): void {
  showNoLetters(context, visit, { isDone: false, isUnticked: false })
}

function show(
  context: Context,
  page: StaffPage,
  send: (preview: Preview, visit: Visit) => void | Promise<void>,
) {
  return async (request: Request, response: Response): Promise<void> => {
    const preview = formPreviews.find(({ name }) => name === request.params.name)
    if (!preview) return refuse(page, request, response, 'not_found')
    const visit = await sampleVisit(context, request, response)
    response.set('Content-Security-Policy', respondentPolicy("'self'"))
    if (request.query.end === undefined) await send(preview, visit)
    else showEnd(context, visit)
  }
}

/** Stores nothing and tells nobody: it only says so. */
function submit({ params: { name }, body }: Request, response: Response): void {
  const language = chosenLanguage(textFields(body).lang, languagesOfForm.employer) ?? 'sv'
  response.redirect(
    303,
    addressOf(`/letters/forms/${encodeURIComponent(String(name))}`, { lang: language, end: '1' }),
  )
}

function showEnd(context: Context, { path, language, response }: Visit): void {
  const formHref = addressOf(path, { lang: language })
  const address = { path, query: { end: '1' } }
  sendPage(context, response, {
    name: 'form-preview-end',
    language,
    status: 200,
    address,
    data: { formHref },
  })
}

/** These pages stand below the form, and lead back to it. */
const belowTheForm = ['wrong_person', 'no_letters']

/** A visit by nobody, to a survey that does not exist. */
async function sampleVisit(context: Context, request: Request, response: Response): Promise<Visit> {
  const { lang, language, unit } = request.query
  const { name = '' } = request.params
  return {
    request,
    response,
    path: `/letters/forms/${belowTheForm.some(below => below === name) ? 'language' : name}`,
    survey: await sampleSurvey(context, typeof unit === 'string' ? unit : ''),
    languages: languagesOfForm.employer,
    language: chosenLanguage(lang ?? language, languagesOfForm.employer) ?? languageOf(request),
    fields: {},
    facts: null,
  }
}

async function sampleSurvey({ db, schedule, clock }: Context, unitId: string): Promise<SurveyForm> {
  const chosen = /^\d{1,15}$/.test(unitId) ? await findUnit(db, Number(unitId)) : undefined
  const unit = chosen ?? sampleUnit
  const [placement] = samplePlacements
  const { startedOn, endedOn, closesAt } = sampleDays(schedule, dayOf(clock.now()))
  return {
    id: 0,
    ...employerSurvey,
    placementId: 0,
    districtId: null,
    districtName: null,
    employerId: 0,
    state: 'open',
    answerVersion: 0,
    answer: null,
    linkNumber: 1,
    purpose: 'language',
    employerName: placement?.employerName ?? '',
    workplace: placement?.workplace ?? null,
    initials: placement?.initials ?? '',
    startedOn,
    endedOn,
    closesAt,
    unitName: unit.name,
    unitPhone: unit.phone,
    unitLanguages: unit.languages,
    contactEmail: sampleContact.email,
    language: 'sv',
  }
}

function withSurvey(visit: Visit, changes: Partial<SurveyForm>): Visit {
  return { ...visit, survey: { ...visit.survey, ...changes } }
}

function answered({ schedule, clock }: Context): NonNullable<SurveyForm['answer']> {
  const { answeredAt } = sampleDays(schedule, dayOf(clock.now()))
  return { values: answer, source: 'link', answeredAt }
}

function problemsIn(raw: AnswerValues, purpose: Purpose = 'language') {
  const reading = readAnswer(employerQuestionnaire, { purpose, wave: 'end' }, raw)
  return 'problems' in reading ? reading.problems : []
}
