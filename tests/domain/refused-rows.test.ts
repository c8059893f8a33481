import { expect, test } from 'vitest'
import { keepRefused, readRefused } from '../../src/domain/refused-rows.ts'

const table = {
  columns: ['kön', 'Eget fält', 'slutdatum'],
  rows: [
    ['K', 'a', ''],
    ['Z', 'b', 'i går'],
  ],
}

test('refused rows are kept in their columns with number and codes, and read again', () => {
  const rejected = [
    { row: 2, field: 'kön', problem: 'unknown_code' },
    { row: 2, field: 'slutdatum', problem: 'not_a_date' },
  ] as const
  const kept = keepRefused(table, rejected)
  expect(kept).toEqual({
    columns: ['kön', 'Eget fält', 'slutdatum', 'rad', 'orsak'],
    rows: [['Z', 'b', 'i går', '2', 'kön unknown_code, slutdatum not_a_date']],
  })
  expect(readRefused(kept.rows[0] ?? [])).toEqual({ cells: ['Z', 'b', 'i går'], problems: rejected })
})

test('what no database can hold is left out of a kept row', () => {
  const odd = { ...table, rows: [['\0Z', '\ud800', '']] }
  const { rows } = keepRefused(odd, [{ row: 1, field: 'kön', problem: 'unknown_code' }])
  expect(rows[0]?.slice(0, 2)).toEqual(['Z', '\ufffd'])
})
