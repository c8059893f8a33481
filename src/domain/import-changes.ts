import { type ImportColumn, type ImportRecord, importColumns } from './import-columns.ts'
import type { ImportRow } from './import-row.ts'
import { importWords } from './import-rules.ts'

/** What a file changes in one column of a placement, in the words of the case system; '' is blank. */
export type ColumnChange = { column: ImportColumn; from: string; to: string }

/** The columns in which what a row tells differs from what is stored, in the order of the columns. */
export function changedColumns(stored: ImportRow, told: ImportRow): ColumnChange[] {
  const [before, after] = [recordOf(stored), recordOf(told)]
  return importColumns
    .map(column => ({ column, from: before[column], to: after[column] }))
    .filter(({ from, to }) => from !== to)
}

/** A placement as a row of a file would tell it: what readRow reads from it is the same placement. */
export function recordOf(row: ImportRow): ImportRecord {
  const { participant, employer, contact } = row
  return {
    placering_id: row.caseId,
    aspirant_id: participant.caseId,
    initialer: participant.initials,
    kön: wordOf(importWords.kön, participant.sex),
    födelseår: String(participant.birthYear ?? ''),
    aspirant_epost: participant.email ?? '',
    stadsdelsnämnd: row.district ?? '',
    syfte: wordOf(importWords.syfte, row.purpose),
    jobbtorg: row.unit,
    coach_epost: row.coachEmail ?? '',
    arbetsgivare: employer.name,
    organisationsnummer: employer.organisationNumber.replace(/^(\d{6})(\d{4})$/, '$1-$2'),
    sektor: wordOf(importWords.sektor, employer.sector),
    arbetsställe: row.workplace ?? '',
    kontaktperson: contact.name,
    kontakt_epost: contact.email ?? '',
    kontakt_telefon: contact.phone ?? '',
    språk: wordOf(importWords.språk, contact.language),
    startdatum: row.startedOn.toString(),
    planerat_slutdatum: row.plannedEndOn?.toString() ?? '',
    slutdatum: row.endedOn?.toString() ?? '',
    avslutsorsak: wordOf(importWords.avslutsorsak, row.endReason),
    finansiering: wordOf(importWords.finansiering, row.funding),
  }
}

function wordOf(words: Readonly<Record<string, string>>, code: string | null): string {
  return Object.keys(words).find(word => words[word] === code) ?? ''
}
