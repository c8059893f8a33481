import type { Period } from './statistics.ts'

/** From the coarsest to the finest: what public figures are told for. */
export const levels = ['year', 'quarter', 'month'] as const
export type Level = (typeof levels)[number]

/** A calendar year, quarter or month: "2011", "2011-Q3", "2011-07"; `parent` is what it is part of. */
export type Piece = { level: Level; key: string; parent: string; months: readonly string[] }

export type PublicPeriodProblem = 'not_whole_months' | 'not_over'

const monthsIn = { year: 12, quarter: 3, month: 1 } as const satisfies Record<Level, number>

/**
 * A period as the fewest whole years, quarters and months, or why its figures are not public. A longer period is the sum
 * of its pieces, so that it tells nothing that they do not tell; parts of months and months that go on would tell, by
 * subtracting, how single placements went.
 */
export function piecesOf(
  { from, to }: Period,
  today: Temporal.PlainDate,
): { pieces: Piece[] } | { problem: PublicPeriodProblem } {
  if (from.day !== 1 || to.day !== to.daysInMonth) return { problem: 'not_whole_months' }
  const last = to.toPlainYearMonth()
  if (Temporal.PlainYearMonth.compare(last, today.toPlainYearMonth()) >= 0) return { problem: 'not_over' }
  const pieces: Piece[] = []
  let month = from.toPlainYearMonth()
  while (Temporal.PlainYearMonth.compare(month, last) <= 0) {
    const piece = largestFrom(month, last)
    pieces.push(piece)
    month = month.add({ months: piece.months.length })
  }
  return { pieces }
}

/** Every year, quarter or month of the year that is whole among these months. */
export function periodsWithin(year: string, level: Level, months: readonly string[]): Piece[] {
  const first = Temporal.PlainYearMonth.from({ year: Number(year), month: 1 })
  const count = 12 / monthsIn[level]
  return Array.from({ length: count }, (_, index) =>
    pieceAt(first.add({ months: index * monthsIn[level] }), level),
  ).filter(piece => piece.months.every(month => months.includes(month)))
}

/** The months of the years in which the period lies that are over: what decides what may be told of the period. */
export function monthsOverAround({ from, to }: Period, today: Temporal.PlainDate): string[] {
  const first = Temporal.PlainYearMonth.from({ year: from.year, month: 1 })
  const count = (to.year - from.year + 1) * 12
  const current = today.toPlainYearMonth()
  return Array.from({ length: count }, (_, index) => first.add({ months: index }))
    .filter(month => Temporal.PlainYearMonth.compare(month, current) < 0)
    .map(String)
}

/** The quarter of a month: "2011-07" is in "2011-Q3". */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`
}

function largestFrom(month: Temporal.PlainYearMonth, last: Temporal.PlainYearMonth): Piece {
  const level = levels.find(candidate => {
    const begins = (month.month - 1) % monthsIn[candidate] === 0
    const end = month.add({ months: monthsIn[candidate] - 1 })
    return begins && Temporal.PlainYearMonth.compare(end, last) <= 0
  })
  return pieceAt(month, level ?? 'month')
}

function pieceAt(first: Temporal.PlainYearMonth, level: Level): Piece {
  const months = Array.from({ length: monthsIn[level] }, (_, index) => String(first.add({ months: index })))
  const year = String(first).slice(0, 4)
  const quarter = quarterOf(String(first))
  const names = {
    year: { key: year, parent: '' },
    quarter: { key: quarter, parent: year },
    month: { key: String(first), parent: quarter },
  }
  return { level, months, ...names[level] }
}
