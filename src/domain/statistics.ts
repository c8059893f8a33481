import { type Purpose, purposes, type Sector, type Sex, sexes } from './codes.ts'
import { isoDay } from './iso-day.ts'
import type { Cells, Outcome, OutcomeCell, PlacementCounts } from './outcome.ts'

/** The board's figures for the placements that ended in a period; both days are in it. */
export type Report = {
  period: Period
  placements: PlacementCounts
  rates: Rates
  cells: Cells
  employers: EmployerCounts[]
}

export type Period = { from: Temporal.PlainDate; to: Temporal.PlainDate }
export type PeriodProblem = 'required' | 'not_a_date' | 'end_before_start'

/** An employer is an organisation number and a name; `employed` counts placements that led to a job there. */
export type EmployerCounts = {
  organisationNumber: string
  name: string
  sector: Sector
  placements: number
  answered: number
  employed: number
}

/** Shares from 0 to 1; null where there is nothing to take a share of. */
export type Rates = { response: number | null; knowledge: number | null; employment: EmploymentRate }

/** The share among known outcomes, and what it would be if every unknown one were no job, or a job. */
export type EmploymentRate = { value: number | null; lower: number | null; upper: number | null }

/** Percentages on fewer placements than this say more about chance than about placements (DESIGN, Statistics). */
export const leastBase = 20

/** A typed period, or the first field that is wrong and why. Days are written as 2011-12-31. */
export function readPeriod(
  from: string,
  to: string,
): { period: Period } | { field: 'from' | 'to'; problem: PeriodProblem } {
  const first = readDay(from)
  if (typeof first === 'string') return { field: 'from', problem: first }
  const last = readDay(to)
  if (typeof last === 'string') return { field: 'to', problem: last }
  if (Temporal.PlainDate.compare(first, last) > 0) return { field: 'to', problem: 'end_before_start' }
  return { period: { from: first, to: last } }
}

/**
 * The three rates that always stand beside each other (DESIGN, Statistics): response (answered by link of surveyed),
 * knowledge (known of ended) and employment (employed of known).
 */
export function rates(placements: PlacementCounts, employed: number): Rates {
  return {
    response: share(placements.answered, placements.surveyed),
    knowledge: share(placements.known, placements.ended),
    employment: employmentRate({ ...placements, employed }),
  }
}

/** How many placements are known to have led to a job. */
export function employedIn({ employment }: Pick<Cells, 'employment'>): number {
  return employment.reduce((sum, { answer, count }) => (answer === 'yes' ? sum + count : sum), 0)
}

/** No answer is never counted as no job: it only widens the bounds. */
export function employmentRate(counts: { ended: number; known: number; employed: number }): EmploymentRate {
  const { ended, known, employed } = counts
  return {
    value: share(employed, known),
    lower: share(employed, ended),
    upper: share(employed + ended - known, ended),
  }
}

/** One line of the employment table; `all` marks a total. */
export type EmploymentRow = {
  purpose: Purpose | 'all'
  sex: Sex | 'all'
  counts: Record<Outcome, number>
  ended: number
  known: number
  employment: EmploymentRate
}

/** The employment table: every purpose by sex with its total, and then all purposes the same way. */
export function employmentRows(cells: readonly OutcomeCell[]): EmploymentRow[] {
  return ([...purposes, 'all'] as const).flatMap(purpose =>
    ([...sexes, 'all'] as const).map(sex => {
      const chosen = cells.filter(
        cell => (purpose === 'all' || cell.purpose === purpose) && (sex === 'all' || cell.sex === sex),
      )
      return employmentRow(purpose, sex, chosen)
    }),
  )
}

function readDay(text: string): Temporal.PlainDate | 'required' | 'not_a_date' {
  return text === '' ? 'required' : (isoDay(text) ?? 'not_a_date')
}

function employmentRow(
  purpose: Purpose | 'all',
  sex: Sex | 'all',
  cells: readonly OutcomeCell[],
): EmploymentRow {
  const counts = { yes: 0, offered_declined: 0, not_yet: 0, no: 0, unknown: 0 }
  for (const { answer, count } of cells) counts[answer] += count
  const known = counts.yes + counts.offered_declined + counts.not_yet + counts.no
  const ended = known + counts.unknown
  return {
    purpose,
    sex,
    counts,
    ended,
    known,
    employment: employmentRate({ ended, known, employed: counts.yes }),
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
