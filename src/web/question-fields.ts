import { confirmedPrefix } from '../domain/asking-back.ts'
import type {
  About,
  AnswerProblem,
  AnswerValues,
  Doubt,
  Question,
  Questionnaire,
} from '../domain/question.ts'

/** A question as the partials `question-fields` and `question-problems` show it. */
export type QuestionField = {
  id: string
  /** Where its wording stands, under `question`. */
  wording: string
  required: boolean
  /** For the style sheet: with which answer to which question it applies. */
  condition: { mark: string; wording: string; decisive: string } | null
  problem: AnswerProblem['problem'] | null
  /** The control that a link to the question leads to. */
  target: string
  value: string
  options: { id: string; code: string; checked: boolean }[] | null
  /** Whether a choice can be taken back without a script. */
  clearable: boolean
  isDate: boolean
  /** A number of persons or a sum, which a phone has keys for; a sum has its unit after it. */
  isNumber: boolean
  isAmount: boolean
  isLine: boolean
  /** The most characters, or the highest number. */
  most: number
  /** What is asked back, and the box with which it is confirmed. */
  doubt: Doubt | null
  confirmation: { id: string; value: string; isChecked: boolean } | null
}

/**
 * The questions with what was typed or stored, and what is wrong with it.
 * @param raw as typed, so that nothing is lost when a submit is refused
 */
export function questionFields(
  questionnaire: Questionnaire,
  about: About,
  raw: Readonly<Record<string, string>>,
  problems: readonly AnswerProblem[] = [],
): QuestionField[] {
  const questions = questionnaire.questions(about)
  return questions.map(question => {
    const { id, required, when } = question
    const value = raw[id] ?? ''
    const found = problems.find(({ field }) => field === id)
    const options = question.kind === 'choice' ? optionsOf(id, question.codes, value) : null
    return {
      id,
      wording: wordingOf(questionnaire, question),
      required,
      condition: when ? conditionOf(questionnaire, questions, when) : null,
      problem: found?.problem ?? null,
      target: options?.[0]?.id ?? id,
      value,
      options,
      clearable: when !== undefined || !required,
      isDate: question.kind === 'date',
      isNumber: question.kind === 'count' || question.kind === 'amount',
      isAmount: question.kind === 'amount',
      isLine: question.kind === 'line',
      most: mostOf(question),
      doubt: found?.doubt ?? null,
      confirmation: confirmationOf(id, raw, found?.doubt),
    }
  })
}

/** An answer for the partial `answer-words`: the questions that were answered, in their order. */
export function answerInWords(questionnaire: Questionnaire, about: About, values: AnswerValues) {
  return questionnaire.questions(about).flatMap(question => {
    const value = values[question.id]
    if (value === undefined) return []
    const { kind } = question
    return {
      wording: wordingOf(questionnaire, question),
      code: kind === 'choice' ? value : null,
      day: kind === 'date' ? Temporal.PlainDate.from(value) : null,
      text: kind === 'text' || kind === 'line' ? value : null,
      quantity: kind === 'count' || kind === 'amount' ? Number(value) : null,
      isAmount: kind === 'amount',
    }
  })
}

function mostOf(question: Question): number {
  if ('most' in question) return question.most
  return 'maxLength' in question ? question.maxLength : 0
}

/** What has been confirmed stays so while something else is mended. */
function confirmationOf(id: string, raw: Readonly<Record<string, string>>, doubt: Doubt | undefined) {
  const name = confirmedPrefix + id
  const value = doubt?.confirm ?? raw[name]
  return value ? { id: name, value, isChecked: raw[name] === value } : null
}

function optionsOf(id: string, codes: readonly string[], value: string) {
  return codes.map(code => ({ id: `${id}-${code}`, code, checked: code === value }))
}

function conditionOf(
  questionnaire: Questionnaire,
  questions: readonly Question[],
  when: NonNullable<Question['when']>,
) {
  const decisive = questions.find(({ id }) => id === when.question)
  if (!decisive) throw new Error(`No question ${when.question} in ${questionnaire.name}`)
  return {
    mark: `when-${when.question}-${when.is}`,
    wording: `${questionnaire.name}.${when.question}.when.${when.is}`,
    decisive: wordingOf(questionnaire, decisive),
  }
}

function wordingOf({ name }: Questionnaire, { wording, id }: Question): string {
  return `${name}.${wording ?? id}`
}
