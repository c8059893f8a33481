import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeForm, decodeReport, encodeReport, obstacleTo } from '../../src/domain/published-report.ts'
import { reportForms } from '../../src/domain/short-form.ts'
import { anyReport, madeUpReport } from '../support/published-report.ts'

/** As the database keeps it: nothing but JSON. */
function kept(stored: object): unknown {
  return JSON.parse(JSON.stringify(stored))
}

it('any report reads as it was stored', () => {
  fc.assert(
    fc.property(anyReport, fc.constantFrom(...reportForms), (report, form) => {
      expect(decodeReport(kept(encodeReport(report, form)))).toEqual(report)
      expect(decodeForm(kept(encodeReport(report, form)))).toBe(form)
    }),
  )
})

it('what an older definition did not count reads as hidden or empty', () => {
  const report = madeUpReport()
  const { period } = encodeReport(report, 'whole')
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
  expect(decodeForm({ definition: 0, period })).toBe('whole')
  const rows = [{ group: { sex: 'woman' }, counts: { ended: 12 } }]
  const { tables } = decodeReport({ definition: 0, period, tables: [{ by: ['sex'], rows }] })
  expect(tables[0]?.rows[0]).toMatchObject({
    counts: { ended: 12, known: null, yes: null, unknown: null },
    rates: { response: null, employment: { value: null } },
  })
})

it('exact figures are never stored', () => {
  expect(() => encodeReport(madeUpReport({ exact: true }), 'whole')).toThrow('never published')
})

it('a report with filters waits until the year is over, and whatever tells nothing is never published', () => {
  const women = madeUpReport({ filters: { sex: 'woman' } })
  expect(obstacleTo(women, 'short')).toBe('year_not_over')
  expect(obstacleTo(women, 'whole')).toBeNull()
  expect(obstacleTo(madeUpReport(), 'short')).toBeNull()
  const nothing = { ended: 0, surveyed: 0, answered: 0, known: 0 }
  for (const form of reportForms) {
    expect(obstacleTo(madeUpReport({ placements: nothing }), form)).toBe('nothing_ended')
    expect(obstacleTo(madeUpReport({ nothingShown: 'too_few' }), form)).toBe('too_few')
  }
})
