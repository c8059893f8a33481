import type { EmployerFigures } from '../db/employer-figures.ts'
import { dayOf } from '../domain/calendar.ts'
import { type Language, purposes } from '../domain/codes.ts'
import { daysOf, type EmployerMonth, type MonthCounts, type SectorMonth } from '../domain/employer-month.ts'
import { writtenNumber } from '../domain/organisation-number.ts'
import type { Cell, Sheet } from '../files/workbook.ts'
import type { Translate } from '../render.ts'
import { moment, monthName, period } from '../render-values.ts'

type Sheets = readonly [Sheet, ...Sheet[]]

/** In whose words the file is, and as of when its figures are. */
export type FileWords = {
  language: Language
  t: Translate
  organisation: string
  at: Temporal.Instant | null
}

/** The register as a workbook: the hosts, and what the columns mean. */
export function registerSheets(employers: readonly EmployerFigures[], words: FileWords): Sheets {
  const columns = [...identityColumns, ...registerColumns]
  const rows = employers.map(employer => [
    ...identityCells(employer, words),
    ...registerCells(employer, words),
  ])
  return [sheet('employers', columns, rows, words), definitions(registerDefinitions, words, {})]
}

/** A month as a workbook: the hosts, the totals by sector, and what is counted. Nothing in it is about a person. */
export function monthSheets(
  { employers, sectors }: { employers: readonly EmployerMonth[]; sectors: readonly SectorMonth[] },
  month: Temporal.PlainYearMonth,
  words: FileWords,
): Sheets {
  const hosts = employers.map(employer => [...identityCells(employer, words), ...monthCells(employer)])
  const totals = sectors.map(row => [sectorName(row.sector, words), row.employers, ...monthCells(row)])
  const { first, last } = daysOf(month)
  const values = { month: monthName(words.language, month), days: period(words.language, first, last) }
  return [
    sheet('employers', [...identityColumns, ...monthColumns], hosts, words),
    sheet('sectors', ['sector', 'employers', ...monthColumns], totals, words),
    definitions(monthDefinitions, words, values),
  ]
}

const identityColumns = ['organisation_number', 'name', 'sector'] as const
const registerColumns = [
  'earlier_names',
  'placements',
  'ongoing',
  'ahead',
  'latest_end',
  'asked',
  'by_link',
  'by_phone',
  'waiting',
  'on_phone_list',
  'never_answered',
  'employed',
  'host_again',
  'host_again_on',
] as const
const monthColumns = ['in_month', 'started', 'ended', ...purposes] as const

const widths: Readonly<Record<string, number>> = {
  organisation_number: 20,
  name: 38,
  sector: 18,
  earlier_names: 30,
  host_again: 26,
  term: 26,
  meaning: 100,
}
const usualWidth = 14

const registerDefinitions = [
  'as_of',
  'source',
  'placements',
  'ongoing',
  'asked',
  'employed',
  'host_again',
  'cancelled',
  'merged',
  'internal',
] as const
const monthDefinitions = [
  'month',
  'as_of_import',
  'source',
  'in_month',
  'started',
  'ended',
  'purpose',
  'cancelled',
  'merged',
  'no_persons',
  'internal',
] as const

function identityCells(
  { organisationNumber, name, sector }: Pick<EmployerFigures, 'organisationNumber' | 'name' | 'sector'>,
  words: FileWords,
): Cell[] {
  return [writtenNumber(organisationNumber), name, sectorName(sector, words)]
}

function registerCells(employer: EmployerFigures, { language, t }: FileWords): Cell[] {
  const { latestHostAgain } = employer
  return [
    employer.earlierNames.join(', '),
    employer.placements,
    employer.ongoing,
    employer.ahead,
    employer.latestEnd,
    employer.asked,
    employer.byLink,
    employer.byPhone,
    employer.waiting,
    employer.onPhoneList,
    employer.neverAnswered,
    employer.employed,
    latestHostAgain && t(language, `employers.host_again.${latestHostAgain.answer}`),
    latestHostAgain && dayOf(latestHostAgain.at),
  ]
}

function monthCells({ placements, started, ended, byPurpose }: MonthCounts): Cell[] {
  return [placements, started, ended, ...purposes.map(purpose => byPurpose[purpose])]
}

function sectorName(sector: SectorMonth['sector'], { language, t }: FileWords): string {
  return t(language, `employers.sector.${sector}`)
}

function sheet(name: string, columns: readonly string[], rows: Cell[][], { language, t }: FileWords): Sheet {
  return {
    name: t(language, `employers.file.sheet.${name}`),
    columns: columns.map(column => ({
      heading: t(language, `employers.file.column.${column}`),
      width: widths[column] ?? usualWidth,
    })),
    rows,
  }
}

/** What is counted, as of when, and where it comes from: a file is read by people who never saw the page. */
function definitions(
  terms: readonly string[],
  words: FileWords,
  values: Readonly<Record<string, string>>,
): Sheet {
  const { language, t, organisation, at } = words
  const told = { organisation, moment: at === null ? '–' : moment(language, at), ...values }
  const rows = terms.map(term => [
    t(language, `employers.file.term.${term}`),
    t(language, `employers.file.meaning.${term}`, told),
  ])
  return sheet('definitions', ['term', 'meaning'], rows, words)
}
