import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/domain/report.ts'
import { leastChange, reportChanges, tellChanges } from '../../src/domain/report-changes.ts'
import { anyReport, madeUpReport, outcomeRowOf } from '../support/published-report.ts'

const report = madeUpReport()

/** The same report with other figures for women and men. */
function bySex(women: number | null, men: number | null): Report {
  const rows = [
    outcomeRowOf({ sex: 'woman' }, { ended: women, known: 100, yes: 30 }),
    outcomeRowOf({ sex: 'man' }, { ended: men, known: 60, yes: 10 }),
  ]
  return madeUpReport({ tables: [{ by: ['sex'], rows }, ...report.tables.slice(1)] })
}

describe('what changed', () => {
  it('is each figure that differs, with its place and both values', () => {
    expect(reportChanges(report, bySex(126, 80))).toEqual([
      {
        table: 'outcomes',
        by: ['sex'],
        group: { sex: 'woman' },
        measure: 'ended',
        isShare: false,
        before: 120,
        after: 126,
      },
    ])
  })

  it('has a hidden count, and one that is in one report only, as null', () => {
    expect(reportChanges(report, bySex(null, 80))).toMatchObject([{ before: 120, after: null }])
    const { list } = report.hosts ?? { list: [] }
    const without = madeUpReport({ hosts: { bySector: report.hosts?.bySector ?? [], list: [] } })
    expect(list).toHaveLength(1)
    expect(reportChanges(without, report)).toMatchObject([
      { table: 'hosts', group: { host: '7' }, measure: 'placements', before: null, after: 20 },
      { table: 'hosts', group: { host: '7' }, measure: 'answered', before: null, after: 10 },
    ])
  })

  it.each<[string, Partial<Report>, string, string]>([
    ['at the top', { placements: { ...report.placements, known: 165 } }, 'placements', 'known'],
    ['without a sex', { withoutSex: 6 }, 'placements', 'without_sex'],
    ['of rates', { rates: { ...report.rates, response: 0.6 } }, 'placements', 'response'],
    [
      'of details',
      { details: [{ detail: 'form', by: [], rows: [{ group: {}, of: 45, counts: { permanent: 25 } }] }] },
      'form',
      'of',
    ],
    ['of days', { answerDays: [{ firstDay: 0, lastDay: 3, answers: 61 }] }, 'answer_days', 'answers'],
    [
      'of sectors',
      { hosts: { bySector: [{ sector: 'all', hosts: 46, new: 10, returning: 30 }], list: [] } },
      'host_sectors',
      'hosts',
    ],
  ])('is told %s', (_words, changes, table, measure) => {
    expect(reportChanges(report, madeUpReport(changes))).toContainEqual(
      expect.objectContaining({ table, measure }),
    )
  })

  it('is nothing between a report and itself, whatever the order of what tells a row apart', () => {
    fc.assert(
      fc.property(anyReport, some => {
        expect(reportChanges(some, some)).toEqual([])
      }),
    )
    const turned = (group: object) =>
      madeUpReport({ tables: [{ by: ['sex', 'unit'], rows: [outcomeRowOf(group, { ended: 20 })] }] })
    expect(reportChanges(turned({ sex: 'man', unit: '1' }), turned({ unit: '1', sex: 'man' }))).toEqual([])
  })

  it('turned round, is the same figures with before and after exchanged', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (one, other) => {
        const turned = reportChanges(other, one).map(({ before, after, ...place }) => {
          return { ...place, before: after, after: before }
        })
        const byText = (list: object[]) => list.map(change => JSON.stringify(change)).toSorted()
        expect(byText(turned)).toEqual(byText(reportChanges(one, other)))
      }),
    )
  })
})

describe('what is told of it', () => {
  const toldBetween = (one: Report, other: Report) => tellChanges(reportChanges(one, other))

  it.each([
    [4, []],
    [5, [{ before: 120, after: 125 }]],
    [-5, [{ before: 120, after: 115 }]],
    [-4, []],
  ])('a count that changed by %i', (difference, told) => {
    expect(toldBetween(report, bySex(120 + difference, 80))).toMatchObject([
      { table: 'outcomes', by: ['sex'], figures: 1, told },
    ])
  })

  it('a count that was or is hidden is told as changed only', () => {
    expect(toldBetween(bySex(null, 80), report)).toMatchObject([{ figures: 1, told: [] }])
  })

  it('a large change is not told beside a small one in the same table, for the total would tell the small one', () => {
    expect(toldBetween(report, bySex(126, 81))).toMatchObject([{ figures: 2, told: [] }])
  })

  it('a share is counted and never told', () => {
    const changed = madeUpReport({ rates: { ...report.rates, response: 0.6 } })
    expect(toldBetween(report, changed)).toMatchObject([{ table: 'placements', figures: 1, told: [] }])
  })

  it('never holds a small change, nor leaves a changed figure uncounted, between any two reports', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (one, other) => {
        const changes = reportChanges(one, other)
        const tables = tellChanges(changes)
        expect(tables.reduce((sum, { figures }) => sum + figures, 0)).toBe(changes.length)
        for (const { before, after } of tables.flatMap(({ told }) => told)) {
          expect(before).not.toBeNull()
          expect(Math.abs(Number(after) - Number(before))).toBeGreaterThanOrEqual(leastChange)
        }
      }),
    )
  })
})
