import { expect, test } from 'vitest'
import { languages } from '../../src/domain/codes.ts'
import { problemCodes } from '../../src/domain/import-rules.ts'
import { refusedTable } from '../../src/flow/write-refused-rows.ts'
import { createRenderer } from '../../src/render.ts'

const { t } = createRenderer()

test('a refused row keeps its columns and gets its number and every reason', () => {
  const table = {
    columns: ['kön', 'Eget fält'],
    rows: [
      ['K', 'a'],
      ['Z', 'b'],
    ],
  }
  const refused = refusedTable(
    table,
    [
      { row: 2, field: 'kön', problem: 'unknown_code' },
      { row: 2, field: 'slutdatum', problem: 'end_before_start' },
    ],
    t,
  )
  const reasons =
    'kön har ett okänt värde. Välj något av: k, m. slutdatum är tidigare än startdatum. Rätta det datum som är fel.'
  expect(refused).toEqual({ columns: ['kön', 'Eget fält', 'rad', 'orsak'], rows: [['Z', 'b', '2', reasons]] })
})

test('a row refused once more gets a new number and reason, not a second pair of columns', () => {
  const table = { columns: ['rad', 'kön', 'orsak'], rows: [['88', 'X', 'okänt värde']] }
  const refused = refusedTable(table, [{ row: 1, field: 'kön', problem: 'unknown_code' }], t)
  expect(refused.columns).toEqual(['kön', 'rad', 'orsak'])
  expect(refused.rows[0]?.slice(0, 2)).toEqual(['X', '1'])
})

test.each(languages)('every problem has words in %s', language => {
  for (const problem of problemCodes) {
    expect(t(language, `problem.${problem}`, { field: 'kön', allowed: 'k, m' })).toMatch(/^kön .+\.$/)
  }
})

test.each([
  ['födelseår', 'födelseår går inte att läsa som år. Skriv fyra siffror, till exempel 1985.'],
  ['slutdatum', 'slutdatum går inte att läsa som datum. Skriv till exempel 2026-03-31.'],
] as const)('%s that is no date is told how to be written', (field, reason) => {
  const table = { columns: [field], rows: [['igår']] }
  const { rows } = refusedTable(table, [{ row: 1, field, problem: 'not_a_date' }], t)
  expect(rows).toEqual([['igår', '1', reason]])
})
