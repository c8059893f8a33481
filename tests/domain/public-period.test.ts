import { describe, expect, test } from 'vitest'
import { monthsOverAround, periodsWithin, piecesOf } from '../../src/domain/public-period.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const today = day('2012-05-10')

describe('a public period', () => {
  test.each([
    ['a year', '2011-01-01', '2011-12-31', ['2011']],
    ['two years', '2010-01-01', '2011-12-31', ['2010', '2011']],
    ['a quarter', '2011-04-01', '2011-06-30', ['2011-Q2']],
    ['a month', '2012-02-01', '2012-02-29', ['2012-02']],
    ['the last month that is over', '2012-04-01', '2012-04-30', ['2012-04']],
    ['months across two quarters', '2011-02-01', '2011-05-31', ['2011-02', '2011-03', '2011-04', '2011-05']],
    ['quarters across two years', '2010-10-01', '2012-01-31', ['2010-Q4', '2011', '2012-01']],
  ])('of %s is the fewest whole pieces', (_case, from, to, keys) => {
    const read = piecesOf({ from: day(from), to: day(to) }, today)
    expect('pieces' in read && read.pieces.map(({ key }) => key)).toEqual(keys)
  })

  test.each([
    ['that begins within a month', '2011-01-02', '2011-12-31', 'not_whole_months'],
    ['that ends a day early', '2011-01-01', '2011-12-30', 'not_whole_months'],
    ['that ends on 28 February of a leap year', '2012-02-01', '2012-02-28', 'not_whole_months'],
    ['that ends with the month that goes on', '2012-01-01', '2012-05-31', 'not_over'],
    ['that lies ahead', '2013-01-01', '2013-12-31', 'not_over'],
  ])('%s has no figures', (_case, from, to, problem) => {
    expect(piecesOf({ from: day(from), to: day(to) }, today)).toEqual({ problem })
  })

  test('is decided by the months of its years that are over', () => {
    const months = monthsOverAround({ from: day('2012-02-01'), to: day('2012-02-29') }, today)
    expect(months).toEqual(['2012-01', '2012-02', '2012-03', '2012-04'])
    expect(periodsWithin('2012', 'quarter', months).map(({ key }) => key)).toEqual(['2012-Q1'])
    expect(periodsWithin('2012', 'year', months)).toEqual([])
  })
})
