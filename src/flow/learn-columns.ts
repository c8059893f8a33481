import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { deleteColumnName, learnedColumns, upsertColumnNames } from '../db/import-columns.ts'
import { type FileColumn, foldedName, type ImportColumn, matchColumns } from '../domain/import-columns.ts'
import { readWaiting } from './read-waiting.ts'

/** A column of ours, as its name in the file was chosen for it; '' where none was. */
export type ColumnChoices = Readonly<Partial<Record<ImportColumn, string>>>
export type ColumnProblem = { column: ImportColumn; problem: 'required' | 'chosen_twice' }

type Who = { staffId: string; now: Temporal.Instant }
type Learning = Who & { importId: number; choices: ColumnChoices }

/**
 * Learns what the missing columns are called in a file that waits: for this file, and for every later one.
 * Refuses with columns_duplicate.
 * @returns what is wrong with the choices, if anything; undefined where the file waits no longer.
 */
export async function learnColumns(
  context: Context,
  learning: Learning,
): Promise<ColumnProblem[] | undefined> {
  const { importId, choices, staffId, now } = learning
  const table = await readWaiting(context, importId)
  if (!table) return undefined
  const { missing, unknown } = matchColumns(table.columns, await learnedColumns(context.db))
  const problems = problemsOf(choices, missing, unknown)
  if (problems.length > 0 || missing.length === 0) return problems
  const names = missing.map(column => ({ name: foldedName(choices[column] ?? ''), column }))
  await context.db.transaction(async tx => {
    await upsertColumnNames(
      tx,
      names.map(learned => ({ ...learned, staffId, learnedAt: now })),
    )
    await addEvents(
      tx,
      names.map(detail => ({ at: now, actor: staffId, kind: 'import_column.learned', detail })),
    )
  })
  return []
}

/** Forgets what a name stands for; one that nobody knows is no fault. */
export async function forgetColumn({ db }: Context, name: string, { staffId, now }: Who): Promise<void> {
  await db.transaction(async tx => {
    const column = await deleteColumnName(tx, name)
    if (column === undefined) return
    const detail = { name, column }
    await addEvents(tx, [{ at: now, actor: staffId, kind: 'import_column.forgotten', detail }])
  })
}

function problemsOf(
  choices: ColumnChoices,
  missing: readonly ImportColumn[],
  unknown: readonly FileColumn[],
): ColumnProblem[] {
  return missing.flatMap((column, index): ColumnProblem[] => {
    const chosen = choices[column]
    if (!unknown.some(({ name }) => name === chosen)) return [{ column, problem: 'required' }]
    const isTaken = missing.slice(0, index).some(other => choices[other] === chosen)
    return isTaken ? [{ column, problem: 'chosen_twice' }] : []
  })
}
