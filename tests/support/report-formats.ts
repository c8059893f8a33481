import JSONstat from 'jsonstat-toolkit'
import readXlsxFile from 'read-excel-file/node'
import type { Count, Report } from '../../src/domain/report.ts'
import { type ReportFormat, reportFile } from '../../src/files/report-file.ts'
import { readTable } from '../../src/files/table.ts'
import { createRenderer } from '../../src/render.ts'

const { t } = createRenderer()
export const words = {
  language: 'sv',
  t,
  organisation: 'Staden',
  at: Temporal.Instant.from('2012-06-15T07:00:00Z'),
} as const

/** Every count of a file by the name of its table, row by row. */
export type Counts = Record<string, Count[]>

export async function bytesOf(report: Report, format: ReportFormat): Promise<Buffer> {
  return (await reportFile(report, format, words)).bytes
}

/** The rows of the CSV file, by its own columns. */
export async function csvRows(report: Report): Promise<Record<string, string>[]> {
  return rowsInCsv(await bytesOf(report, 'csv'))
}

export async function rowsInCsv(bytes: Buffer): Promise<Record<string, string>[]> {
  const { columns, rows } = await readTable(bytes)
  return rows.map(row => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])))
}

/** The datasets as the public library reads them. */
export async function datasets(report: Report) {
  const collection = JSONstat(JSON.parse(String(await bytesOf(report, 'json-stat'))))
  return collection.Dataset()
}

export async function sheets(report: Report) {
  return readXlsxFile(await bytesOf(report, 'xlsx'))
}

export async function json(report: Report) {
  return JSON.parse(String(await bytesOf(report, 'json')))
}

export async function countsInCsv(report: Report): Promise<Counts> {
  const tables = Map.groupBy(await csvRows(report), ({ table }) => table)
  return Object.fromEntries(
    [...tables].map(([name, rows]) => [name, rows.map(({ count, hidden }) => csvCount(count, hidden))]),
  )
}

function csvCount(count = '', hidden = ''): Count {
  if ((count === '') !== (hidden === 'yes')) throw new Error(`"${count}" is marked "${hidden}"`)
  return count === '' ? null : Number(count)
}

export async function countsInJsonStat(report: Report): Promise<Counts> {
  const all = await datasets(report)
  return Object.fromEntries(
    all.map(set => [
      set.extension.table,
      set.Data().map(({ value, status }) => {
        if ((value === null) !== (status === 'x')) throw new Error(`${value} is marked ${status}`)
        return value
      }),
    ]),
  )
}

/** Sheets stand in the order of the datasets; beside the names and the counts there may be shares. */
export async function countsInXlsx(report: Report): Promise<Counts> {
  const read = await sheets(report)
  const all = await datasets(report)
  return Object.fromEntries(
    all.map(({ extension, id, size }, index) => {
      const names = namesOf[extension.table] ?? id.length - 1
      const [, ...rows] = read[index]?.data ?? []
      const cells = rows.flatMap(row => row.slice(names, names + (size.at(-1) ?? 0)))
      return [extension.table, cells.map(xlsxCount)]
    }),
  )
}

/** A host is one dimension, and several columns. */
const namesOf: Readonly<Record<string, number>> = { hosts: 3, host_views: 2 }

function xlsxCount(cell: unknown): Count {
  if (cell !== 'x' && typeof cell !== 'number') throw new Error(`${cell} is no count`)
  return cell === 'x' ? null : cell
}

export async function countsInJson(report: Report): Promise<Counts> {
  const {
    filters,
    placements,
    without_sex,
    tables,
    details,
    answer_days,
    hosts_by_sector,
    employers,
    host_views,
  } = await json(report)
  const isFiltered = Object.keys(filters).length > 0
  const nameOf = (about: string, by: string[]) => (by.length === 0 ? about : `${about}_by_${by.join('_')}`)
  const tablesByName = [
    ['placements', [...Object.values(placements), ...(isFiltered ? [] : [without_sex])]],
    ...tables.map(({ by, rows }: JsonTable) => [
      nameOf('outcome', by),
      rows.flatMap(({ counts }) => Object.values(counts)),
    ]),
    ...details.map(({ detail, by, rows }: JsonTable & { detail: string }) => [
      nameOf(detail, by),
      rows.flatMap(({ of, counts }) => [of, ...codesInOrder(detail).map(code => counts[code])]),
    ]),
    ['answer_days', answer_days.map(({ answers }: { answers: number }) => answers)],
    [
      'hosts_by_sector',
      (hosts_by_sector ?? []).flatMap((row: Record<string, Count>) => [row.hosts, row.new, row.returning]),
    ],
    [
      'hosts',
      employers.flatMap((row: Record<string, Count>) => [row.placements, row.answered, row.employed]),
    ],
    ['host_views', (host_views ?? []).flatMap((row: Record<string, Count>) => [row.answers, row.overall])],
  ] as [string, Count[]][]
  return Object.fromEntries(tablesByName.filter(([, counts]) => counts.length > 0))
}

type JsonTable = { by: string[]; rows: { of: Count; counts: Record<string, Count> }[] }

/** JSON has whole numbers as keys in its own order. */
function codesInOrder(detail: string): string[] {
  const codes: Record<string, string> = {
    form: 'permanent probationary substitute fixed_term seasonal other',
    hours: 'full_time part_time on_demand',
    subsidised: 'yes no unknown',
    purpose_met: '4 3 2 1 unknown',
    letter: '1 2 3',
    basis: 'employer_only participant_only agree disagree settled',
    overall: '5 4 3 2 1',
    supervision: '4 3 2 1 unknown',
    tasks: '4 3 2 1 unknown',
    learned: '4 3 2 1 unknown',
    closer: '4 3 2 1 unknown',
    treated: 'yes partly no',
    recommend: 'yes maybe no',
    work: 'at_host elsewhere no',
    day_90_subsidised: 'yes no unknown',
    day_180_subsidised: 'yes no unknown',
  }
  return (codes[detail] ?? 'employed not_employed unknown').split(' ')
}
