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

/** The columns that tell of the participant, which nobody needs to read in order to judge a change. */
export const participantColumns: readonly ImportColumn[] = ['initialer', 'kön', 'födelseår', 'aspirant_epost']

/** One row of a file by column, as text. */
export type ImportRecord = Readonly<Record<ImportColumn, string>>

/** Names of columns in somebody's files, folded, and which of our columns they were said to be. */
export type LearnedColumns = ReadonlyMap<string, ImportColumn>

/** A column of a file and where it stands. */
export type FileColumn = { name: string; index: number }

/**
 * Gives the rows of a table by column name. Columns may come in any order and case, with underscores, blanks or
 * hyphens, or under a name that was learned; other columns are ignored.
 * Refuses with columns_missing (the missing and the found ones named) or columns_duplicate.
 */
export function readRecords(
  columns: readonly string[],
  rows: readonly string[][],
  learned: LearnedColumns = new Map(),
): ImportRecord[] {
  const { places, missing } = matchColumns(columns, learned)
  if (missing.length > 0) throw columnsMissing(columns, missing)
  return rows.map(row => {
    const cells = places.map(({ column, index }) => [column, row[index] ?? ''])
    return Object.fromEntries(cells) as ImportRecord
  })
}

/**
 * Where our columns stand in a file, which of them are missing, and which of the file's own are nobody's, so that
 * somebody may say what they are. One of our names goes before a learned one.
 * Refuses with columns_duplicate.
 */
export function matchColumns(columns: readonly string[], learned: LearnedColumns) {
  const names = columns.map(foldedName)
  const found = importColumns.map(column => ({ column, indexes: indexesOf(column, names, learned) }))
  const twice = found.filter(({ indexes }) => indexes.length > 1).map(({ column }) => column)
  if (twice.length > 0) throw new ExpectedError('columns_duplicate', { columns: twice.join(', ') })
  const places = found.flatMap(({ column, indexes: [index] }) =>
    index === undefined ? [] : [{ column, index }],
  )
  const taken = new Set(places.map(({ index }) => index))
  return {
    places,
    missing: found.filter(({ indexes }) => indexes.length === 0).map(({ column }) => column),
    unknown: columns
      .map((name, index): FileColumn => ({ name, index }))
      .filter(({ index }) => !taken.has(index) && isUnmistakable(names[index] ?? '', names)),
  }
}

/** The refusal of a file in which these columns of ours are missing. */
export function columnsMissing(columns: readonly string[], missing: readonly ImportColumn[]): ExpectedError {
  return new ExpectedError('columns_missing', { missing: missing.join(', '), found: columns.join(', ') })
}

/** A column's name as names are compared and learned: in any case, without blanks, underscores and hyphens. */
export function foldedName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_\p{Pd}]+/gu, '')
}

function indexesOf(column: ImportColumn, names: readonly string[], learned: LearnedColumns): number[] {
  const indexesWhere = (isIt: (name: string) => boolean) =>
    names.flatMap((name, index) => (isIt(name) ? [index] : []))
  const byName = indexesWhere(name => name === foldedName(column))
  return byName.length > 0 ? byName : indexesWhere(name => learned.get(name) === column)
}

/** A name that is empty, or that two columns share, says nothing about one of them. */
function isUnmistakable(name: string, names: readonly string[]): boolean {
  return name !== '' && names.indexOf(name) === names.lastIndexOf(name)
}
