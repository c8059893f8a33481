import { describe, expect, it } from 'vitest'
import {
  type CostPeriodKind,
  costPeriodIn,
  lastCostPeriod,
  liesWithin,
} from '../../src/domain/cost-period.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

describe('the key of a cost period', () => {
  it.each([
    ['2011-Q1', '2011-01-01', '2011-03-31'],
    ['2011-Q4', '2011-10-01', '2011-12-31'],
    ['2012-Q1', '2012-01-01', '2012-03-31'],
    ['2012', '2012-01-01', '2012-12-31'],
  ])('%s is from %s to %s', (key, from, to) => {
    expect(costPeriodIn(key)).toMatchObject({ key, from: day(from), to: day(to) })
  })

  it.each(['', '2011-Q5', '2011-Q0', '2011-01', 'day_90', '11', '2011-Q1 '])('is not %j', key => {
    expect(costPeriodIn(key)).toBeNull()
  })
})

describe('the last period that is over', () => {
  it.each<[CostPeriodKind, string, string]>([
    ['quarter', '2011-03-31', '2010-Q4'],
    ['quarter', '2011-04-01', '2011-Q1'],
    ['quarter', '2011-06-30', '2011-Q1'],
    ['quarter', '2012-01-01', '2011-Q4'],
    ['year', '2011-12-31', '2010'],
    ['year', '2012-01-01', '2011'],
  ])('of a %s on %s is %s', (kind, today, key) => {
    expect(lastCostPeriod(kind, day(today)).key).toBe(key)
  })
})

describe('a period within another', () => {
  const year = { from: day('2011-01-01'), to: day('2011-12-31') }
  it.each([
    ['2011-01-01', '2011-12-31', true],
    ['2011-04-01', '2011-06-30', true],
    ['2010-12-31', '2011-03-31', false],
    ['2011-10-01', '2012-01-01', false],
  ])('from %s to %s: %s', (from, to, isWithin) => {
    expect(liesWithin({ from: day(from), to: day(to) }, year)).toBe(isWithin)
  })
})
