import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { details } from '../../src/domain/report.ts'
import { traits } from '../../src/domain/tally.ts'
import { anyPlacements } from '../support/any-placements.ts'
import { determined, equationsOf, nameOf } from '../support/attack.ts'
import { type EndedPlacement, participantAnswers, talliesOf } from '../support/ended-placement.ts'
import {
  allFilters,
  allPeriods,
  countsIn,
  type PublishedCount,
  quarterPeriods,
  reportsOn,
} from '../support/published-counts.ts'

const afterTheYear = Temporal.PlainDate.from('2012-06-01')
const inAugust = Temporal.PlainDate.from('2011-08-20')

/** How letters were answered, and who has told, is not about what became of anybody: of that a zero may be told (split.ts). */
function isAboutLetters({ measure }: PublishedCount): boolean {
  return (
    measure === 'surveyed' ||
    measure === 'answered' ||
    measure.startsWith('letter:') ||
    measure.startsWith('basis:') ||
    wholes.includes(measure)
  )
}

/** What the counts of a detail add up to: those who have answered, and the jobs that the employer has told of. */
const wholes = ['form', 'hours', 'subsidised', 'purpose_met', ...participantAnswers].map(
  detail => `${detail}:of`,
)

/** Nobody of the group is there who could be found. */
function isNobody(rows: readonly EndedPlacement[], { months, group, everybody }: PublishedCount): boolean {
  const isOfGroup = (row: EndedPlacement) =>
    Object.entries(group).every(([name, value]) => row[name as keyof EndedPlacement] === value)
  const isTold = ({ sex }: EndedPlacement) => everybody || group.sex !== undefined || sex !== 'unknown'
  return !rows.some(row => months.includes(row.month) && isTold(row) && isOfGroup(row))
}

describe('for any population', () => {
  test.each([
    ['a year that is over', afterTheYear, 12],
    ['the months of a year that goes on', inAugust, 7],
  ])(
    'every count shown of %s is at least five, or a zero where nobody is to be found',
    (_case, today, months) => {
      fc.assert(
        fc.property(anyPlacements, rows => {
          const tallies = talliesOf(rows)
          const report = reportsOn(tallies, 2011, today)
          for (const period of allPeriods(2011, months))
            for (const told of countsIn(report(period, {})))
              if (told.count !== null && told.count < 5)
                expect(told.count === 0 && (isAboutLetters(told) || isNobody(rows, told))).toBe(true)
        }),
        { numRuns: 8 },
      )
    },
  )

  test.each([
    ['a year that is over', afterTheYear, 12],
    ['the months of a year that goes on', inAugust, 7],
  ])('no hidden count of %s follows from those shown, without a trait', (_case, today, months) => {
    fc.assert(
      fc.property(anyPlacements, rows => {
        const tallies = talliesOf(rows)
        const report = reportsOn(tallies, 2011, today)
        const counts = allFilters(tallies, [null]).flatMap(filters =>
          allPeriods(2011, months).flatMap(period => countsIn(report(period, filters))),
        )
        expect(determined(equationsOf(counts, tallies, { trait: null, detail: null })).map(nameOf)).toEqual(
          [],
        )
      }),
      { numRuns: 3 },
    )
  })

  test('nor of any detail', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyPlacements, rows => {
        const tallies = talliesOf(rows)
        const report = reportsOn(tallies, 2011, afterTheYear)
        const counts = allFilters(tallies, [null]).flatMap(filters =>
          quarterPeriods(2011).flatMap(period => countsIn(report(period, filters))),
        )
        for (const detail of details)
          expect(determined(equationsOf(counts, tallies, { trait: null, detail })).map(nameOf)).toEqual([])
      }),
      { numRuns: 4 },
    )
  })

  test.each(traits)('nor by %s', trait => {
    fc.assert(
      fc.property(anyPlacements, rows => {
        const tallies = talliesOf(rows)
        const report = reportsOn(tallies, 2011, afterTheYear)
        const counts = allFilters(tallies, [null, trait]).flatMap(filters =>
          quarterPeriods(2011).flatMap(period => countsIn(report(period, filters))),
        )
        expect(determined(equationsOf(counts, tallies, { trait, detail: null })).map(nameOf)).toEqual([])
      }),
      { numRuns: 3 },
    )
  })
})
