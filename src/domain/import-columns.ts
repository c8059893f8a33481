import { ExpectedError } from './errors.ts'

/** The columns of the case system's export, in its order. All must be there; a cell may be blank where its rule says so. */
export const importColumns = [
  'placering_id',
  'aspirant_id',
  'initialer',
  'kön',
  'födelseår',
  'aspirant_epost',
  'stadsdelsnämnd',
  'syfte',
  'jobbtorg',
  'coach_epost',
  'arbetsgivare',
  'organisationsnummer',
  'sektor',
  'arbetsställe',
  'kontaktperson',
  'kontakt_epost',
  'kontakt_telefon',
  'språk',
  'startdatum',
  'planerat_slutdatum',
  'slutdatum',
  'avslutsorsak',
  'finansiering',
] as const
export type ImportColumn = (typeof importColumns)[number]

/** One row of a file by column, as text. */
export type ImportRecord = Readonly<Record<ImportColumn, string>>

/**
 * Gives the rows of a table by column name. Columns may come in any order and case, with underscores, blanks or
 * hyphens; other columns are ignored.
 * Refuses with columns_missing (the missing and the found ones named) or columns_duplicate.
 */
export function readRecords(columns: readonly string[], rows: readonly string[][]): ImportRecord[] {
  const places = findColumns(columns)
  return rows.map(row => {
    const cells = places.map(({ column, index }) => [column, row[index] ?? ''])
    return Object.fromEntries(cells) as ImportRecord
  })
}

function findColumns(columns: readonly string[]): { column: ImportColumn; index: number }[] {
  const names = columns.map(folded)
  const places = importColumns.map(column => ({ column, index: names.indexOf(folded(column)) }))
  const missing = places.filter(({ index }) => index < 0).map(({ column }) => column)
  if (missing.length > 0) {
    throw new ExpectedError('columns_missing', { missing: missing.join(', '), found: columns.join(', ') })
  }
  const twice = places.filter(({ index }) => names.indexOf(names[index] ?? '', index + 1) >= 0)
  if (twice.length > 0) {
    throw new ExpectedError('columns_duplicate', { columns: twice.map(({ column }) => column).join(', ') })
  }
  return places
}

function folded(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_\p{Pd}]+/gu, '')
}
