import { type NumberProblem, type NumberReading, readAmount, readCount } from './amount.ts'
import type { Purpose, Respondent } from './codes.ts'
import { containsIdentityNumber } from './identity-number.ts'
import { oneLine } from './one-line.ts'

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
  /**
   * What does not fit together, or with what the respondent answered the last time, in an answer that is right otherwise.
   * A problem with a doubt is none any longer once it is confirmed (domain/asking-back.ts).
   */
  askBack?(values: AnswerValues, previous: AnswerValues | null): AnswerProblem[]
}

export type Buttons = { question: string; codes: readonly string[] }

/** What a survey asks about: a placement with that purpose, or a cost period (then there is no purpose). */
export type About = { purpose: Purpose | null; wave: string }

/** `line` is text in one line; `count` a whole number, `amount` a sum in kronor, both from 0 to `most`. */
export type Question = Asked &
  (
    | Choice
    | { kind: 'date' }
    | { kind: 'text' | 'line'; maxLength: number }
    | { kind: 'count' | 'amount'; most: number }
  )

type Asked = {
  id: string
  /** Where its wording depends on the purpose: the wording's name, otherwise the id. */
  wording?: string
  required: boolean
  /** Asked only of those who gave this code to another question. */
  when?: { question: string; is: string }
  /**
   * Given by a person in the moment of sending, so not kept with what is saved half-way: otherwise a mail scanner that opens
   * the link and presses the button would send what the person has not.
   */
  isSignature?: true
}
type Choice = { kind: 'choice'; codes: readonly string[] }

/** Question id -> code, ISO day, text, or number with a decimal point. Questions without an answer have no entry. */
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
    | NumberProblem
    | 'paid_to_nobody'
    | 'nothing_paid'
    | 'unlikely'
  doubt?: Doubt
}

/** What can be right all the same: `confirm` is what the respondent sends back to say that it is. */
export type Doubt = {
  confirm: string
  /** What the answer comes to, a person, and came to the last time; null where there is no last time. */
  figure: number
  lastTime: number | null
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
  const given = new Map(questions.map(({ id }) => [id, typedText(raw[id] ?? '')]))
  const problems = questions.flatMap(question => problemIn(question, questions, given))
  return problems.length > 0 ? { problems } : { values: valuesOf(questions, given) }
}

/** What was typed. Line ends as browsers send them become "\n"; other control characters, which no database takes, go. */
export function typedText(text: string): string {
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
    case 'count':
    case 'amount': {
      const reading = numberIn(question, value)
      return 'problem' in reading ? reading.problem : undefined
    }
    case 'text':
    case 'line':
      if (containsIdentityNumber(value)) return 'personal_identity_number'
      return [...value].length > question.maxLength ? 'too_long' : undefined
  }
}

function valuesOf(questions: readonly Question[], given: ReadonlyMap<string, string>): AnswerValues {
  const values: AnswerValues = {}
  for (const question of questions) {
    const value = given.get(question.id)
    if (value) values[question.id] = storedForm(question, value)
  }
  return values
}

/** One form for what can be written in several, so that answers can be compared and counted. */
function storedForm(question: Question, value: string): string {
  switch (question.kind) {
    case 'date':
      return String(dayIn(value))
    case 'line':
      return oneLine(value)
    case 'count':
    case 'amount': {
      const reading = numberIn(question, value)
      return 'value' in reading ? reading.value : value
    }
    default:
      return value
  }
}

function numberIn({ kind, most }: { kind: 'count' | 'amount'; most: number }, value: string): NumberReading {
  return kind === 'count' ? readCount(value, most) : readAmount(value, most)
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
