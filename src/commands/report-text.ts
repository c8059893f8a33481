import type { Language } from '../domain/codes.ts'
import { outcomes } from '../domain/outcome.ts'
import { type Count, type Host, type OutcomeTable, type Report, tableBy } from '../domain/report.ts'
import type { EmploymentRate } from '../domain/statistics.ts'
import type { Translate } from '../render.ts'
import { number, percent, period } from '../render-values.ts'

const language: Language = 'sv'
const employersShown = 20

type Word = (key: string, values?: Record<string, string>) => string
/** A heading, the column names, and the rows; the first `names` columns are text, the others figures. */
type TextTable = { heading: string; names: number; rows: string[][] }

/** The report as tables to read in a terminal, in Swedish. */
export function reportText(report: Report, t: Translate): string {
  const word: Word = (key, values) => t(language, `report.${key}`, values)
  const tables = [
    ratesTable(report, word),
    employmentTable(tableBy(report, 'purpose', 'sex'), word),
    employersTable(report.hosts?.list ?? [], word),
  ]
  const more = (report.hosts?.list.length ?? 0) - employersShown
  const end = more > 0 ? `${word('more_employers', { count: number(language, more) })}\n` : ''
  return `${tables.map(layOut).join('\n')}${end}\n${word('internal')}\n`
}

function ratesTable({ period: { from, to }, placements, rates }: Report, word: Word): TextTable {
  const { ended, surveyed, answered, known } = placements
  const counts = { ended, surveyed, answered, known }
  return {
    heading: word('ended_in', { period: period(language, from, to) }),
    names: 1,
    rows: [
      ...Object.entries(counts).map(([name, count]) => [word(`count.${name}`), counted(count)]),
      [word('rates.response'), share(rates.response)],
      [word('rates.knowledge'), share(rates.knowledge)],
      [word('rates.employment'), share(rates.employment.value)],
      [word('table.bounds'), bounds(rates.employment)],
    ],
  }
}

function employmentTable(table: OutcomeTable | undefined, word: Word): TextTable {
  const heads = [
    ...['purpose', 'sex', 'ended', 'known'].map(column => word(`table.${column}`)),
    ...outcomes.map(outcome => word(`outcome.${outcome}`)),
    word('table.share'),
    word('table.bounds'),
  ]
  const lines = (table?.rows ?? []).map(({ group, counts, rates }) => [
    word(`purpose.${group.purpose ?? 'all'}`),
    word(`sex.${group.sex ?? 'all'}`),
    ...[counts.ended, counts.known, ...outcomes.map(outcome => counts[outcome])].map(counted),
    share(rates.employment.value),
    bounds(rates.employment),
  ])
  return { heading: word('table.employment'), names: 2, rows: [heads, ...lines] }
}

function employersTable(employers: readonly Host[], word: Word): TextTable {
  const columns = ['organisation_number', 'name', 'placements', 'answered', 'employed']
  const lines = employers
    .slice(0, employersShown)
    .map(({ organisationNumber, name, placements, answered, employed }) => [
      organisationNumber,
      name,
      ...[placements, answered, employed].map(counted),
    ])
  const heads = columns.map(column => word(`table.${column}`))
  return { heading: word('table.employers'), names: 2, rows: [heads, ...lines] }
}

function counted(count: Count): string {
  return count === null ? '–' : number(language, count)
}

function share(value: number | null): string {
  return value === null ? '–' : percent(language, value)
}

function bounds({ lower, upper }: EmploymentRate): string {
  return lower === null ? '–' : `${share(lower)}–${share(upper)}`
}

/** Columns as wide as their widest cell: names to the left, figures to the right. */
function layOut({ heading, names, rows }: TextTable): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < names ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  return `${heading}\n${'='.repeat(heading.length)}\n${lines.join('\n')}\n`
}
