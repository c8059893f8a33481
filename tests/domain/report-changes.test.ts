import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/domain/report.ts'
import { changesBetween, reportChanges, tellChanges } from '../../src/domain/report-changes.ts'
import { shortForm } from '../../src/domain/short-form.ts'
import { leastCount } from '../../src/domain/suppression.ts'
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

it('between a short form and a whole report is only what both of them tell', () => {
  const short = { report: shortForm(report), form: 'short' } as const
  expect(changesBetween(short, { report, form: 'whole' })).toEqual([])
  const later = { report: madeUpReport({ ...bySex(126, 80), answerDays: [] }), form: 'whole' } as const
  expect(changesBetween(short, later)).toMatchObject([{ table: 'outcomes', by: ['sex'], after: 126 }])
  expect(changesBetween(later, short)).toMatchObject([{ table: 'outcomes', by: ['sex'], before: 126 }])
  expect(changesBetween({ report, form: 'whole' }, later)).toContainEqual(
    expect.objectContaining({ table: 'answer_days' }),
  )
})

describe('what is told of it', () => {
  const toldBetween = (one: Report, other: Report) => tellChanges(reportChanges(one, other))

  const known = (count: number | null, changes: Partial<Report> = {}) =>
    madeUpReport({ placements: { ...report.placements, known: count }, ...changes })

  it.each([
    [4, []],
    [5, [{ measure: 'known', before: 160, after: 165 }]],
    [-5, [{ measure: 'known', before: 160, after: 155 }]],
    [-4, []],
  ])('a count at the top that changed by %i', (difference, told) => {
    expect(toldBetween(report, known(160 + difference))).toEqual([
      { table: 'placements', by: [], figures: 1, told },
    ])
  })

  it('a count that was or is hidden is told as changed only', () => {
    expect(toldBetween(known(null), report)).toMatchObject([{ figures: 1, told: [] }])
  })

  it('of every other table only how many figures changed: with the total, a row would tell the hidden rows', () => {
    expect(toldBetween(report, bySex(220, 80))).toEqual([
      { table: 'outcomes', by: ['sex'], figures: 1, told: [] },
    ])
  })

  it('those without a registered sex, and shares, are counted and never told', () => {
    const { withoutSex } = madeUpReport({ withoutSex: 40 })
    const changed = madeUpReport({ withoutSex, rates: { ...report.rates, response: 0.6 } })
    const before = madeUpReport({ withoutSex: 20 })
    expect(toldBetween(before, changed)).toEqual([{ table: 'placements', by: [], figures: 2, told: [] }])
  })

  it('never holds a small change, nor leaves a changed figure uncounted, between any two reports', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (one, other) => {
        const changes = reportChanges(one, other)
        const tables = tellChanges(changes)
        expect(tables.reduce((sum, { figures }) => sum + figures, 0)).toBe(changes.length)
        expect(tables.filter(({ table, told }) => table !== 'placements' && told.length > 0)).toEqual([])
        for (const { before, after } of tables.flatMap(({ told }) => told)) {
          expect(Math.abs(after - before)).toBeGreaterThanOrEqual(leastCount)
        }
      }),
    )
  })
})
