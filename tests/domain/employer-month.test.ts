import { describe, expect, test } from 'vitest'
import { compileMonth, daysOf, fullMonths, partOfMonth, readMonth } from '../../src/domain/employer-month.ts'

const day = Temporal.PlainDate.from
const month = Temporal.PlainYearMonth.from

describe('a month as it is asked for', () => {
  test.each([
    ['2026-10', '2026-11-01', 'month'],
    ['2026-10', '2026-10-31', 'not_over'],
    ['2026-10', '2026-10-01', 'not_over'],
    ['2026-10', '2026-09-30', 'not_over'],
    ['2025-12', '2026-01-01', 'month'],
    ['9999-12', '2026-01-01', 'not_over'],
    ['2011-01', '2026-01-01', 'month'],
    ['', '2026-11-01', 'not_a_month'],
    ['2026', '2026-11-01', 'not_a_month'],
    ['2026-13', '2026-11-01', 'not_a_month'],
    ['2026-00', '2026-11-01', 'not_a_month'],
    ['2026-1', '2026-11-01', 'not_a_month'],
    ['0000-01', '2026-11-01', 'not_a_month'],
    ['2026-10-01', '2026-11-01', 'not_a_month'],
    ['oktober', '2026-11-01', 'not_a_month'],
    ['-271821-04', '2026-11-01', 'not_a_month'],
  ])('%j on %s is: %s', (text, today, expected) => {
    const read = readMonth(text, day(today))
    if ('month' in read) expect([read.month.toString(), 'month']).toEqual([text, expected])
    else expect(read.problem).toBe(expected)
  })

  test.each([
    ['2026-10-31', 2, ['2026-09', '2026-08']],
    ['2026-11-01', 2, ['2026-10', '2026-09']],
    ['2026-11-30', 1, ['2026-10']],
    ['2026-01-15', 3, ['2025-12', '2025-11', '2025-10']],
  ])('can be chosen, on %s the last %i that are over: %j', (today, count, months) => {
    expect(fullMonths(day(today), count).map(String)).toEqual(months)
  })

  test.each([
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-12', '2026-12-31'],
  ])('%s ends on %s', (text, last) => {
    expect(daysOf(month(text)).first.toString()).toBe(`${text}-01`)
    expect(daysOf(month(text)).last.toString()).toBe(last)
  })
})

describe('in October 2026, a placement', () => {
  test.each([
    // before, on and after each edge
    ['2026-08-01', '2026-09-30', null],
    ['2026-08-01', '2026-10-01', { started: false, ended: true }],
    ['2026-08-01', '2026-10-02', { started: false, ended: true }],
    ['2026-08-01', '2026-10-30', { started: false, ended: true }],
    ['2026-08-01', '2026-10-31', { started: false, ended: true }],
    ['2026-08-01', '2026-11-01', { started: false, ended: false }],
    ['2026-09-30', '2026-11-01', { started: false, ended: false }],
    ['2026-10-01', '2026-11-01', { started: true, ended: false }],
    ['2026-10-31', '2026-11-01', { started: true, ended: false }],
    ['2026-11-01', '2026-11-01', null],
    ['2026-10-15', '2026-10-15', { started: true, ended: true }],
    ['2026-10-01', '2026-10-31', { started: true, ended: true }],
    ['2026-09-30', null, { started: false, ended: false }],
    ['2026-10-01', null, { started: true, ended: false }],
    ['2026-10-31', null, { started: true, ended: false }],
    ['2026-11-01', null, null],
  ])('from %s to %s: %j', (startedOn, endedOn, part) => {
    const placement = { startedOn: day(startedOn), endedOn: endedOn === null ? null : day(endedOn) }
    expect(partOfMonth(placement, month('2026-10'))).toEqual(part)
  })
})

test('a compilation counts each placement under its employer and in its sector, and adds everything up', () => {
  const bakery = { id: 1, organisationNumber: '5560160680', name: 'Bageriet', sector: 'private' as const }
  const library = {
    id: 2,
    organisationNumber: '2120000142',
    name: 'Biblioteket',
    sector: 'municipal' as const,
  }
  const row = (
    employer: typeof bakery | typeof library,
    purpose: 'language' | 'work_training' | 'employment_step',
    startedOn: string,
    endedOn: string | null,
  ) => ({ employer, purpose, startedOn: day(startedOn), endedOn: endedOn === null ? null : day(endedOn) })
  const rows = [
    row(bakery, 'language', '2026-10-05', '2026-10-20'),
    row(bakery, 'language', '2026-09-05', null),
    row(bakery, 'employment_step', '2026-09-05', '2026-09-30'),
    row(library, 'work_training', '2026-08-05', '2026-10-01'),
  ]
  const { employers, sectors } = compileMonth(rows, month('2026-10'))
  const ofBakery = { language: 2, work_training: 0, employment_step: 0 }
  const ofLibrary = { language: 0, work_training: 1, employment_step: 0 }
  expect(employers).toEqual([
    { ...bakery, placements: 2, started: 1, ended: 1, byPurpose: ofBakery },
    { ...library, placements: 1, started: 0, ended: 1, byPurpose: ofLibrary },
  ])
  const nothing = { language: 0, work_training: 0, employment_step: 0 }
  expect(sectors).toEqual([
    { sector: 'municipal', employers: 1, placements: 1, started: 0, ended: 1, byPurpose: ofLibrary },
    { sector: 'other_public', employers: 0, placements: 0, started: 0, ended: 0, byPurpose: nothing },
    { sector: 'private', employers: 1, placements: 2, started: 1, ended: 1, byPurpose: ofBakery },
    { sector: 'non_profit', employers: 0, placements: 0, started: 0, ended: 0, byPurpose: nothing },
    {
      sector: 'all',
      employers: 2,
      placements: 3,
      started: 1,
      ended: 2,
      byPurpose: { language: 2, work_training: 1, employment_step: 0 },
    },
  ])
})

test('a month in which nothing went on has no employers and empty totals', () => {
  const { employers, sectors } = compileMonth([], month('2026-10'))
  expect(employers).toEqual([])
  expect(sectors.map(({ placements }) => placements)).toEqual([0, 0, 0, 0, 0])
})
