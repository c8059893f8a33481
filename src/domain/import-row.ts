import type { EndReason, Funding, Language, Purpose, Sector, Sex } from './codes.ts'
import { swedish } from './codes.ts'
import { type ImportColumn, type ImportRecord, importColumns } from './import-columns.ts'
import { importRules, type ProblemCode } from './import-rules.ts'
import { birthYearOf, codeOf, dayOf, organisationNumberOf } from './import-values.ts'
import { oneLine } from './one-line.ts'

/** One placement as the case system tells it, in codes. Addresses are in lower case; a missing name is ''. */
export type ImportRow = {
  caseId: string
  participant: ImportedParticipant
  employer: ImportedEmployer
  contact: ImportedContact
  unit: string
  coachEmail: string | null
  district: string | null
  purpose: Purpose
  workplace: string | null
  startedOn: Temporal.PlainDate
  plannedEndOn: Temporal.PlainDate | null
  endedOn: Temporal.PlainDate | null
  endReason: EndReason | null
  funding: Funding
}
type ImportedParticipant = {
  caseId: string
  initials: string
  sex: Sex
  birthYear: number | null
  email: string | null
}
type ImportedEmployer = { organisationNumber: string; name: string; sector: Sector }
type ImportedContact = {
  name: string
  email: string | null
  phone: string | null
  language: Language
}

type Problem = { field: ImportColumn; problem: ProblemCode }
/** `row` 1 is the first row under the header. */
export type RowProblem = { row: number } & Problem

/** One row in codes, or everything that is wrong with it. */
type ReadRow = { placement: ImportRow } | { problems: Problem[] }

/** All rows of a file: those that are right, and everything that is wrong with the others, by row and then by column. */
export function readRows(records: readonly ImportRecord[]): {
  placements: ImportRow[]
  rejected: RowProblem[]
} {
  const placements: ImportRow[] = []
  const rejected: RowProblem[] = []
  const readNext = createRowReader()
  records.forEach((record, index) => {
    const read = readNext(record)
    if ('placement' in read) placements.push(read.placement)
    else rejected.push(...read.problems.map(problem => ({ row: index + 1, ...problem })))
  })
  return { placements, rejected }
}

/**
 * Reads the rows of a file one after the other. A placement number that stood in an earlier row, accepted or not, is
 * refused (rule 9).
 */
export function createRowReader(): (record: ImportRecord) => ReadRow {
  const seen = new Set<string>()
  return record => {
    const caseId = oneLine(record.placering_id)
    const read = seen.has(caseId) ? refuseDuplicate(record) : readRow(record)
    if (caseId !== '') seen.add(caseId)
    return read
  }
}

/** One problem a column at most, in the order of the columns. */
export function readRow(record: ImportRecord): ReadRow {
  const problems = findProblems(record)
  return problems.length > 0 ? { problems } : { placement: toPlacement(record) }
}

function refuseDuplicate(record: ImportRecord): { problems: Problem[] } {
  const others = findProblems(record).filter(({ field }) => field !== 'placering_id')
  return { problems: [{ field: 'placering_id', problem: 'duplicate_in_file' }, ...others] }
}

function findProblems(record: ImportRecord): Problem[] {
  return importColumns.flatMap(field => {
    const problem = importRules[field]
      .map(rule => rule(record[field], record))
      .find(found => found !== undefined)
    return problem === undefined ? [] : [{ field, problem }]
  })
}

function toPlacement(record: ImportRecord): ImportRow {
  return {
    caseId: oneLine(record.placering_id),
    participant: toParticipant(record),
    employer: toEmployer(record),
    contact: toContact(record),
    unit: oneLine(record.jobbtorg),
    coachEmail: address(record.coach_epost),
    district: oneLine(record.stadsdelsnämnd) || null,
    purpose: checked(codeOf(swedish.purpose, record.syfte)),
    workplace: oneLine(record.arbetsställe) || null,
    startedOn: checked(dayOf(record.startdatum)),
    plannedEndOn: dayOf(record.planerat_slutdatum) ?? null,
    endedOn: dayOf(record.slutdatum) ?? null,
    endReason: codeOf(swedish.endReason, record.avslutsorsak) ?? null,
    funding: checked(codeOf(swedish.funding, record.finansiering)),
  }
}

function toParticipant(record: ImportRecord): ImportedParticipant {
  return {
    caseId: oneLine(record.aspirant_id),
    initials: oneLine(record.initialer),
    sex: checked(codeOf(swedish.sex, record.kön)),
    birthYear: birthYearOf(record.födelseår) ?? null,
    email: address(record.aspirant_epost),
  }
}

function toEmployer(record: ImportRecord): ImportedEmployer {
  return {
    organisationNumber: checked(organisationNumberOf(record.organisationsnummer)),
    name: oneLine(record.arbetsgivare),
    sector: checked(codeOf(swedish.sector, record.sektor)),
  }
}

function toContact(record: ImportRecord): ImportedContact {
  return {
    name: oneLine(record.kontaktperson),
    email: address(record.kontakt_epost),
    phone: oneLine(record.kontakt_telefon) || null,
    language: checked(codeOf(swedish.language, record.språk)),
  }
}

function address(text: string): string | null {
  return text.toLowerCase() || null
}

/** A value that the rules have found readable. */
function checked<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('the rules of the import let an unreadable value pass')
  return value
}
