import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeReport, encodeReport } from '../../src/domain/published-report.ts'
import { anyReport, madeUpReport } from '../support/published-report.ts'

/** As the database keeps it: nothing but JSON. */
function kept(stored: object): unknown {
  return JSON.parse(JSON.stringify(stored))
}

it('any report reads as it was stored', () => {
  fc.assert(
    fc.property(anyReport, report => {
      expect(decodeReport(kept(encodeReport(report)))).toEqual(report)
    }),
  )
})

it('what an older definition did not count reads as hidden or empty', () => {
  const report = madeUpReport()
  const { period } = encodeReport(report)
  expect(decodeReport({ definition: 0, period })).toEqual({
    ...report,
    definition: 0,
    placements: { ended: null, surveyed: null, answered: null, known: null },
    rates: { response: null, knowledge: null, employment: { value: null, lower: null, upper: null } },
    tables: [],
    details: [],
    answerDays: [],
    hosts: null,
    unitNames: {},
  })
  const rows = [{ group: { sex: 'woman' }, counts: { ended: 12 } }]
  const { tables } = decodeReport({ definition: 0, period, tables: [{ by: ['sex'], rows }] })
  expect(tables[0]?.rows[0]).toMatchObject({
    counts: { ended: 12, known: null, yes: null, unknown: null },
    rates: { response: null, employment: { value: null } },
  })
})

it('exact figures are never stored', () => {
  expect(() => encodeReport(madeUpReport({ exact: true }))).toThrow('never published')
})
