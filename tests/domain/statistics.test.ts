import { describe, expect, test } from 'vitest'
import { ratesOf } from '../../src/domain/report-figures.ts'
import { employmentRate, leastBase, readPeriod } from '../../src/domain/statistics.ts'

describe('the three rates', () => {
  test('stand on their own bases: surveyed, ended and known', () => {
    expect(ratesOf({ ended: 200, surveyed: 160, answered: 80, known: 100, yes: 25 }, leastBase)).toEqual({
      response: 0.5,
      knowledge: 0.5,
      employment: { value: 0.25, lower: 0.125, upper: 0.625 },
    })
  })

  test('are null where there is nothing to take a share of', () => {
    expect(ratesOf({ ended: 0, surveyed: 0, answered: 0, known: 0, yes: 0 }, 1)).toEqual({
      response: null,
      knowledge: null,
      employment: { value: null, lower: null, upper: null },
    })
  })

  test.each([
    ['on nineteen', 19, null],
    ['on twenty', 20, 0.5],
  ])('%s known outcomes is %s, %s', (_case, known, value) => {
    const counts = { ended: 30, surveyed: 30, answered: known, known, yes: known / 2 }
    expect(ratesOf(counts, leastBase).employment.value).toBe(value)
  })

  test('are null where a count that they are made of is hidden', () => {
    const hidden = ratesOf({ ended: 200, surveyed: 200, answered: null, known: 100, yes: null }, leastBase)
    expect(hidden).toEqual({
      response: null,
      knowledge: 0.5,
      employment: { value: null, lower: null, upper: null },
    })
  })

  test.each([
    ['nothing is known: anything is possible', { ended: 10, known: 0, employed: 0 }, [null, 0, 1]],
    ['one is known and in work', { ended: 10, known: 1, employed: 1 }, [1, 0.1, 1]],
    ['one is known and not in work', { ended: 10, known: 1, employed: 0 }, [0, 0, 0.9]],
    ['all are known: the bounds meet', { ended: 10, known: 10, employed: 4 }, [0.4, 0.4, 0.4]],
  ])('%s', (_case, counts, [value, lower, upper]) => {
    expect(employmentRate(counts)).toEqual({ value, lower, upper })
  })

  test('hold the employment rate between its bounds for every possible count', () => {
    for (let ended = 1; ended <= 12; ended += 1)
      for (let known = 1; known <= ended; known += 1)
        for (let employed = 0; employed <= known; employed += 1) {
          const { value, lower, upper } = employmentRate({ ended, known, employed })
          expect(value).toBeGreaterThanOrEqual(lower ?? Number.NaN)
          expect(value).toBeLessThanOrEqual(upper ?? Number.NaN)
        }
  })
})

describe('a period', () => {
  test('is two days, of which the last may be the first', () => {
    const day = Temporal.PlainDate.from('2011-12-31')
    expect(readPeriod('2011-12-31', '2011-12-31')).toEqual({ period: { from: day, to: day } })
  })

  test.each([
    ['', '2011-12-31', 'from', 'required'],
    ['2011-01-01', '', 'to', 'required'],
    ['2011-02-29', '2011-12-31', 'from', 'not_a_date'],
    ['2011', '2011-12-31', 'from', 'not_a_date'],
    ['2011-01-01', '31/12 2011', 'to', 'not_a_date'],
    ['2011-01-01', '2011-12-31T00:00', 'to', 'not_a_date'],
    ['2011-01-02', '2011-01-01', 'to', 'end_before_start'],
  ])('from "%s" to "%s" is refused: %s %s', (from, to, field, problem) => {
    expect(readPeriod(from, to)).toEqual({ field, problem })
  })
})
