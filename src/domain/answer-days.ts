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
  const days = daysIn(cube, months)
  const lastDay = days.at(-1)
  if (lastDay === undefined) return []
  const known = {
    trait: null,
    value: null,
    bySex: false,
    purpose: null,
    split: 'known',
    part: 'known',
  } as const
  if (disclosure && !disclosure.isShown(pieces, known)) return []
  const starts = disclosure ? commonStarts(pieces.map(piece => startsFor(cube, piece, monthsOver))) : days
  return starts.map((firstDay, index) => {
    const end = (starts[index + 1] ?? lastDay + 1) - 1
    return { firstDay, lastDay: end, answers: countDays(source, firstDay, end) }
  })
}

function daysIn(cube: Cube, months: readonly string[]): number[] {
  const days = cube.parts('days', months).map(Number)
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

/** The days that every piece with answers tells apart. */
function commonStarts(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists.filter(list => list.length > 0)
  return first.filter(day => others.every(list => list.includes(day)))
}

/** Where the days begin that are told together: with enough answers in every period of the year, at this level and above. */
function startsFor(cube: Cube, { level, key }: Piece, monthsOver: readonly string[]): number[] {
  const year = key.slice(0, 4)
  const days = daysIn(
    cube,
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
  return countPart(cube, { months, sexes: registeredSexes }, 'known', 'known') > 0
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
