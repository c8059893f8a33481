import {
  type EmploymentForm,
  employmentAnswers,
  employmentForms,
  type Purpose,
  purposes,
  type Sex,
  type Subsidy,
  sexes,
  subsidies,
  type WorkingHours,
  workingHours,
} from './codes.ts'

/** What became of a placement: the employer's answer, or `unknown` while nobody has given one. */
export const outcomes = [...employmentAnswers, 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

/** Counts of ended placements. `answered` by link, `known` by link or phone. */
export type PlacementCounts = { ended: number; surveyed: number; answered: number; known: number }

/** One cell a row: every ended placement is in exactly one. */
export type OutcomeCell = { sex: Sex; purpose: Purpose; answer: Outcome; count: number }

/** Of those who got a job: one of its properties by sex. */
export type CodeCell<Code extends string> = { sex: Sex; code: Code; count: number }

export type Cells = {
  employment: OutcomeCell[]
  form: CodeCell<EmploymentForm>[]
  hours: CodeCell<WorkingHours>[]
  subsidised: CodeCell<Subsidy>[]
}

/**
 * The cells in the fixed order of domain/codes.ts, with a zero where nothing was counted, so that two reports
 * have the same rows and an absent row never has to be interpreted.
 */
export function completeCells(counted: Cells): Cells {
  return {
    employment: completeOutcomes(counted.employment),
    form: completeCodes(counted.form, employmentForms),
    hours: completeCodes(counted.hours, workingHours),
    subsidised: completeCodes(counted.subsidised, subsidies),
  }
}

function completeOutcomes(counted: readonly OutcomeCell[]): OutcomeCell[] {
  const counts = new Map(counted.map(cell => [`${cell.sex} ${cell.purpose} ${cell.answer}`, cell.count]))
  return sexes.flatMap(sex =>
    purposes.flatMap(purpose =>
      outcomes.map(answer => {
        const count = counts.get(`${sex} ${purpose} ${answer}`) ?? 0
        return { sex, purpose, answer, count }
      }),
    ),
  )
}

function completeCodes<Code extends string>(
  counted: readonly CodeCell<Code>[],
  codes: readonly Code[],
): CodeCell<Code>[] {
  const counts = new Map(counted.map(cell => [`${cell.sex} ${cell.code}`, cell.count]))
  return sexes.flatMap(sex => codes.map(code => ({ sex, code, count: counts.get(`${sex} ${code}`) ?? 0 })))
}
