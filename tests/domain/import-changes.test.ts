import { describe, expect, test } from 'vitest'
import { changedColumns, recordOf } from '../../src/domain/import-changes.ts'
import type { ImportRecord } from '../../src/domain/import-columns.ts'
import { type ImportRow, readRow } from '../../src/domain/import-row.ts'
import { goodRecord } from '../support/placements-file.ts'

describe('a placement told as a row', () => {
  const rows: Partial<ImportRecord>[] = [
    {},
    { kön: '', födelseår: '', aspirant_epost: '', stadsdelsnämnd: '', coach_epost: '', arbetsställe: '' },
    { kontakt_epost: '', kontakt_telefon: '', planerat_slutdatum: '', slutdatum: '', avslutsorsak: '' },
    { språk: '', finansiering: '', sektor: 'annan offentlig', avslutsorsak: 'makulerad' },
  ]
  test.each(rows)('reads as the same placement: %j', changes => {
    const row = rowOf(changes)
    expect(rowOf(recordOf(row))).toEqual(row)
  })
})

describe('what a row changes', () => {
  const cases: [Partial<ImportRecord>, ReturnType<typeof changedColumns>][] = [
    [{}, []],
    [{ kontakt_epost: 'ELIN@akeri.example', organisationsnummer: '5599899571' }, []],
    [{ slutdatum: '2027-01-15' }, [{ column: 'slutdatum', from: '2026-12-31', to: '2027-01-15' }]],
    [{ slutdatum: '' }, [{ column: 'slutdatum', from: '2026-12-31', to: '' }]],
    [
      { kontaktperson: 'Nils', kön: 'M' },
      [
        { column: 'kön', from: 'k', to: 'm' },
        { column: 'kontaktperson', from: 'Elin Falk', to: 'Nils' },
      ],
    ],
    [
      { organisationsnummer: '559989-6114' },
      [{ column: 'organisationsnummer', from: '559989-9571', to: '559989-6114' }],
    ],
  ]
  test.each(cases)('%j', (changes, expected) => {
    expect(changedColumns(rowOf({}), rowOf(changes))).toEqual(expected)
  })
})

function rowOf(changes: Partial<ImportRecord>): ImportRow {
  const read = readRow({ ...goodRecord, ...changes })
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.placement
}
