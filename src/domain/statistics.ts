import { isoDay } from './iso-day.ts'

export type Period = { from: Temporal.PlainDate; to: Temporal.PlainDate }
export type PeriodProblem = 'required' | 'not_a_date' | 'end_before_start'

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

/** No answer is never counted as no job: it only widens the bounds. */
export function employmentRate(counts: { ended: number; known: number; employed: number }): EmploymentRate {
  const { ended, known, employed } = counts
  return {
    value: share(employed, known),
    lower: share(employed, ended),
    upper: share(employed + ended - known, ended),
  }
}

function readDay(text: string): Temporal.PlainDate | 'required' | 'not_a_date' {
  return text === '' ? 'required' : (isoDay(text) ?? 'not_a_date')
}

/** From 0 to 1; null where there is nothing to take a share of. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
