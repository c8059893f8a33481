import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { insertImport, noteOutcome } from '../db/imports.ts'
import { fileNameOf } from '../domain/import-file.ts'
import type { Table } from '../files/table.ts'
import { storePlacements } from './import-placements.ts'
import { type ImportResult, outcomeOf, readPlacements, resultOfNothing } from './read-import.ts'

type FileImport = { fileName: string; table: Table; strict: boolean; now: Temporal.Instant }

/**
 * Imports a file from the command line, as importPlacements does, and notes it in the history: as discarded where
 * `strict` refused it.
 */
export async function importFile(context: Context, request: FileImport): Promise<ImportResult> {
  const { fileName, table, strict, now } = request
  const file = await readPlacements(context.db, table)
  const isRefused = strict && file.rejected.length > 0
  const store = async (tx: Queryable) => {
    const importId = await insertImport(tx, {
      fileName: fileNameOf(fileName),
      uploadedAt: now,
      decidedAt: now,
      state: isRefused ? 'discarded' : 'stored',
    })
    const result = isRefused
      ? resultOfNothing(file)
      : await storePlacements(tx, context, file, { actor: 'import', now, importId })
    await noteOutcome(tx, importId, outcomeOf(table, result))
    return result
  }
  return retryingDeadlock(() => context.db.transaction(store))
}
