import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { traits } from '../../src/domain/tally.ts'
import { anyPlacements } from '../support/any-placements.ts'
import { determined, equationsOf, nameOf } from '../support/attack.ts'
import { talliesOf } from '../support/ended-placement.ts'
import { allFilters, allPeriods, countsIn, quarterPeriods, reportsOn } from '../support/published-counts.ts'

const afterTheYear = Temporal.PlainDate.from('2012-06-01')
const inAugust = Temporal.PlainDate.from('2011-08-20')

/** Letters and ways of answering are not about persons: of them a zero may be told (split.ts). */
const aboutLetters = ['surveyed', 'answered']

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
            for (const { count, measure } of countsIn(report(period, {})))
              if (count !== null && !(aboutLetters.includes(measure) && count === 0))
                expect(count === 0 || count >= 5).toBe(true)
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
