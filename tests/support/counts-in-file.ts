import readXlsxFile from 'read-excel-file/node'
import type { ReportFormat } from '../../src/files/report-file.ts'
import { rateName, rateNames } from '../../src/files/report-words.ts'
import { rowsInCsv, words } from './report-formats.ts'

/** Every count of a report's file in Swedish, whatever it is of, and whether one is hidden. */
type FileCounts = { counts: number[]; isSomethingHidden: boolean }

export const countsInFile: Record<ReportFormat, (bytes: Buffer) => Promise<FileCounts>> = {
  csv: async bytes => {
    const rows = await rowsInCsv(bytes)
    return {
      counts: rows.flatMap(({ count }) => (count === '' ? [] : Number(count))),
      isSomethingHidden: rows.some(({ hidden }) => hidden === 'yes'),
    }
  },
  'json-stat': async bytes => {
    const { link } = JSON.parse(String(bytes))
    const values: (number | null)[] = link.item.flatMap(({ value }: { value: (number | null)[] }) => value)
    return {
      counts: values.filter(value => value !== null),
      isSomethingHidden: values.includes(null),
    }
  },
  json: async bytes => {
    const found = countsUnder(JSON.parse(String(bytes)))
    return { counts: found.filter(value => value !== null), isSomethingHidden: found.includes(null) }
  },
  xlsx: async bytes => {
    const tables = (await readXlsxFile(bytes)).slice(0, -1)
    const rates: unknown[] = rateNames.map(rate => rateName(rate, words))
    const cells = tables.flatMap(({ data: [head = [], ...rows] }) =>
      rows.flatMap(row => row.filter((_, index) => !rates.includes(head[index]))),
    )
    return {
      counts: cells.filter(cell => typeof cell === 'number'),
      isSomethingHidden: cells.includes('x'),
    }
  },
}

/** Everything that is a number or hidden, but for what numbers the file, its days and its shares. */
function countsUnder(value: unknown): (number | null)[] {
  if (value === null || typeof value === 'number') return [value]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, part]) => (noCounts.includes(name) ? [] : countsUnder(part)))
}

const noCounts = ['definition', 'nothing_shown', 'rates', 'first_day', 'last_day', 'id']
