import { expect, test } from 'vitest'
import { chosenPeriods, publicPeriodsNear } from '../../src/domain/period-choices.ts'
import { piecesOf } from '../../src/domain/public-period.ts'
import type { Period } from '../../src/domain/statistics.ts'

const day = Temporal.PlainDate.from
const written = ({ from, to }: Period) => `${from}..${to}`
const periodOf = (text: string): Period => {
  const [from = '', to = ''] = text.split('..')
  return { from: day(from), to: day(to) }
}

test.each([
  ['2012-03-14', ['2012-01-01..2012-02-29', '2011-01-01..2011-12-31', '2012-02-01..2012-02-29']],
  ['2012-01-31', ['2011-01-01..2011-12-31', '2011-12-01..2011-12-31']],
  [
    '2012-12-01',
    ['2012-01-01..2012-11-30', '2011-01-01..2011-12-31', '2011-10-01..2012-09-30', '2012-11-01..2012-11-30'],
  ],
])('on %s the usual periods are whole and over', (today, expected) => {
  const chosen = chosenPeriods(day(today)).map(({ period }) => period)
  expect(chosen.map(written)).toEqual(expected)
  for (const period of chosen) expect(piecesOf(period, day(today))).not.toHaveProperty('problem')
})

test.each([
  ['2011-01-15..2011-03-20', ['2011-02-01..2011-02-28', '2011-01-01..2011-03-31']],
  ['2011-01-15..2011-01-20', ['2011-01-01..2011-01-31']],
  ['2012-01-01..2012-12-31', ['2012-01-01..2012-02-29']],
  ['2012-02-10..2012-03-20', ['2012-02-01..2012-02-29']],
  ['2012-03-01..2012-03-31', []],
  ['2013-01-01..2013-12-31', []],
])('near %s there are the whole months within and around that are over', (asked, expected) => {
  const today = day('2012-03-14')
  const near = publicPeriodsNear(periodOf(asked), today)
  expect(near.map(written)).toEqual(expected)
  for (const period of near) expect(piecesOf(period, today)).not.toHaveProperty('problem')
})
