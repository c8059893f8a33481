import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Sector } from '../../src/domain/codes.ts'
import type { Report } from '../../src/domain/report.ts'
import { anyPlacements } from '../support/any-placements.ts'
import type { EndedPlacement } from '../support/ended-placement.ts'
import { createLinearSystem } from '../support/linear-system.ts'
import { reportOf } from '../support/report-of.ts'

/** So many placements at a host that ended in a month, the first of which led to work. */
function placementsAt(
  host: number,
  sector: Sector,
  {
    ended,
    employed = 0,
    month = '2011-02',
    sex = 'woman' as EndedPlacement['sex'],
  }: {
    ended: number
    employed?: number
    month?: string
    sex?: EndedPlacement['sex']
  },
): EndedPlacement[] {
  return Array.from({ length: ended }, (_, index) => ({
    month,
    sex: sex === 'woman' && index % 2 === 1 ? 'man' : sex,
    purpose: 'employment_step',
    unit: '1',
    district: 'Farsta',
    sector,
    funding: 'other',
    length: 'under_8_weeks',
    end_reason: 'as_planned',
    host,
    standing: index < employed ? 'yes.link' : 'no.link',
    letter: '1',
    days: '3',
  }))
}

function hostsIn(report: Report) {
  return report.hosts?.list.map(({ id, placements, answered, employed }) => ({
    id,
    placements,
    answered,
    employed,
  }))
}

describe('the hosts of a public report', () => {
  test('are counted without those who have no registered sex, who would be the difference to the tables', () => {
    const rows = [
      ...placementsAt(1, 'private', { ended: 60, employed: 20 }),
      ...placementsAt(2, 'private', { ended: 60, employed: 20 }),
      ...placementsAt(2, 'private', { ended: 1, employed: 1, sex: 'unknown' }),
    ]
    expect(
      hostsIn(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }))?.map(({ placements }) => placements),
    ).toEqual([60, 60])
    const exact = reportOf(rows, { from: '2011-01-01', to: '2011-12-31', exact: true })
    expect(hostsIn(exact)?.map(({ placements }) => placements)).toEqual([61, 60])
  })

  test('get their company from their own sector, whose total less the others would tell them', () => {
    const rows = [
      ...placementsAt(1, 'non_profit', { ended: 60, employed: 20 }),
      ...placementsAt(2, 'non_profit', { ended: 3, employed: 3 }),
      ...placementsAt(3, 'private', { ended: 40, employed: 10 }),
      ...placementsAt(4, 'private', { ended: 50, employed: 10 }),
    ]
    const told = hostsIn(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }))
    expect(
      told
        ?.filter(({ placements }) => placements === null)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 2])
  })

  test('without figures are named for whole years, and for no shorter period', () => {
    const rows = [
      ...placementsAt(1, 'private', { ended: 60, employed: 20 }),
      ...placementsAt(2, 'private', { ended: 3 }),
      ...placementsAt(3, 'private', { ended: 4 }),
    ]
    expect(hostsIn(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }))?.length).toBe(3)
    expect(hostsIn(reportOf(rows, { from: '2011-02-01', to: '2011-02-28' }))).toEqual([])
  })

  test('tell nothing hidden of a host, by whatever is subtracted from its sector and its year', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(anyPlacements, rows => {
        expect(determinedHosts(rows)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('are not told for a host whose only placement has no registered sex', () => {
    const rows = [
      ...placementsAt(1, 'private', { ended: 60, employed: 20 }),
      ...placementsAt(2, 'municipal', { ended: 1, employed: 1, sex: 'unknown' }),
    ]
    const told = hostsIn(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }))
    expect(told?.map(({ id, placements }) => ({ id, placements }))).toEqual([
      { id: 1, placements: 60 },
      { id: 2, placements: null },
    ])
  })
})

const periods = [
  ['2011-01-01', '2011-12-31', [1, 2, 3, 4]],
  ['2011-01-01', '2011-03-31', [1]],
  ['2011-04-01', '2011-06-30', [2]],
  ['2011-07-01', '2011-09-30', [3]],
  ['2011-10-01', '2011-12-31', [4]],
] as const

/**
 * Hidden figures of hosts that follow from all that is told of hosts and of their sectors, in the year and its quarters.
 * A host where nobody with a registered sex was has nobody in its figures: that they are none tells of no placement.
 */
function determinedHosts(rows: readonly EndedPlacement[]): string[] {
  const counted = new Set(rows.flatMap(({ host, sex }) => (sex === 'unknown' ? [] : [host])))
  const sectors = new Map(rows.map(({ host, sector }) => [host, sector]))
  const placed = rows.map(row => ({ ...row, sector: sectors.get(row.host) ?? row.sector }))
  const reports = periods.map(([from, to, quarters]) => ({
    from,
    to,
    quarters,
    report: reportOf(placed, { from, to }),
  }))
  return (['ended', 'answered', 'employed'] as const).flatMap(figure => {
    const system = createLinearSystem()
    const numbers = new Map<string, number>()
    const numberOf = (name: string) => {
      numbers.set(name, numbers.get(name) ?? numbers.size)
      return numbers.get(name) ?? 0
    }
    const hidden: { name: string; cells: number[] }[] = []
    for (const { from, to, quarters, report } of reports) {
      const cells = (ids: readonly number[]) =>
        ids.flatMap(id => quarters.map(quarter => numberOf(`${id} ${quarter}`)))
      const measure = ({ ended: 'ended', answered: 'answered', employed: 'yes' } as const)[figure]
      for (const { group, counts } of report.tables.find(({ by }) => by[0] === 'sector')?.rows ?? [])
        if (counts[measure] !== null)
          system.publish(cells([...sectors].flatMap(([id, sector]) => (sector === group.sector ? [id] : []))))
      for (const host of report.hosts?.list ?? []) {
        const count = { ended: host.placements, answered: host.answered, employed: host.employed }[figure]
        if (count === null && counted.has(host.id))
          hidden.push({ name: `${host.id} ${from} ${to} ${figure}`, cells: cells([host.id]) })
        else if (count !== null) system.publish(cells([host.id]))
      }
    }
    return hidden.flatMap(({ name, cells }) => (system.isDetermined(cells) ? [name] : []))
  })
}
