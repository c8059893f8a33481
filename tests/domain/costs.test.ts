import { describe, expect, it } from 'vitest'
import { costsOf, type ReturnedCosts, type SupportedPlacements } from '../../src/domain/costs.ts'

const quarters = ['2011-Q1', '2011-Q2', '2011-Q3', '2011-Q4']
const grants = { woman: { grant: 10, all: 40 }, man: { grant: 5, all: 10 } }

type Told = [district: string, period: string, woman: [number, number] | null, man?: [number, number]]

/** Persons and kronor of women and men; null for a return that is missing. */
function returned(...told: Told[]): ReturnedCosts[] {
  return told.map(([district, period, woman, man = [0, 0]]) => ({
    district,
    period,
    values: woman && {
      persons_woman: String(woman[0]),
      paid_woman: String(woman[1]),
      persons_man: String(man[0]),
      paid_man: String(man[1]),
    },
  }))
}

function count(
  returns: ReturnedCosts[],
  periods: readonly string[] = quarters,
  exact = false,
  supported: SupportedPlacements[] = [],
) {
  return costsOf({ returns, supported, grants, periods, exact })
}

/** What each row shows as paid to women and to men. */
function paid(...asked: Parameters<typeof count>) {
  return Object.fromEntries(
    count(...asked).rows.map(({ district, woman, man }) => [district ?? 'all', [woman.paid, man.paid]]),
  )
}

describe('what the boards have paid', () => {
  const year = returned(
    ['Farsta', '2011-Q1', [10, 100_000.1], [8, 80_000]],
    ['Farsta', '2011-Q2', [10, 200_000.2], [8, 90_000]],
    ['Kista', '2011-Q1', [6, 60_000], [5, 50_000]],
    ['Kista', '2011-Q2', null],
  )

  it('is added up by board and sex, with the total last', () => {
    expect(paid(year)).toEqual({
      Farsta: [300_000.3, 170_000],
      Kista: [60_000, 50_000],
      all: [360_000.3, 220_000],
    })
    expect(paid(year, ['2011-Q1'])).toEqual({
      Farsta: [100_000.1, 80_000],
      Kista: [60_000, 50_000],
      all: [160_000.1, 130_000],
    })
  })

  it('tells what is missing, by board and period', () => {
    expect(count(year).missing).toEqual([{ district: 'Kista', period: '2011-Q2' }])
    expect(count(year, ['2011-Q1']).missing).toEqual([])
  })

  it('is nothing where no period lies within, or no board has answered', () => {
    expect(count(year, []).rows).toEqual([])
    expect(count(year, []).periods).toEqual([])
    expect(count(returned(['Kista', '2011-Q2', null])).rows).toEqual([])
  })
})

describe('what a placement month has cost', () => {
  it('is what was paid by the days of placements with income support, of the returns there are', () => {
    const returns = returned(['Farsta', '2011-Q1', [10, 100_000], [8, 80_000]], ['Farsta', '2011-Q2', null])
    const line = { district: 'Farsta', sex: 'woman', persons: 10 }
    const supported = [
      { ...line, period: '2011-Q1', days: 304.375 },
      { ...line, period: '2011-Q2', days: 9_999 },
      { ...line, district: 'Kista', period: '2011-Q1', days: 9_999 },
    ]
    const { rows } = count(returns, quarters, false, supported)
    expect(rows.at(-1)?.woman).toEqual({ paid: 100_000, perMonth: 10_000 })
    expect(rows.at(-1)?.man).toEqual({ paid: 80_000, perMonth: null })
  })
})

describe('an amount of fewer than five persons', () => {
  const few = returned(
    ['Farsta', '2011-Q1', [10, 100_000], [8, 80_000]],
    ['Kista', '2011-Q1', [4, 40_000], [5, 50_000]],
    ['Norrmalm', '2011-Q1', [20, 200_000], [21, 210_000]],
  )

  it('is hidden, and another with it, so that it is not the total less the others', () => {
    expect(paid(few)).toEqual({
      Farsta: [null, null],
      Kista: [null, null],
      Norrmalm: [200_000, 210_000],
      all: [340_000, 340_000],
    })
  })

  it('is shown in the exact report', () => {
    expect(paid(few, quarters, true)).toMatchObject({ Kista: [40_000, 50_000] })
  })

  it('is shown with five', () => {
    const enough = returned(
      ['Farsta', '2011-Q1', [5, 100_000], [5, 80_000]],
      ['Kista', '2011-Q1', [5, 1], [5, 1]],
    )
    expect(paid(enough)).toMatchObject({ Farsta: [100_000, 80_000], Kista: [1, 1] })
  })

  it('is hidden where it is that of all the boards', () => {
    expect(paid(returned(['Farsta', '2011-Q1', [4, 100_000], [8, 80_000]]))).toEqual({
      Farsta: [null, null],
      all: [null, null],
    })
  })

  it('is hidden where fewer than five are behind the cost of a month', () => {
    const supported = [{ district: 'Farsta', period: '2011-Q1', sex: 'woman', persons: 4, days: 90 }]
    const returns = returned(['Farsta', '2011-Q1', [6, 100_000], [8, 80_000]])
    expect(paid(returns, quarters, false, supported)).toMatchObject({ all: [null, null] })
  })

  it('may be nothing: no kronor are nobody’s', () => {
    expect(paid(returned(['Farsta', '2011-Q1', [9, 90_000], [0, 0]]))).toMatchObject({ Farsta: [90_000, 0] })
  })

  it('is hidden of a quarter and of another with it, and told of the year', () => {
    const year = returned(
      ['Farsta', '2011-Q1', [10, 1], [10, 1]],
      ['Farsta', '2011-Q2', [2, 2], [10, 1]],
      ['Farsta', '2011-Q3', [11, 3], [10, 1]],
      ['Farsta', '2011-Q4', [20, 4], [20, 1]],
    )
    const total = (periods: readonly string[]) => paid(year, periods).all?.[0]
    expect(quarters.map(quarter => total([quarter]))).toEqual([null, null, 3, 4])
    expect(total(quarters)).toBe(10)
    expect(total(['2011-Q3', '2011-Q4'])).toBe(7)
    expect(total(['2011-Q1', '2011-Q3'])).toBeNull()
  })
})

describe('the share of activity grant', () => {
  it('is that of women’s and of men’s placements', () => {
    expect(count([]).activityGrant).toEqual({ woman: 0.25, man: 0.5 })
  })

  it.each([[{ grant: 4, all: 20 }], [{ grant: 16, all: 20 }], [{ grant: 0, all: 20 }]])(
    'is hidden of both where it is of fewer than five: %j',
    woman => {
      const told = { returns: [], supported: [], periods: [], grants: { woman, man: { grant: 5, all: 10 } } }
      expect(costsOf({ ...told, exact: false }).activityGrant).toEqual({ woman: null, man: null })
      expect(costsOf({ ...told, exact: true }).activityGrant.woman).toBe(woman.grant / 20)
    },
  )
})
