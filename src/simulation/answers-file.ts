import { ExpectedError } from '../domain/errors.ts'
import type { Table } from '../files/table.ts'

/** What a simulated employer does about one placement. */
export type PlannedAnswer = {
  caseId: string
  /** The address refuses every letter with 550. */
  bounces: boolean
  /** After which letter it answers by link; 0 never does. */
  letter: number
  /** A coach hears the answer by phone once the case is on the phone list. */
  byPhone: boolean
  /** From the letter's delivery to the answer. */
  delayHours: number
  /** Question id -> code, as in the questionnaire. */
  fields: Record<string, string>
}

const columns = ['placering_id', 'delivery', 'answers', 'delay_hours'] as const

/**
 * Reads a table of planned answers (design, "--answers"): placering_id, delivery (ok, bounce, no_address), answers
 * (letter1..letter3, phone, none), delay_hours, and one column a question.
 * @throws ExpectedError answers_columns or answers_row
 */
export function readPlannedAnswers({ columns: names, rows }: Table): PlannedAnswer[] {
  const missing = columns.filter(column => !names.includes(column))
  if (missing.length > 0) {
    throw new ExpectedError('answers_columns', { missing: missing.join(', '), found: names.join(', ') })
  }
  return rows.map((cells, index) => {
    const record = Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']))
    return readPlan(record, index + 1)
  })
}

function readPlan(record: Record<string, string>, row: number): PlannedAnswer {
  const { placering_id = '', delivery = '', answers = '', delay_hours = '', ...given } = record
  const letter = Number(/^letter([1-9])$/.exec(answers)?.[1] ?? 0)
  const delayHours = Number(delay_hours)
  if ((letter === 0 && answers !== 'phone' && answers !== 'none') || !(delayHours >= 0)) {
    throw new ExpectedError('answers_row', { row, answers, delay: delay_hours })
  }
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const byPhone = answers === 'phone'
  return { caseId: placering_id, bounces: delivery === 'bounce', letter, byPhone, delayHours, fields }
}
