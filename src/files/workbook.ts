import writeXlsxFile, { type CellObject } from 'write-excel-file/node'
import { type Table, writeTable } from './table.ts'

/**
 * What a cell of a file for people holds: numbers stay numbers and days stay days, so that a spreadsheet can reckon. A
 * share from 0 to 1 is shown as a percentage.
 */
export type Cell = string | number | Temporal.PlainDate | Share | null
type Share = { share: number }

/** A sheet of a workbook; a column's width is in characters. */
export type Sheet = {
  name: string
  columns: readonly { heading: string; width: number }[]
  rows: readonly (readonly Cell[])[]
}

export const fileFormats = ['xlsx', 'csv'] as const
export type FileFormat = (typeof fileFormats)[number]

/** A table in the format of a file; a CSV file has one table, and so holds the first sheet only. */
export async function writeSheets(
  format: FileFormat,
  sheets: readonly [Sheet, ...Sheet[]],
): Promise<{ contentType: string; bytes: Buffer }> {
  if (format === 'csv') {
    return { contentType: 'text/csv; charset=utf-8', bytes: Buffer.from(writeTable(tableOf(sheets[0]))) }
  }
  const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { contentType, bytes: await writeWorkbook(sheets) }
}

/** A workbook whose sheets have their heading in bold and in sight. A text is never a formula in it. */
async function writeWorkbook(sheets: readonly Sheet[]): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map(({ name, columns, rows }) => ({
      sheet: name,
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      data: [columns.map(({ heading }) => headingCell(heading)), ...rows.map(row => row.map(cellOf))],
    })),
  ).toBuffer()
}

function headingCell(heading: string): CellObject {
  return { value: heading, type: String, fontWeight: 'bold', wrap: true, alignVertical: 'top' }
}

function cellOf(cell: Cell): CellObject | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'string') return { value: findable(cell), type: String }
  if (typeof cell === 'number') return { value: cell, type: Number }
  if ('share' in cell) return { value: cell.share, type: Number, format: '0.0%' }
  return {
    value: new Date(Date.UTC(cell.year, cell.month - 1, cell.day)),
    type: Date,
    format: 'yyyy-mm-dd',
  }
}

/**
 * The library looks a text up in a plain object, where it takes what every object has, such as "constructor", for a text
 * it has written: no spreadsheet opens the file then. A blank at the end, which nobody sees, keeps them apart.
 */
function findable(text: string): string {
  return text in Object.prototype ? `${text} ` : text
}

function tableOf({ columns, rows }: Sheet): Table {
  return {
    columns: columns.map(({ heading }) => heading),
    rows: rows.map(row => row.map(textOf)),
  }
}

function textOf(cell: Cell): string {
  if (cell === null) return ''
  return String(typeof cell === 'object' && 'share' in cell ? cell.share : cell)
}
