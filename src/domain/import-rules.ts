import { swedish } from './codes.ts'
import { isEmailAddress } from './email-address.ts'
import { containsIdentityNumber } from './identity-number.ts'
import type { ImportColumn, ImportRecord } from './import-columns.ts'
import { birthYearOf, codeOf, dayOf, organisationNumberOf } from './import-values.ts'
import { oneLine } from './one-line.ts'

/** Fixed by the design, but for too_long, which keeps a broken file from becoming a name of a thousand letters. */
export const problemCodes = [
  'required',
  'unknown_code',
  'not_a_date',
  'end_before_start',
  'not_an_email',
  'check_digit',
  'personal_identity_number',
  'duplicate_in_file',
  'too_long',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** What is wrong with a cell, if anything. All rules but `required` let a blank cell pass. */
type Rule = (text: string, record: ImportRecord) => ProblemCode | undefined

const longestText = 300

const required: Rule = text => (oneLine(text) === '' ? 'required' : undefined)
const short: Rule = text => (text.length > longestText ? 'too_long' : undefined)
const email = unlessBlank('not_an_email', isEmailAddress)
const checkDigit = unlessBlank('check_digit', text => organisationNumberOf(text) !== undefined)
const day = unlessBlank('not_a_date', text => dayOf(text) !== undefined)
// The case system's own numbers only: a personal identity number must not get in by mistake.
const anonymous = unlessBlank('personal_identity_number', text => !containsIdentityNumber(text))
const notBeforeStart = unlessBlank('end_before_start', (text, { startdatum }) => !isBefore(text, startdatum))
const bornBeforeStart = unlessBlank('not_a_date', (text, { startdatum }) => {
  const year = birthYearOf(text)
  return year !== undefined && year <= (dayOf(startdatum)?.year ?? year)
})

/** The columns that hold one of a few words, with the words and their codes. */
export const importWords = {
  kön: swedish.sex,
  syfte: swedish.purpose,
  sektor: swedish.sector,
  språk: swedish.language,
  avslutsorsak: swedish.endReason,
  finansiering: swedish.funding,
} as const satisfies { [Column in ImportColumn]?: Readonly<Record<string, string>> }

/** The rules of each column, in the order in which they are tried; the first that fails is told. */
export const importRules: Readonly<Record<ImportColumn, readonly Rule[]>> = {
  placering_id: [required, short],
  aspirant_id: [required, short, anonymous],
  initialer: [short, anonymous],
  kön: [oneOf(importWords.kön)],
  födelseår: [bornBeforeStart],
  aspirant_epost: [email],
  stadsdelsnämnd: [short],
  syfte: [required, oneOf(importWords.syfte)],
  jobbtorg: [required, short],
  coach_epost: [email],
  arbetsgivare: [required, short],
  organisationsnummer: [required, checkDigit],
  sektor: [required, oneOf(importWords.sektor)],
  arbetsställe: [short],
  kontaktperson: [short],
  kontakt_epost: [email],
  kontakt_telefon: [short],
  språk: [oneOf(importWords.språk)],
  startdatum: [required, day],
  planerat_slutdatum: [day, notBeforeStart],
  slutdatum: [day, notBeforeStart],
  avslutsorsak: [oneOf(importWords.avslutsorsak)],
  finansiering: [oneOf(importWords.finansiering)],
}

function oneOf(words: Readonly<Record<string, string>>): Rule {
  return unlessBlank('unknown_code', text => codeOf(words, text) !== undefined)
}

function unlessBlank(problem: ProblemCode, isRight: (text: string, record: ImportRecord) => boolean): Rule {
  return (text, record) => (text === '' || isRight(text, record) ? undefined : problem)
}

function isBefore(text: string, startText: string): boolean {
  const [end, start] = [dayOf(text), dayOf(startText)]
  return end !== undefined && start !== undefined && Temporal.PlainDate.compare(end, start) < 0
}
