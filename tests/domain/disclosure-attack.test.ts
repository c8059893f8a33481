import { describe, expect, test } from 'vitest'
import { details, type Filters } from '../../src/domain/report.ts'
import type { Period } from '../../src/domain/statistics.ts'
import { type Tally, type Trait, traits } from '../../src/domain/tally.ts'
import { boundedUnderFive, determined, type Equation, equationsOf } from '../support/attack.ts'
import { type EndedPlacement, talliesOf } from '../support/ended-placement.ts'
import { allFilters, allPeriods, countsIn, quarterPeriods, reportsOn } from '../support/published-counts.ts'
import { endedIn2011 } from '../support/year-2011.ts'

/**
 * Somebody collects every report of the year: each filter, each pair of filters, each run of months. Everything shown is an
 * equation; nothing hidden may follow from them. Different traits meet only in the totals, which every system holds.
 */
describe('no hidden count of 2011 can be reckoned', () => {
  test('without a trait, by month', { timeout: 120_000 }, async running => {
    const { tallies, counts } = await published(running, [null], allPeriods(2011))
    const equations = equationsOf(counts, tallies, { trait: null, detail: null })
    expect(hiddenIn(equations).length).toBeGreaterThan(1_000)
    expect(determined(equations).map(name)).toEqual([])
  })

  test.for(details)('of the detail %s', { timeout: 120_000 }, async (detail, running) => {
    const { tallies, counts } = await published(running, [null], allPeriods(2011))
    const equations = equationsOf(counts, tallies, { trait: null, detail })
    expect(hiddenIn(equations).length).toBeGreaterThan(20)
    expect(determined(equations).map(name)).toEqual([])
  })

  test.for(traits)('by %s', { timeout: 120_000 }, async (trait, running) => {
    const { tallies, counts } = await published(running, [null, trait], quarterPeriods(2011))
    const equations = equationsOf(counts, tallies, { trait, detail: null })
    expect(hiddenIn(equations).length).toBeGreaterThan(500)
    expect(determined(equations).map(name)).toEqual([])
  })
})

/** The largest value that every shown count allows, by linear programming; of the traits a sample, for time's sake. */
describe('no hidden count under five is known to be so', () => {
  test('without a trait, by month', { timeout: 240_000 }, async running => {
    const { rows, tallies, counts } = await published(running, [null], allPeriods(2011))
    const equations = equationsOf(counts, tallies, { trait: null, detail: null })
    const small = hiddenIn(equations).filter(equation => exact(rows, equation) < 5)
    expect(small.length).toBeGreaterThan(300)
    expect(await boundedUnderFive(equations, every(6, small))).toEqual([])
  })

  test.for(traits)('by %s', { timeout: 240_000 }, async (trait, running) => {
    const { rows, tallies, counts } = await published(running, [null, trait], quarterPeriods(2011))
    const equations = equationsOf(counts, tallies, { trait, detail: null })
    const small = hiddenIn(equations).filter(equation => exact(rows, equation) < 5)
    const sample = every(Math.ceil(small.length / 25), small)
    expect(sample.length).toBeGreaterThan(10)
    expect(await boundedUnderFive(equations, sample)).toEqual([])
  })
})

async function published(
  running: Parameters<typeof endedIn2011>[0],
  within: readonly (Trait | null)[],
  periods: readonly Period[],
) {
  const rows = await endedIn2011(running)
  const tallies: Tally[] = talliesOf(rows)
  const report = reportsOn(tallies, 2011)
  const filters: Filters[] = allFilters(tallies, within)
  const counts = filters.flatMap(filter =>
    periods.flatMap(period => (isOfInterest(filter, period) ? countsIn(report(period, filter)) : [])),
  )
  return { rows, tallies, counts }
}

/** Filtered runs of months are the sums of years, quarters and months, which are all there. */
function isOfInterest(filters: Filters, { from, to }: Period): boolean {
  const length = to.month - from.month + 1
  const isPiece = [1, 3, 12].includes(length) && (from.month - 1) % length === 0
  return isPiece || Object.keys(filters).length === 0
}

function hiddenIn(equations: readonly Equation[]): Equation[] {
  return equations.filter(({ count }) => count === null)
}

function every<Item>(step: number, items: readonly Item[]): Item[] {
  return items.filter((_, index) => index % step === 0)
}

function name({ months, group, measure }: Equation): string {
  return `${months.at(0)} to ${months.at(-1)}, ${JSON.stringify(group)}, ${measure}`
}

/** Counted one placement at a time. */
function exact(rows: readonly EndedPlacement[], { months, group, measure }: Equation): number {
  return rows.filter(row => {
    const isOfGroup = Object.entries(group).every(
      ([key, value]) => row[key as keyof EndedPlacement] === value,
    )
    const isToldApart = group.sex !== undefined || row.sex !== 'unknown'
    return months.includes(row.month) && isOfGroup && isToldApart && hasMeasure(row.standing, measure)
  }).length
}

function hasMeasure(standing: string, measure: string): boolean {
  const [outcome, way] = standing.split('.')
  if (measure === 'ended') return true
  if (measure === 'surveyed') return way !== 'unasked'
  if (measure === 'answered') return way === 'link'
  return measure === 'known' ? outcome !== 'unknown' : outcome === measure
}
