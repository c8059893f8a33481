import { describe, expect, it } from 'vitest'
import type { Funding } from '../../src/domain/codes.ts'
import { districtFacts, type RegisterCounts } from '../../src/domain/district-facts.ts'

type Line = [sex: string, funding: Funding, persons: number]

/** As the register tells them: by funding, and of all together. */
function lines(...told: Line[]): RegisterCounts[] {
  const sexes = [...new Set(told.map(([sex]) => sex))]
  const ofAll = sexes.map(sex => {
    const persons = told.filter(line => line[0] === sex).reduce((sum, line) => sum + line[2], 0)
    return { sex, funding: null, persons, placements: persons }
  })
  return [
    ...told.map(([sex, funding, persons]) => ({ sex, funding, persons, placements: persons + 1 })),
    ...ofAll,
  ]
}

function shown(...told: Line[]) {
  return Object.fromEntries(
    districtFacts(lines(...told)).rows.map(({ funding, counts }) => [
      funding,
      [counts.woman.persons, counts.man.persons],
    ]),
  )
}

describe('what a district board is told that the register holds', () => {
  it('is placements and persons by sex and funding, and of all together', () => {
    const { rows } = districtFacts(
      lines(
        ['woman', 'income_support', 8],
        ['man', 'income_support', 9],
        ['woman', 'other', 6],
        ['man', 'other', 5],
      ),
    )
    expect(rows[0]).toEqual({
      funding: 'income_support',
      counts: { woman: { placements: 9, persons: 8 }, man: { placements: 10, persons: 9 } },
    })
    expect(rows.map(({ funding }) => funding)).toEqual(['income_support', 'other', 'all'])
  })

  it('is nothing of what is under five, nor what could be had by subtracting it', () => {
    expect(
      shown(
        ['woman', 'activity_grant', 20],
        ['man', 'activity_grant', 21],
        ['woman', 'income_support', 8],
        ['man', 'income_support', 9],
        ['woman', 'other', 4],
        ['man', 'other', 5],
      ),
    ).toEqual({ activity_grant: [20, 21], income_support: [null, null], other: [null, null], all: [32, 35] })
  })

  it('shows five, and hides four', () => {
    expect(shown(['woman', 'other', 5], ['man', 'other', 5])).toMatchObject({ other: [5, 5], all: [5, 5] })
    expect(shown(['woman', 'other', 5], ['man', 'other', 4])).toMatchObject({
      other: [null, null],
      all: [null, null],
    })
  })

  it('hides of two fundings both where one is too small, and still tells all together', () => {
    expect(
      shown(
        ['woman', 'income_support', 8],
        ['man', 'income_support', 9],
        ['woman', 'other', 1],
        ['man', 'other', 2],
      ),
    ).toEqual({ income_support: [null, null], other: [null, null], all: [9, 11] })
  })

  it('hides a sex that nobody has: that all are of the other would be told of each', () => {
    expect(shown(['woman', 'income_support', 8])).toMatchObject({ all: [null, null] })
  })

  it('tells nobody without a registered sex', () => {
    const told = shown(['woman', 'other', 5], ['man', 'other', 6], ['unknown', 'other', 9])
    expect(told).toEqual({ other: [5, 6], all: [5, 6] })
  })

  it('is nothing where nothing is registered', () => {
    expect(districtFacts([])).toEqual({ rows: [] })
  })
})
