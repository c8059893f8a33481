import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../src/domain/column-sample.ts'
import { foldedName, importColumns, matchColumns, readRecords } from '../../src/domain/import-columns.ts'
import { goodRecord } from '../support/placements-file.ts'

const cells = importColumns.map(column => goodRecord[column])
const columnsWith = (name: string) => importColumns.map(column => (column === 'syfte' ? name : column))

describe('a learned name', () => {
  const learned = new Map([
    [foldedName('Typ av praktik'), 'syfte' as const],
    [foldedName('Ändamål'), 'syfte' as const],
  ])

  test.each(['Typ av praktik', 'TYP_AV_PRAKTIK', 'Typ-av  praktik', 'ändamål'])('is known as %s', name => {
    expect(readRecords(columnsWith(name), [cells], learned)).toEqual([goodRecord])
  })

  test('is not known before it was learned', () => {
    expect(() => readRecords(columnsWith('Typ av praktik'), [])).toThrow(
      expect.objectContaining({ code: 'columns_missing' }),
    )
  })

  test('stands back behind our own name', () => {
    const columns = ['Typ av praktik', ...importColumns]
    expect(readRecords(columns, [['semester', ...cells]], learned)).toEqual([goodRecord])
  })

  test('is refused together with another one for the same column', () => {
    const columns = ['Ändamål', ...columnsWith('Typ av praktik')]
    expect(() => readRecords(columns, [], learned)).toThrow(
      expect.objectContaining({ code: 'columns_duplicate', details: { columns: 'syfte' } }),
    )
  })
})

test('what is missing and what might be it are told, but for columns without a name of their own', () => {
  const columns = ['Avsikt', '', 'Rad nr', ...columnsWith('rad_nr')]
  expect(matchColumns(columns, new Map())).toMatchObject({
    missing: ['syfte'],
    unknown: [{ name: 'Avsikt', index: 0 }],
  })
})

describe('the sample of a column', () => {
  const cases: [string, string[], string | null][] = [
    ['is the first value that is not blank', ['', 'språkpraktik', 'arbetsträning'], 'språkpraktik'],
    ['is short', ['x'.repeat(60)], 'x'.repeat(40)],
    ['is none of a blank column', ['', ''], null],
    ['is none where a later value looks like an identity number', ['språkpraktik', '19800101-1234'], null],
  ]
  test.each(cases)('%s', (_case, values, expected) => {
    expect(
      sampleOf(
        values.map(value => [value]),
        0,
      ),
    ).toBe(expected)
  })
})
