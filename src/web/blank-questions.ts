import type { Language, Purpose } from '../domain/codes.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { type Renderer, trusted } from '../render.ts'
import { questionFields } from './question-fields.ts'

/** The answer of the letter's button that was pressed, if any: one of the codes of `employment`. */
type Preselected = string | undefined
export type BlankQuestions = (
  purpose: Purpose,
  language: Language,
  employment: Preselected,
) => ReturnType<typeof trusted>

/**
 * The questions as markup, before anybody has answered them. They differ by nothing but these three, so each of the
 * few combinations is rendered once: most visits are first visits, and half of a page's time would go into it.
 */
export function createBlankQuestions(renderer: Renderer): BlankQuestions {
  const rendered = new Map<string, ReturnType<typeof trusted>>()
  return (purpose, language, employment) => {
    const key = `${purpose} ${language} ${employment}`
    const known = rendered.get(key)
    if (known) return known
    const questions = questionFields(
      employerQuestionnaire,
      { purpose, wave: 'end' },
      employment ? { employment } : {},
    )
    const markup = trusted(renderer.page('question-fields', language, { questions }))
    rendered.set(key, markup)
    return markup
  }
}
