import type { Context } from '../context.ts'
import { isOptedOut } from '../db/contacts.ts'
import { optOutByLink } from '../flow/opt-out.ts'
import { addressOf } from './respondent-page.ts'
import { forRespondent, type Handler, sendNotOpen, sendSurveyPage, type Visit } from './respondent-visit.ts'

/**
 * "No more letters", at /s/:link/no-letters. A mail scanner may open every link, and even press a button: nothing changes
 * unless the box was ticked as well.
 */
export function noLettersHandlers(context: Context): { show: Handler; submit: Handler } {
  return {
    show: forRespondent(context, async visit => {
      showNoLetters(context, visit, {
        isDone: await isOptedOut(context.db, visit.survey.id),
        isUnticked: false,
      })
    }),
    submit: forRespondent(context, visit => submit(context, visit)),
  }
}

async function submit(context: Context, visit: Visit): Promise<void> {
  const { survey, fields, language, path, request, response } = visit
  if (fields.confirm !== 'yes') return showNoLetters(context, visit, { isDone: false, isUnticked: true })
  const { id: surveyId, linkNumber } = survey
  const now = context.clock.now()
  const { outcome } = await optOutByLink(context, { surveyId, linkNumber, now })
  if (outcome === 'closed') return sendNotOpen(context, request, response, language)
  response.redirect(303, addressOf(`${path}/no-letters`, { lang: language }))
}

/** The page that asks whether all letters are to stop, or tells that they have. */
export function showNoLetters(
  context: Context,
  visit: Visit,
  { isDone, isUnticked }: Record<'isDone' | 'isUnticked', boolean>,
) {
  const { path, language } = visit
  const action = `${path}/no-letters`
  const kind = isDone ? 'no_letters_done' : isUnticked ? 'no_letters_problems' : 'no_letters'
  const data = { kind, isDone, isUnticked, action, formHref: addressOf(path, { lang: language }) }
  const status = isUnticked ? 422 : 200
  sendSurveyPage(context, visit, { name: 'form-no-letters', status, address: { path: action }, data })
}
