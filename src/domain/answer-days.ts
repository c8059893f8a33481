import { registeredSexes } from './disclosure.ts'
import { levels, type Piece, periodsWithin } from './public-period.ts'
import type { AnswerDays } from './report.ts'
import type { Source } from './report-figures.ts'
import { countPart } from './split.ts'
import { leastCount } from './suppression.ts'
import type { Cube } from './tally.ts'

/**
 * On which days after the end the answers came. Publicly, days with too few answers are told together with those after
 * them, in the same way for every part of a year, so that no two reports tell them apart.
 */
export function answerDays(source: Source, monthsOver: readonly string[]): AnswerDays[] {
  const { cube, months, pieces, disclosure } = source
  const days = daysIn(source, months)
  if (days.length === 0) return []
  if (!disclosure) return bandsFrom(source, days, days.at(-1) ?? null)
  const told = pieces.filter(piece => hasAnswers(cube, piece))
  const known = { trait: null, value: null, bySex: false, purpose: null } as const
  if (!disclosure.isShown(pieces, { ...known, split: 'voice', part: 'employer' })) return []
  // The last day is that of a single answer: publicly the last days have no end.
  return bandsFrom(source, commonStarts(told.map(piece => startsFor(source, piece, monthsOver))), null)
}

function bandsFrom(source: Source, starts: readonly number[], lastDay: number | null): AnswerDays[] {
  return starts.map((firstDay, index) => {
    const next = starts[index + 1]
    const end = next === undefined ? lastDay : next - 1
    return { firstDay, lastDay: end, answers: countDays(source, firstDay, end ?? longest) }
  })
}

/** More days than an answer can take. */
const longest = 1_000

/** Days on which answers came that may be told of. */
function daysIn(
  { cube, disclosure }: Pick<Source, 'cube' | 'disclosure'>,
  months: readonly string[],
): number[] {
  const sexesTold = disclosure ? { sexes: registeredSexes } : {}
  const isThere = (day: string) => cube.count({ months, ...sexesTold }, 'days', [day]) > 0
  const days = cube.parts('days', months).filter(isThere).map(Number)
  return days.toSorted((one, other) => one - other)
}

function countDays({ cube, months, disclosure }: Source, first: number, last: number): number {
  return cube.count(
    { months, ...(disclosure ? { sexes: registeredSexes } : {}) },
    'days',
    dayParts(first, last),
  )
}

function dayParts(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
}

/** The days that every piece tells apart: none where one of them tells nothing. */
function commonStarts(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists
  return first.filter(day => others.every(list => list.includes(day)))
}

/** Where the days begin that are told together: with enough answers in every period of the year, at this level and above. */
function startsFor(source: Source, { level, key }: Piece, monthsOver: readonly string[]): number[] {
  const { cube } = source
  const year = key.slice(0, 4)
  const days = daysIn(
    source,
    monthsOver.filter(month => month.startsWith(year)),
  )
  const lastDay = days.at(-1) ?? 0
  const told = levels.slice(0, levels.indexOf(level) + 1)
  return told.reduce<number[]>(
    (starts, current) => {
      const periods = periodsWithin(year, current, monthsOver).filter(period => hasAnswers(cube, period))
      return periods.length === 0 ? starts : startsWith(cube, periods, starts, lastDay)
    },
    [...new Set([0, ...days])],
  )
}

function hasAnswers(cube: Cube, { months }: Piece): boolean {
  return countPart(cube, { months, sexes: registeredSexes }, 'voice', 'employer') > 0
}

/** What is too little at the end is told with what comes before it. */
function startsWith(
  cube: Cube,
  periods: readonly Piece[],
  days: readonly number[],
  lastDay: number,
): number[] {
  const starts: number[] = []
  let begun: number | null = null
  for (const [index, day] of days.entries()) {
    begun ??= day
    const parts = dayParts(begun, (days[index + 1] ?? lastDay + 1) - 1)
    const isEnough = periods.every(
      ({ months }) => cube.count({ months, sexes: registeredSexes }, 'days', parts) >= leastCount,
    )
    if (!isEnough) continue
    starts.push(begun)
    begun = null
  }
  return starts
}
