import { readFile, stat } from 'node:fs/promises'
import { ExpectedError } from '../domain/errors.ts'
import { parseCsv } from './csv.ts'
import { typeOf } from './file-type.ts'
import { parseSpreadsheet } from './spreadsheet.ts'

/** A table as a person sees it: every cell is text, in composed Unicode, without white space at its ends. */
export type Table = { columns: string[]; rows: string[][] }

/** Of a file, wherever it comes from. */
export const sizeLimitMegabytes = 50

/**
 * Reads a CSV or XLSX file from disk.
 * Refuses with file_missing, file_is_folder, file_unreadable, file_too_large, or as `readTable` does.
 */
export async function readTableFile(path: string): Promise<Table> {
  try {
    const { size } = await stat(path)
    if (size > sizeLimitMegabytes * 1_000_000) throw tooLarge(path, size)
    return await readTable(await readFile(path))
  } catch (error) {
    throw fileFault(path, error)
  }
}

/**
 * Reads the bytes of a CSV or XLSX file; the content decides which, not the name. Rows in which every cell is
 * blank are skipped and not counted.
 * Refuses with file_empty, file_not_table, file_not_text, file_broken, quote_open, row_width or columns_duplicate.
 */
export async function readTable(bytes: Buffer): Promise<Table> {
  const type = typeOf(bytes)
  if (type === 'binary') throw new ExpectedError('file_not_text')
  if (type !== 'csv' && type !== 'xlsx') throw new ExpectedError('file_not_table', { type })
  const records = type === 'xlsx' ? await parseSpreadsheet(bytes) : parseCsv(bytes)
  const [columns, ...rows] = records.map(cleanCells).filter(hasContent)
  if (!columns) throw new ExpectedError('file_empty')
  rejectDuplicates(columns)
  rejectRagged(columns, rows)
  return { columns, rows }
}

/**
 * The text of a CSV file that a Swedish spreadsheet opens as it is: byte order mark, semicolons, CRLF.
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP: CSV injection); `readTable`
 * takes it away again, so that a mended file of refused rows can be imported.
 */
export function writeTable({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map(cells => cells.map(writeCell).join(';'))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function tooLarge(path: string, size: number): ExpectedError {
  const megabytes = Math.ceil(size / 1_000_000)
  return new ExpectedError('file_too_large', { file: path, megabytes, limit: sizeLimitMegabytes })
}

function fileFault(path: string, error: unknown): unknown {
  if (error instanceof ExpectedError || !(error instanceof Error && 'code' in error)) return error
  const codes: Record<string, string> = {
    ENOENT: 'file_missing',
    ENOTDIR: 'file_missing',
    EISDIR: 'file_is_folder',
  }
  const code = codes[String(error.code)] ?? 'file_unreadable'
  return new ExpectedError(code, { file: path, reason: String(error.code) }, { cause: error })
}

// A cell that held an apostrophe before such a sign from the start gets a second one, or the way back would take it.
const formulaStart = /^'*[=+\-@\t\r]/
const guardedFormula = /^'+[=+\-@\t\r]/

function cleanCells(cells: string[]): string[] {
  return cells.map(cell => {
    const text = cell.normalize('NFC').trim()
    return guardedFormula.test(text) ? text.slice(1) : text
  })
}

function writeCell(cell: string): string {
  const guarded = formulaStart.test(cell) ? `'${cell}` : cell
  return /[";\r\n\t]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

function hasContent(cells: string[]): boolean {
  return cells.some(cell => cell !== '')
}

function rejectDuplicates(columns: string[]): void {
  const named = columns.filter(column => column !== '').map(column => column.toLowerCase())
  const duplicates = named.filter((column, index) => named.indexOf(column) < index)
  if (duplicates.length === 0) return
  throw new ExpectedError('columns_duplicate', { columns: [...new Set(duplicates)].join(', ') })
}

/** A row of another width has its values under the wrong names: nothing in such a file can be trusted. */
function rejectRagged(columns: string[], rows: string[][]): void {
  const index = rows.findIndex(row => row.length !== columns.length)
  const row = rows[index]
  if (!row) return
  throw new ExpectedError('row_width', { row: index + 2, found: row.length, expected: columns.length })
}
