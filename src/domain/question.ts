import type { Purpose, Respondent } from './codes.ts'
import { containsIdentityNumber } from './identity-number.ts'

/**
 * What is asked of whom, as data: letters, forms, answers and the list of what is still open follow from it. The wording
 * stands in templates/locales: of the questions under `question.<name>`, of letter and form under `letter.<name>` and `form.<name>`.
 */
export type Questionnaire = {
  name: string
  version: number
  respondent: Respondent
  /** Nobody but the respondent sees what was answered, not even with the link in hand: it is shown to nobody again. */
  isConfidential: boolean
  /** Whether the respondent can save what is not finished yet, and go on later. */
  isSavedHalfway: boolean
  /** Whether it is asked again in the later waves of a placement. */
  asksAgain: boolean
  /** In the order in which they are asked; a question's condition names one that stands before it. */
  questions(about: About): readonly Question[]
  /** The question whose answers stand as buttons in the letter, each of which preselects one; null for none. */
  buttons(about: Pick<About, 'wave'>): Buttons | null
}

export type Buttons = { question: string; codes: readonly string[] }

/** What a survey asks about: a placement with that purpose, or a cost period (then there is no purpose). */
export type About = { purpose: Purpose | null; wave: string }

export type Question = Asked & (Choice | { kind: 'date' } | { kind: 'text'; maxLength: number })

type Asked = {
  id: string
  /** Where its wording depends on the purpose: the wording's name, otherwise the id. */
  wording?: string
  required: boolean
  /** Asked only of those who gave this code to another question. */
  when?: { question: string; is: string }
}
type Choice = { kind: 'choice'; codes: readonly string[] }

/** Question id -> code, ISO day or text. Questions without an answer have no entry. */
export type AnswerValues = Record<string, string>

export type AnswerProblem = {
  field: string
  problem:
    | 'required'
    | 'unknown_code'
    | 'not_a_date'
    | 'too_long'
    | 'personal_identity_number'
    | 'not_applicable'
}

export type AnswerReading = { values: AnswerValues } | { problems: AnswerProblem[] }

/**
 * Checks what a person sent, by question id, and gives either the values to store or every problem in the order of
 * the questions. A blank field is no answer. An answer to a question that does not apply is a problem: it may be the
 * condition that was mistaken, so it is told and never dropped silently (design, employer questionnaire).
 */
export function readAnswer(
  questionnaire: Questionnaire,
  about: About,
  raw: Readonly<Record<string, string>>,
): AnswerReading {
  const questions = questionnaire.questions(about)
  const given = new Map(questions.map(({ id }) => [id, tidy(raw[id] ?? '')]))
  const problems = questions.flatMap(question => problemIn(question, questions, given))
  return problems.length > 0 ? { problems } : { values: valuesOf(questions, given) }
}

/** Line ends as browsers send them become "\n"; other control characters, which no database takes, go. */
function tidy(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

function problemIn(
  question: Question,
  questions: readonly Question[],
  given: ReadonlyMap<string, string>,
): AnswerProblem[] {
  const { id: field } = question
  const value = given.get(field) ?? ''
  const applies = applicability(question, questions, given)
  if (value === '') return question.required && applies === 'yes' ? [{ field, problem: 'required' }] : []
  if (applies === 'no') return [{ field, problem: 'not_applicable' }]
  const problem = problemOfValue(question, value)
  return problem ? [{ field, problem }] : []
}

/** `unknown` while the question it depends on has no valid answer: that one is told, and this one waits for it. */
function applicability(
  { when }: Question,
  questions: readonly Question[],
  given: ReadonlyMap<string, string>,
): 'yes' | 'no' | 'unknown' {
  if (!when) return 'yes'
  const answer = given.get(when.question) ?? ''
  const decisive = questions.find(({ id }) => id === when.question)
  if (!decisive || answer === '' || problemOfValue(decisive, answer)) return 'unknown'
  return answer === when.is ? 'yes' : 'no'
}

function problemOfValue(question: Question, value: string): AnswerProblem['problem'] | undefined {
  switch (question.kind) {
    case 'choice':
      return question.codes.includes(value) ? undefined : 'unknown_code'
    case 'date':
      return dayIn(value) ? undefined : 'not_a_date'
    case 'text':
      if (containsIdentityNumber(value)) return 'personal_identity_number'
      return [...value].length > question.maxLength ? 'too_long' : undefined
  }
}

function valuesOf(questions: readonly Question[], given: ReadonlyMap<string, string>): AnswerValues {
  const values: AnswerValues = {}
  for (const { id, kind } of questions) {
    const value = given.get(id)
    if (value) values[id] = kind === 'date' ? String(dayIn(value)) : value
  }
  return values
}

/** Year, month, day, with or without separators. A year outside of this century is a slip of the finger. */
function dayIn(text: string): Temporal.PlainDate | undefined {
  const [, year, month, day] = compactDay.exec(text) ?? separatedDay.exec(text) ?? []
  try {
    const fields = { year: Number(year), month: Number(month), day: Number(day) }
    return Temporal.PlainDate.from(fields, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

const compactDay = /^(20\d\d)(\d\d)(\d\d)$/
const separatedDay = /^(20\d\d)[-/. ](\d\d?)[-/. ](\d\d?)$/
