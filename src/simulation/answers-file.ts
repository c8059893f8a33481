import { ExpectedError } from '../domain/errors.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Table } from '../files/table.ts'

/** What a simulated respondent does about one survey. */
export type PlannedAnswer = {
  questionnaire: string
  wave: string
  /** The placement's number in the case system, or the name of the district. */
  subject: string
  /** The address refuses every letter with 550. */
  bounces: boolean
  /** After which letter it answers by link; 0 never does. */
  letter: number
  /** By phone, a coach hears it once the case is on the phone list; by code, the participant types it at a meeting. */
  byPhone: boolean
  byCode: boolean
  /** From the letter's delivery to the answer. */
  delayHours: number
  /** Question id -> code, as in the questionnaire. */
  fields: Record<string, string>
}

const columns = ['delivery', 'answers', 'delay_hours'] as const
const subjects = ['placering_id', 'district'] as const

/** What a survey is told by, among those of a year. */
export function surveyKey({
  questionnaire,
  wave,
  subject,
}: Pick<PlannedAnswer, 'questionnaire' | 'wave' | 'subject'>): string {
  return `${questionnaire} ${wave} ${subject}`
}

/**
 * Reads a table of planned answers (design, "--answers"): placering_id or district, delivery (ok, bounce, no_address),
 * answers (letter1..letter3, phone, code, none), delay_hours, and one column a question. With the columns questionnaire and
 * wave they are answers to that; without, the employer's at the end.
 * @throws ExpectedError answers_columns or answers_row
 */
export function readPlannedAnswers({ columns: names, rows }: Table): PlannedAnswer[] {
  const missing: string[] = columns.filter(column => !names.includes(column))
  if (!subjects.some(column => names.includes(column))) missing.unshift(subjects[0])
  if (missing.length > 0) {
    throw new ExpectedError('answers_columns', { missing: missing.join(', '), found: names.join(', ') })
  }
  return rows.map((cells, index) => {
    const record = Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']))
    return readPlan(record, index + 1)
  })
}

/** The same as text of a CSV file: what is written is read again as it was. */
export function writePlannedAnswers(answers: readonly PlannedAnswer[]): string {
  const questions = [...new Set(answers.flatMap(({ fields }) => Object.keys(fields)))]
  const isOfDistricts = answers.every(({ questionnaire }) => questionnaire === 'district')
  const header = ['questionnaire', 'wave', subjects[isOfDistricts ? 1 : 0], ...columns, ...questions]
  const lines = answers.map(answer => [
    answer.questionnaire,
    answer.wave,
    answer.subject,
    answer.bounces ? 'bounce' : 'ok',
    answer.byPhone ? 'phone' : answer.byCode ? 'code' : answer.letter > 0 ? `letter${answer.letter}` : 'none',
    String(answer.delayHours),
    ...questions.map(question => answer.fields[question] ?? ''),
  ])
  return [header, ...lines].map(cells => `${cells.join(',')}\n`).join('')
}

function readPlan(record: Record<string, string>, row: number): PlannedAnswer {
  const { placering_id, district, questionnaire, wave, delivery, answers = '', ...others } = record
  const { delay_hours = '', ...given } = others
  const letter = Number(/^letter([1-9])$/.exec(answers)?.[1] ?? 0)
  const delayHours = Number(delay_hours)
  if ((letter === 0 && !['phone', 'code', 'none'].includes(answers)) || !(delayHours >= 0)) {
    throw new ExpectedError('answers_row', { row, answers, delay: delay_hours })
  }
  return {
    questionnaire: questionnaire ?? employerSurvey.questionnaire,
    wave: wave ?? employerSurvey.wave,
    subject: placering_id ?? district ?? '',
    bounces: delivery === 'bounce',
    letter,
    byPhone: answers === 'phone',
    byCode: answers === 'code',
    delayHours,
    fields: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
  }
}
