import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dimension } from '../../src/domain/report.ts'
import { formOn, shortForm } from '../../src/domain/short-form.ts'
import { traits } from '../../src/domain/tally.ts'
import { anyReport, madeUpReport } from '../support/published-report.ts'

const day = Temporal.PlainDate.from
const period = (from: string, to: string) => ({ from: day(from), to: day(to) })

it.each([
  ['2026-03-02', '2026-01-01', '2026-01-31', 'short'],
  ['2026-12-31', '2026-01-01', '2026-11-30', 'short'],
  ['2027-01-01', '2026-01-01', '2026-12-31', 'whole'],
  ['2027-02-01', '2026-12-01', '2026-12-31', 'whole'],
  ['2027-02-01', '2025-01-01', '2026-12-31', 'whole'],
  ['2027-02-01', '2026-01-01', '2027-01-31', 'short'],
] as const)('on %s the report of %s to %s is published in %s form', (today, from, to, form) => {
  expect(formOn(day(today), period(from, to))).toBe(form)
})

describe('the short form', () => {
  const dimensions: Dimension[][] = [
    [],
    ['sex'],
    ['purpose'],
    ['purpose', 'sex'],
    ...traits.map(trait => [trait]),
    ['quarter'],
  ]
  const told = (from: string, to: string) =>
    shortForm(
      madeUpReport({ period: period(from, to), tables: dimensions.map(by => ({ by, rows: [] })) }),
    ).tables.map(({ by }) => by)

  it.each([
    ['a month', '2026-01-01', '2026-01-31', [[], ['sex']]],
    ['a quarter', '2026-01-01', '2026-03-31', [[], ['sex'], ['purpose']]],
    ['two quarters', '2025-10-01', '2026-03-31', [[], ['sex'], ['purpose']]],
    ['a quarter and a month', '2026-01-01', '2026-04-30', [[], ['sex']]],
    ['three months across quarters', '2026-02-01', '2026-04-30', [[], ['sex']]],
  ])('of %s keeps these tables', (_words, from, to, tables) => {
    expect(told(from, to)).toEqual(tables)
  })

  it('keeps the totals and nothing of jobs, days and employers; of itself it is itself', () => {
    fc.assert(
      fc.property(anyReport, report => {
        const short = shortForm(report)
        const { placements, withoutSex, rates } = report
        expect(short).toMatchObject({ placements, withoutSex, rates })
        expect(short).toMatchObject({ details: [], answerDays: [], hosts: null, unitNames: {} })
        expect(shortForm(short)).toEqual(short)
      }),
    )
  })

  it('with filters does not exist', () => {
    expect(() => shortForm(madeUpReport({ filters: { sex: 'man' } }))).toThrow('no short form')
  })
})
