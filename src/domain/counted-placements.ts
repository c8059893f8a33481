import type { EmployerDetail, Group, Measure } from './report.ts'
import type { Period } from './statistics.ts'

/** Which placements one figure of a report is made of. */
export type CountedPlacements = {
  period: Period
  /** What the report is filtered by and what its row is of, together. */
  group: Group
  /** Of one host only. */
  employerId: number | null
  /** Public tables count women and men; exact ones, totals and hosts count everybody. */
  onlyRegisteredSex: boolean
  counted: Counted
}

/** Days are those from the end of the placement to the answer, the first and the last counted. */
export type Counted =
  | { measure: Measure }
  | { detail: EmployerDetail; code: string }
  | { firstDay: number; lastDay: number | null }

/**
 * Whether a participant alone can have told of a placement in this figure. Its list leaves those out, and says neither how
 * many nor what the figure was: from one day to the next the difference would be a single participant's answer.
 */
export function canHoldParticipantsWord(counted: Counted): boolean {
  return 'measure' in counted && counted.measure !== 'answered'
}

/** The days on which the placements ended: of a row by quarter, those of the period that are in it; null where none is. */
export function daysOfEnd({ period, group: { quarter } }: CountedPlacements): Period | null {
  if (quarter === undefined) return period
  const { from, to } = quarterDays(quarter)
  const first = Temporal.PlainDate.compare(from, period.from) > 0 ? from : period.from
  const last = Temporal.PlainDate.compare(to, period.to) < 0 ? to : period.to
  return Temporal.PlainDate.compare(first, last) > 0 ? null : { from: first, to: last }
}

function quarterDays(quarter: string): Period {
  const [year = '', number = ''] = quarter.split('-Q')
  const from = Temporal.PlainDate.from({ year: Number(year), month: Number(number) * 3 - 2, day: 1 })
  return { from, to: from.add({ months: 3 }).subtract({ days: 1 }) }
}
