import type { AnswerProblem, AnswerValues } from './question.ts'

/** The sexes that a cost return is told by. */
export const costSexes = ['woman', 'man'] as const
export type CostSex = (typeof costSexes)[number]

/** So many times more or less a person than the last time is asked back: typically it was written in thousands. */
const farFactor = 5
/** Where there is no last time, what is paid to a person in a quarter or a year lies within these, in kronor. */
const leastPerPerson = 300
const mostPerPerson = 150_000

export type CostLine = { persons: number; paid: number }

/** One sex of a stored return. */
export function costLine(values: AnswerValues, sex: CostSex): CostLine {
  return { persons: Number(values[`persons_${sex}`] ?? 0), paid: Number(values[`paid_${sex}`] ?? 0) }
}

/** What in a cost return can hardly be meant so, by sex. */
export function doubtsInCosts(values: AnswerValues, previous: AnswerValues | null): AnswerProblem[] {
  return costSexes.flatMap(sex => doubtIn(sex, costLine(values, sex), previous && costLine(previous, sex)))
}

function doubtIn(sex: CostSex, line: CostLine, last: CostLine | null): AnswerProblem[] {
  const { persons, paid } = line
  const field = `paid_${sex}`
  if (persons === 0 && paid > 0) return [{ field, problem: 'paid_to_nobody' }]
  if (persons > 0 && paid === 0) return [{ field, problem: 'nothing_paid' }]
  if (persons === 0 || isLikely(line, last)) return []
  const doubt = { confirm: `${persons} ${paid}`, figure: perPerson(line), lastTime: last && figureOf(last) }
  return [{ field, problem: 'unlikely', doubt }]
}

function isLikely(line: CostLine, last: CostLine | null): boolean {
  const figure = line.paid / line.persons
  const usual = last && last.persons > 0 && last.paid > 0 ? last.paid / last.persons : null
  if (usual === null) return figure >= leastPerPerson && figure <= mostPerPerson
  return figure <= usual * farFactor && figure * farFactor >= usual
}

/** Null where nobody was paid anything, for then there is nothing to compare with. */
function figureOf(line: CostLine): number | null {
  return line.persons > 0 && line.paid > 0 ? perPerson(line) : null
}

/** In whole kronor, as it is told. */
function perPerson({ persons, paid }: CostLine): number {
  return Math.round(paid / persons)
}
