import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Context } from '../context.ts'
import type { Language } from '../domain/codes.ts'
import type { RowProblem } from '../domain/import-row.ts'
import { importWords } from '../domain/import-rules.ts'
import { type Table, writeTable } from '../files/table.ts'
import type { Translate } from '../render.ts'

/** Columns that are added to the original ones; an earlier file of refused rows has them already. */
const addedColumns = ['rad', 'orsak']

/**
 * Writes the refused rows of a file beside it, as <name>-avvisade.csv, or into DATA_DIR where that folder takes no file.
 * Only the owner may read it: a refused row may hold an identity number.
 * @returns the path it was written to.
 */
export async function writeRefusedRows(
  { config, renderer }: Context,
  file: string,
  table: Table,
  rejected: readonly RowProblem[],
): Promise<string> {
  const text = writeTable(refusedTable(table, rejected, renderer.t))
  const name = `${basename(file, extname(file))}-avvisade.csv`
  const folder = (await takesFiles(dirname(file))) ? dirname(file) : config.DATA_DIR
  await mkdir(folder, { recursive: true })
  const path = join(resolve(folder), name)
  await writeFile(path, text, { mode: 0o600 })
  return path
}

/** A folder marked as read-only is left alone also by the administrator, whom the system would let through. */
async function takesFiles(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  const isOpen = (mode & 0o222) !== 0
  return (
    isOpen &&
    access(folder, constants.W_OK).then(
      () => true,
      () => false,
    )
  )
}

/** The refused rows in their original columns, with the row's number in the file and every reason in words. */
export function refusedTable(table: Table, rejected: readonly RowProblem[], t: Translate): Table {
  const kept = table.columns.flatMap((column, index) => (addedColumns.includes(column) ? [] : [index]))
  const only = (cells: readonly string[]) => kept.map(index => cells[index] ?? '')
  const rows = [...Map.groupBy(rejected, ({ row }) => row)].map(([row, problems]) => {
    const reasons = problems.map(problem => reasonFor(problem, 'sv', t))
    return [...only(table.rows[row - 1] ?? []), String(row), reasons.join(' ')]
  })
  return { columns: [...only(table.columns), ...addedColumns], rows }
}

/** What is wrong with the cell and what to do about it, as one sentence. */
function reasonFor({ field, problem }: RowProblem, language: Language, t: Translate): string {
  const words = field in importWords ? Object.keys(importWords[field as keyof typeof importWords]) : []
  const allowed = words.filter(word => word !== '').join(', ')
  return t(language, `problem.${problem}`, { field, allowed, context: field })
}
