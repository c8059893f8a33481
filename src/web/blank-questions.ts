import type { FormLanguage } from '../domain/codes.ts'
import type { About, Questionnaire } from '../domain/question.ts'
import { type Renderer, trusted } from '../render.ts'
import { questionFields } from './question-fields.ts'

/** What a survey asks, and of its answers the one whose button in the letter was pressed, if any. */
type Blank = {
  questionnaire: Questionnaire
  about: About
  language: FormLanguage
  preselected: Readonly<Record<string, string>>
}
export type BlankQuestions = (blank: Blank) => ReturnType<typeof trusted>

/**
 * The questions as markup, before anybody has answered them. They differ by nothing but these, so each of the
 * few combinations is rendered once: most visits are first visits, and half of a page's time would go into it.
 */
export function createBlankQuestions(renderer: Renderer): BlankQuestions {
  const rendered = new Map<string, ReturnType<typeof trusted>>()
  return ({ questionnaire, about, language, preselected }) => {
    const { purpose, wave } = about
    const key = JSON.stringify([questionnaire.name, purpose, wave, language, preselected])
    const known = rendered.get(key)
    if (known) return known
    const questions = questionFields(questionnaire, about, preselected)
    const markup = trusted(renderer.page('question-fields', language, { questions }))
    rendered.set(key, markup)
    return markup
  }
}
