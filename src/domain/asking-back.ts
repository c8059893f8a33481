import type { AnswerProblem, AnswerValues, Questionnaire } from './question.ts'

/** Under this name, with the question's id after it, a form sends what its respondent has confirmed. */
export const confirmedPrefix = 'confirmed_'

/**
 * What is asked back about an answer whose single values are right: what does not fit together, and what is far from
 * what it was the last time, unless the respondent has confirmed just that. Something else typed since is asked anew.
 * @param raw as sent, with what was confirmed
 * @param previous what the same respondent answered the last time, or null
 */
export function askBack(
  questionnaire: Questionnaire,
  values: AnswerValues,
  raw: Readonly<Record<string, string>>,
  previous: AnswerValues | null,
): AnswerProblem[] {
  const problems = questionnaire.askBack?.(values, previous) ?? []
  return problems.filter(({ field, doubt }) => !doubt || raw[confirmedPrefix + field] !== doubt.confirm)
}
