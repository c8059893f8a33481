import { describe, expect, test } from 'vitest'
import { purposes, sexes } from '../../src/domain/codes.ts'
import { completeCells, type OutcomeCell, outcomes } from '../../src/domain/outcome.ts'
import { employedIn, employmentRate, employmentRows, rates, readPeriod } from '../../src/domain/statistics.ts'

describe('the three rates', () => {
  test('stand on their own bases: surveyed, ended and known', () => {
    const placements = { ended: 200, surveyed: 160, answered: 80, known: 100 }
    expect(rates(placements, 25)).toEqual({
      response: 0.5,
      knowledge: 0.5,
      employment: { value: 0.25, lower: 0.125, upper: 0.625 },
    })
  })

  test('are null where there is nothing to take a share of', () => {
    expect(rates({ ended: 0, surveyed: 0, answered: 0, known: 0 }, 0)).toEqual({
      response: null,
      knowledge: null,
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

describe('cells', () => {
  const nothing = { employment: [], form: [], hours: [], subsidised: [] }

  test('are complete and in the order of the codes, whatever was counted', () => {
    const counted: OutcomeCell = { sex: 'man', purpose: 'language', answer: 'not_yet', count: 3 }
    const { employment, form, hours, subsidised } = completeCells({ ...nothing, employment: [counted] })
    expect(employment).toHaveLength(sexes.length * purposes.length * outcomes.length)
    expect(employment[0]).toEqual({ sex: 'woman', purpose: 'language', answer: 'yes', count: 0 })
    expect(employment.at(-1)).toEqual({
      sex: 'unknown',
      purpose: 'employment_step',
      answer: 'unknown',
      count: 0,
    })
    expect(employment.filter(cell => cell.count > 0)).toEqual([counted])
    expect([form.length, hours.length, subsidised.length]).toEqual([18, 9, 9])
  })

  test('add up to the rows and totals of the employment table', () => {
    const numbered = completeCells(nothing).employment.map((cell, index) => ({ ...cell, count: index }))
    const rows = employmentRows(numbered)
    const total = numbered.reduce((sum, { count }) => sum + count, 0)
    expect(rows).toHaveLength(16)
    for (const sex of [...sexes, 'all'])
      expect(sumOfEnded(rows.filter(row => row.sex === sex && row.purpose !== 'all'))).toBe(
        rows.find(row => row.sex === sex && row.purpose === 'all')?.ended,
      )
    expect(rows.at(-1)).toMatchObject({ purpose: 'all', sex: 'all', ended: total })
    expect(rows.at(-1)?.counts.yes).toBe(employedIn({ employment: numbered }))
  })

  test('without an answer widen the bounds of their row, and are no part of its known outcomes', () => {
    const [row] = employmentRows([
      { sex: 'woman', purpose: 'language', answer: 'yes', count: 1 },
      { sex: 'woman', purpose: 'language', answer: 'no', count: 1 },
      { sex: 'woman', purpose: 'language', answer: 'unknown', count: 2 },
    ])
    expect(row).toMatchObject({
      ended: 4,
      known: 2,
      employment: { value: 0.5, lower: 0.25, upper: 0.75 },
    })
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

function sumOfEnded(rows: { ended: number }[]): number {
  return rows.reduce((sum, { ended }) => sum + ended, 0)
}
