import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { findSurveyForm, type SurveyForm } from '../db/survey-form.ts'
import { dayOf } from '../domain/calendar.ts'
import { type FormLanguage, formLanguages, languagesOfForm } from '../domain/codes.ts'
import { idInLink, linkOpens } from '../domain/link.ts'
import { questionnaireNamed } from '../domain/questionnaires.ts'
import { writtenLanguage } from '../domain/sender.ts'
import { takesAnswers } from '../domain/survey.ts'
import { districtFactsView } from './cost-form.ts'
import {
  chosenLanguage,
  phoneHref,
  type RespondentPage,
  readFields,
  sendPage,
  setRespondentHeaders,
} from './respondent-page.ts'

/** Somebody who holds the link of a survey that takes answers. `path` is the link's, `fields` what was sent. */
export type Visit = {
  request: Request
  response: Response
  path: string
  survey: SurveyForm
  language: FormLanguage
  /** Those that the respondent can choose. */
  languages: readonly FormLanguage[]
  fields: Record<string, string>
  /** What the register holds of a district in its period; null of a placement. */
  facts: Awaited<ReturnType<typeof districtFactsView>> | null
}
export type Handler = (request: Request, response: Response) => Promise<void>

/**
 * Lets those in who hold a link that opens a survey now. Closed, revoked and unknown links get the same page with the
 * same status, so that it can't be found out which links have ever been given.
 */
export function forRespondent(context: Context, handle: (visit: Visit) => Promise<void>): Handler {
  return async (request, response) => {
    setRespondentHeaders(response)
    const fields = await fieldsOf(context, request, response)
    if (!fields) return
    const asked = fields.lang ?? request.query.lang
    const link = String(request.params.link)
    const survey = await openSurvey(context, link)
    if (!survey) return sendNotOpen(context, request, response, chosenLanguage(asked, formLanguages) ?? 'sv')
    const languages =
      languagesOfForm[questionnaireNamed(context.questionnaires, survey.questionnaire).respondent]
    await handle({
      request,
      response,
      path: `/s/${link}`,
      survey,
      languages,
      language:
        chosenLanguage(asked, languages) ??
        writtenLanguage(survey.language, [{ languages: survey.unitLanguages }]),
      fields,
      facts: await factsOf(context, survey),
    })
  }
}

async function factsOf(context: Context, { districtName, wave }: SurveyForm): Promise<Visit['facts']> {
  return districtName === null ? null : districtFactsView(context, { districtName, wave })
}

export function sendNotOpen(
  context: Context,
  request: Request,
  response: Response,
  language: FormLanguage,
): void {
  const address = { path: request.path }
  const page = { language, languages: formLanguages, status: 404, address, data: {} }
  sendPage(context, response, { name: 'form-not-open', ...page })
}

/** A page about the visited survey, with what its facts and contacts need. */
export function sendSurveyPage(
  context: Context,
  { response, language, languages, survey, facts }: Visit,
  page: Omit<RespondentPage, 'language' | 'languages'>,
): void {
  const unitPhoneHref = survey.unitPhone && phoneHref(survey.unitPhone)
  const unit = survey.unitName ?? context.config.ORGANISATION_NAME
  const closesOn = survey.closesAt && dayOf(survey.closesAt.subtract({ seconds: 1 }))
  const data = { ...page.data, survey, facts, unit, unitPhoneHref, closesOn }
  sendPage(context, response, { ...page, language, languages, data })
}

/** The fields that were sent, none for a GET; undefined where that was too much, which has been told. */
export async function fieldsOf(context: Context, request: Request, response: Response) {
  if (request.method !== 'POST') return {}
  try {
    return await readFields(request, response)
  } catch (error) {
    if (!(error instanceof Error && 'status' in error && error.status === 413)) throw error
    const language = chosenLanguage(request.query.lang, formLanguages) ?? 'sv'
    const address = { path: request.path }
    const page = { language, languages: formLanguages, status: 413, address, data: {} }
    sendPage(context, response, { name: 'form-too-large', ...page })
    return undefined
  }
}

async function openSurvey(context: Context, link: string): Promise<SurveyForm | undefined> {
  const id = idInLink(link)
  const survey = id === undefined ? undefined : await findSurveyForm(context.db, id)
  if (!survey || !linkOpens(context.linkKeys, link, survey)) return undefined
  return takesAnswers(survey, context.clock.now()) ? survey : undefined
}
