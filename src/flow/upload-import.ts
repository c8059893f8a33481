import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { learnedColumns } from '../db/import-columns.ts'
import { insertImport } from '../db/imports.ts'
import { columnsMissing, type LearnedColumns, matchColumns } from '../domain/import-columns.ts'
import { fileNameOf } from '../domain/import-file.ts'
import { readTableAside } from '../files/table-reader.ts'

type Upload = { fileName: string; content: Buffer; staffId: string; now: Temporal.Instant }

/**
 * Keeps an uploaded file until somebody has seen what it holds and decided; none of its rows is stored.
 * Refuses, and keeps nothing, as `readTable` does, or with columns_duplicate, or with columns_missing where nobody could
 * say which of the file's other columns are meant.
 * @returns the file's number in the history.
 */
export async function uploadImport(context: Context, upload: Upload): Promise<number> {
  const { fileName, content, staffId, now } = upload
  const { columns } = await readTableAside(content)
  rejectHopeless(columns, await learnedColumns(context.db))
  return context.db.transaction(async tx => {
    const importId = await insertImport(tx, {
      fileName: fileNameOf(fileName),
      staffId,
      uploadedAt: now,
      state: 'waiting',
      content,
    })
    await addEvents(tx, [{ at: now, actor: staffId, kind: 'import.uploaded', detail: { importId } }])
    return importId
  })
}

/** Whatever is chosen on the page that asks for the missing columns, there would not be enough of them. */
function rejectHopeless(columns: readonly string[], learned: LearnedColumns): void {
  const { missing, unknown } = matchColumns(columns, learned)
  if (unknown.length < missing.length) throw columnsMissing(columns, missing)
}
