import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TestContext as Running } from 'vitest'
import { type ImportRecord, importColumns } from '../../src/domain/import-columns.ts'
import { writeTable } from '../../src/files/table.ts'

/** A row in which nothing is wrong; the placement ends on the last day of 2026. */
export const goodRecord: ImportRecord = {
  placering_id: 'P1',
  aspirant_id: 'A1',
  initialer: 'Å.B.',
  kön: 'K',
  födelseår: '1980',
  aspirant_epost: 'asp@exempel.example',
  stadsdelsnämnd: 'Älvsjö',
  syfte: 'språkpraktik',
  jobbtorg: 'Jobbtorg Farsta',
  coach_epost: 'coach@jobbtorg.example',
  arbetsgivare: 'Åkeri & Söner AB',
  organisationsnummer: '559989-9571',
  sektor: 'privat',
  arbetsställe: 'Lagret',
  kontaktperson: 'Elin Falk',
  kontakt_epost: 'elin@akeri.example',
  kontakt_telefon: '+46 8 530 98 69',
  språk: 'sv',
  startdatum: '2026-09-09',
  planerat_slutdatum: '2026-12-31',
  slutdatum: '2026-12-31',
  avslutsorsak: 'enligt plan',
  finansiering: 'försörjningsstöd',
}

/**
 * A CSV file with these rows, each a good one with changes.
 * @param names what a column is called in this file, where it has another name than ours
 */
export function placementsFile(
  rows: readonly Partial<ImportRecord>[],
  names: Partial<ImportRecord> = {},
): Buffer {
  const records = rows.map(row => ({ ...goodRecord, ...row }))
  const cells = records.map(record => importColumns.map(column => record[column]))
  return Buffer.from(
    writeTable({ columns: importColumns.map(column => names[column] ?? column), rows: cells }),
  )
}

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** A file of the year 2011; where the folder is absent the test is skipped, and says so. */
export function yearFile(running: Running, name: string): Buffer {
  if (!existsSync(folder)) running.skip('shared/data is absent')
  return readFileSync(`${folder}/${name}`)
}
