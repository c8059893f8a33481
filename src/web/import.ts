import { extname } from 'node:path'
import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { learnedColumns } from '../db/import-columns.ts'
import { findImport, type ImportFile, refusedRowsOf } from '../db/imports.ts'
import { ExpectedError } from '../domain/errors.ts'
import type { RefusedRows } from '../domain/refused-rows.ts'
import { writeTable } from '../files/table.ts'
import { discardImport } from '../flow/discard-import.ts'
import { type ImportPreview, previewImport } from '../flow/preview-import.ts'
import { storeImport } from '../flow/store-import.ts'
import { inWords } from '../flow/write-refused-rows.ts'
import type { Words } from '../render.ts'
import { fileView, previewView, refusedView, rowsShown } from './import-view.ts'
import { languageOf, refuse, type StaffPage, staffOf } from './staff-page.ts'

/** One file: what storing it would do, the decision, and afterwards what was done. */
export function importHandlers(context: Context, page: StaffPage) {
  return {
    show: show(context, page),
    store: decide(context, page, 'stored', storeImport),
    discard: decide(context, page, 'discarded', discardImport),
    /** Whoever reloads the page that told a decision to be too late, or changes its language. */
    leadBack: (request: Request, response: Response) =>
      response.redirect(303, request.path.replace(/\/[a-z]+\/?$/, '')),
    download: download(context, page),
  }
}

/** The file that the address names. */
export async function namedImport({ db }: Context, request: Request): Promise<ImportFile | undefined> {
  const { id = '' } = request.params
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id)) return undefined
  return findImport(db, Number(id))
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const file = await namedImport(context, request)
    if (!file) return refuse(page, request, response, 'not_found')
    if (file.state === 'waiting') return showWaiting(context, page, request, response, file)
    await showDecided(context, page, request, response, file)
  }
}

/** A file of which columns are missing leads to the page that asks for them. */
async function showWaiting(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  file: ImportFile,
): Promise<void> {
  const read = await previewOf(context, file.id)
  if (read instanceof ExpectedError) {
    if (read.code === 'columns_missing') return response.redirect(303, `/imports/${file.id}/columns`)
    const problem = context.renderer.t(languageOf(request), `error.${read.code}`, read.details)
    return page(request, response, 'import-unreadable', { file: fileView(file), problem })
  }
  // Somebody has decided since the file was looked up: its page tells what.
  if (!read) return response.redirect(303, `/imports/${file.id}`)
  page(request, response, 'import-preview', {
    file: fileView(file),
    hasLearned: request.query.done === 'learned',
    ...previewView(read),
    refused: refusedView(read.refused, await learnedColumns(context.db), wordsFor(context, request)),
  })
}

async function previewOf(
  context: Context,
  importId: number,
): Promise<ImportPreview | ExpectedError | undefined> {
  try {
    return await previewImport(context, { importId, shown: rowsShown, now: context.clock.now() })
  } catch (error) {
    if (error instanceof ExpectedError) return error
    throw error
  }
}

async function showDecided(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  file: ImportFile,
): Promise<void> {
  const kept = await refusedRowsOf(context.db, file.id)
  page(request, response, 'import-decided', {
    file: fileView(file),
    isJustStored: request.query.done === 'stored',
    isTooLate: response.statusCode === 409,
    refused: kept
      ? refusedView(kept, await learnedColumns(context.db), wordsFor(context, request))
      : { lines: [], more: 0 },
  })
}

type Decision = typeof storeImport

/** Whoever comes second is shown what was decided; that it was decided otherwise is told (409). */
function decide(context: Context, page: StaffPage, wanted: 'stored' | 'discarded', carryOut: Decision) {
  return async (request: Request, response: Response): Promise<void> => {
    const file = await namedImport(context, request)
    if (!file) return refuse(page, request, response, 'not_found')
    const address = `/imports/${file.id}`
    const who = { staffId: staffOf(response).id, now: context.clock.now() }
    const isDone = await unlessUnreadable(carryOut(context, { importId: file.id, ...who }))
    // A name of a column was forgotten since the preview: the page asks for it.
    if (isDone === undefined) return response.redirect(303, address)
    if (isDone)
      return response.redirect(
        303,
        wanted === 'stored' ? `${address}?done=stored` : '/imports?done=discarded',
      )
    const decided = (await findImport(context.db, file.id)) ?? file
    if (decided.state === wanted) return response.redirect(303, address)
    response.status(409)
    await showDecided(context, page, request, response, decided)
  }
}

async function unlessUnreadable(decided: Promise<boolean>): Promise<boolean | undefined> {
  try {
    return await decided
  } catch (error) {
    if (error instanceof ExpectedError) return undefined
    throw error
  }
}

/** GET /imports/:id/refused.csv: in the original columns, with every reason in the reader's language. */
function download(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const file = await namedImport(context, request)
    const refused = file && (await refusedOf(context, file))
    if (!refused) return refuse(page, request, response, 'not_found')
    const { language, t } = wordsFor(context, request)
    const name = file.fileName.slice(0, file.fileName.length - extname(file.fileName).length)
    response.attachment(t(language, 'imports.refused.file_name', { name }))
    response.type('text/csv').send(writeTable(inWords(refused, language, t)))
  }
}

async function refusedOf(context: Context, file: ImportFile): Promise<RefusedRows | null> {
  if (file.state !== 'waiting') return refusedRowsOf(context.db, file.id)
  const read = await previewOf(context, file.id)
  return read === undefined || read instanceof ExpectedError ? null : read.refused
}

function wordsFor({ renderer }: Context, request: Request): Words {
  return { language: languageOf(request), t: renderer.t }
}
