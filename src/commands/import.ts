import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { ExpectedError } from '../domain/errors.ts'
import { readTableFile, type Table } from '../files/table.ts'
import { importFile } from '../flow/import-file.ts'
import { type ImportResult, refusedRows } from '../flow/read-import.ts'
import { writeRefusedRows } from '../flow/write-refused-rows.ts'
import type { Translate } from '../render.ts'
import { number } from '../render-values.ts'
import { withContext } from './with-context.ts'

type Options = { file: string; strict: boolean; json: boolean }

/**
 * `import FILE [--strict] [--json]`: brings the database up to date with an export of the case system.
 * @returns the exit code: 0, or 1 if a row was refused.
 * @throws ExpectedError for a file that can't be read and for wrong usage (exit code 2); nothing has changed then.
 */
export async function importCommand(args: string[]): Promise<number> {
  const options = readOptions(args)
  const table = await readTableFile(options.file)
  return withContext(context => importTable(context, table, options))
}

/** npm runs a script in the project's folder; INIT_CWD is where the operator stands. */
function readOptions(args: string[]): Options {
  const { values, positionals } = parseStrictly(args)
  const [file, ...others] = positionals
  if (!file || others.length > 0) throw new ExpectedError('import_usage')
  return { ...values, file: resolve(process.env.INIT_CWD ?? process.cwd(), file) }
}

function parseStrictly(args: string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ args, options: { strict: flag, json: flag }, allowPositionals: true })
  } catch (error) {
    throw new ExpectedError('import_usage', {}, { cause: error })
  }
}

async function importTable(context: Context, table: Table, options: Options): Promise<number> {
  const { file, strict, json } = options
  const { t } = context.renderer
  const now = context.clock.now()
  const result = await importFile(context, { fileName: basename(file), table, strict, now })
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : summary(t, file, result))
  if (result.rejected.length === 0) return 0
  const path = await writeRefusedRows(context, file, table, result.rejected)
  // Whoever asked for JSON reads standard output with a program.
  const notes = json ? process.stderr : process.stdout
  notes.write(refusal(t, path, result, strict))
  return 1
}

function summary(t: Translate, file: string, result: ImportResult): string {
  const { rows, accepted, created, updated, unchanged } = result
  const counts = { rows, accepted, created, updated, unchanged }
  const values = Object.entries(counts).map(([name, count]) => [name, number('sv', count)])
  return `${t('sv', 'import.summary', { file: basename(file), ...Object.fromEntries(values) })}\n`
}

function refusal(t: Translate, path: string, result: ImportResult, strict: boolean): string {
  const refused = number('sv', refusedRows(result).size)
  return `${t('sv', strict ? 'import.refused_file' : 'import.refused_rows', { refused, path })}\n`
}
