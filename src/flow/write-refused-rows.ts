import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Context } from '../context.ts'
import type { Language } from '../domain/codes.ts'
import type { RowProblem } from '../domain/import-row.ts'
import { importWords } from '../domain/import-rules.ts'
import { keepRefused, type RefusedRows, readRefused } from '../domain/refused-rows.ts'
import { type Table, writeTable } from '../files/table.ts'
import type { Translate } from '../render.ts'

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

/** The refused rows in their original columns, with the row's number in the file and every reason in Swedish. */
export function refusedTable(table: Table, rejected: readonly RowProblem[], t: Translate): Table {
  return inWords(keepRefused(table, rejected), 'sv', t)
}

/** Refused rows as they were kept, with every reason in the reader's language. */
export function inWords(kept: RefusedRows, language: Language, t: Translate): Table {
  const rows = kept.rows.map(row => {
    const reasons = readRefused(row).problems.map(problem => reasonFor(problem, language, t))
    return [...row.slice(0, -1), reasons.join(' ')]
  })
  return { columns: kept.columns, rows }
}

/** What is wrong with the cell and what to do about it, as one sentence. */
export function reasonFor({ field, problem }: RowProblem, language: Language, t: Translate): string {
  const words = field in importWords ? Object.keys(importWords[field as keyof typeof importWords]) : []
  const allowed = words.filter(word => word !== '').join(', ')
  return t(language, `problem.${problem}`, { field, allowed, context: field })
}
