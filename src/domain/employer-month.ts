import { type Purpose, purposes, type Sector, sectors } from './codes.ts'

/** The monthly compilation of hosts: which placements count in a month, and what is counted. */

export type MonthProblem = 'not_a_month' | 'not_over'

type Period = { startedOn: Temporal.PlainDate; endedOn: Temporal.PlainDate | null }

/** How a placement belongs to a month: it goes on in it, and may have started or ended in it. */
type PartOfMonth = { started: boolean; ended: boolean }

export type MonthCounts = {
  /** Placements that went on some day of the month; each of the others is one of them. */
  placements: number
  started: number
  ended: number
  byPurpose: Record<Purpose, number>
}

type Employer = { id: number; organisationNumber: string; name: string; sector: Sector }
export type EmployerMonth = Employer & MonthCounts
export type SectorMonth = MonthCounts & { sector: Sector | 'all'; employers: number }

/** A month as it stands in an address (2026-10). Only a month that is over has a compilation: it will not change by itself. */
export function readMonth(
  text: string,
  today: Temporal.PlainDate,
): { month: Temporal.PlainYearMonth } | { problem: MonthProblem } {
  const [, year, month] = /^(?!0000)(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  if (year === undefined || month === undefined) return { problem: 'not_a_month' }
  const read = Temporal.PlainYearMonth.from({ year: Number(year), month: Number(month) })
  const isOver = Temporal.PlainYearMonth.compare(read, today.toPlainYearMonth()) < 0
  return isOver ? { month: read } : { problem: 'not_over' }
}

/** The last months that are over, latest first. */
export function fullMonths(today: Temporal.PlainDate, count: number): Temporal.PlainYearMonth[] {
  const current = today.toPlainYearMonth()
  return Array.from({ length: count }, (_, index) => current.subtract({ months: index + 1 }))
}

/** First and last day of a month. */
export function daysOf(month: Temporal.PlainYearMonth): {
  first: Temporal.PlainDate
  last: Temporal.PlainDate
} {
  return { first: month.toPlainDate({ day: 1 }), last: month.toPlainDate({ day: month.daysInMonth }) }
}

/** Null where no day of the placement is in the month. Its first and its last day are days of it. */
export function partOfMonth(
  { startedOn, endedOn }: Period,
  month: Temporal.PlainYearMonth,
): PartOfMonth | null {
  const { first, last } = daysOf(month)
  const isBefore = (day: Temporal.PlainDate, other: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(day, other) < 0
  if (isBefore(last, startedOn) || (endedOn !== null && isBefore(endedOn, first))) return null
  return { started: !isBefore(startedOn, first), ended: endedOn !== null && !isBefore(last, endedOn) }
}

/** Counts the placements by employer, in the order in which their employers come, and by sector with a total. */
export function compileMonth(
  rows: readonly (Period & { employer: Employer; purpose: Purpose })[],
  month: Temporal.PlainYearMonth,
): { employers: EmployerMonth[]; sectors: SectorMonth[] } {
  const employers = new Map<number, EmployerMonth>()
  for (const { employer, purpose, ...period } of rows) {
    const part = partOfMonth(period, month)
    if (part === null) continue
    const counts = employers.get(employer.id) ?? { ...employer, ...nothing() }
    employers.set(employer.id, counts)
    counts.placements += 1
    counts.byPurpose[purpose] += 1
    if (part.started) counts.started += 1
    if (part.ended) counts.ended += 1
  }
  const compiled = [...employers.values()]
  return {
    employers: compiled,
    sectors: [...sectors, 'all' as const].map(sector => sectorOf(sector, compiled)),
  }
}

function sectorOf(sector: Sector | 'all', employers: readonly EmployerMonth[]): SectorMonth {
  const chosen = employers.filter(employer => sector === 'all' || employer.sector === sector)
  const total = nothing()
  for (const employer of chosen) {
    total.placements += employer.placements
    total.started += employer.started
    total.ended += employer.ended
    for (const purpose of purposes) total.byPurpose[purpose] += employer.byPurpose[purpose]
  }
  return { sector, employers: chosen.length, ...total }
}

function nothing(): MonthCounts {
  return {
    placements: 0,
    started: 0,
    ended: 0,
    byPurpose: { language: 0, work_training: 0, employment_step: 0 },
  }
}
