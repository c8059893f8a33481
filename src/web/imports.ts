import type { Request, RequestHandler, Response } from 'express'
import multer from 'multer'
import type { Context } from '../context.ts'
import { listColumnNames } from '../db/import-columns.ts'
import { type ImportKey, type ImportsPage, listImports } from '../db/imports.ts'
import { ExpectedError } from '../domain/errors.ts'
import { refusedRowsDays, waitingHours } from '../domain/import-file.ts'
import { sizeLimitMegabytes } from '../files/table.ts'
import { forgetColumn } from '../flow/learn-columns.ts'
import { uploadImport } from '../flow/upload-import.ts'
import { fileView, pageLinks } from './import-view.ts'
import { languageOf, type StaffPage, staffOf } from './staff-page.ts'

const rowsPerPage = 25

/** One file, kept in memory until it stands in the database. Browsers send its name in UTF-8 (HTML, multipart encoding). */
const receiveOne = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fields: 1, fileSize: sizeLimitMegabytes * 1_000_000 },
  defParamCharset: 'utf8',
}).single('file')

/** GET and POST /imports: choose a file, and see those that were imported before. */
export function importsHandlers(context: Context, page: StaffPage) {
  return {
    show: (request: Request, response: Response) => showImports(context, page, request, response, null),
    upload: [receive(context, page), upload(context, page)],
    forgetColumn: forget(context),
  }
}

/** What was wrong with the file, in words, beside the field and above the form. */
async function showImports(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  problem: string | null,
): Promise<void> {
  const list = await listImports(context.db, pageOf(request.query), rowsPerPage)
  page(request, response, 'imports', {
    problem,
    done: doneNotes.find(name => name === request.query.done) ?? null,
    limit: sizeLimitMegabytes,
    waitingHours,
    refusedRowsDays,
    files: list.rows.map(fileView),
    ...pageLinks(list),
    learned: await listColumnNames(context.db),
  })
}

const doneNotes = ['discarded', 'forgotten'] as const

/** After the guard: nobody's file is read who may not send one. */
function receive(context: Context, page: StaffPage): RequestHandler {
  return (request, response, next) => {
    receiveOne(request, response, error => {
      if (error === undefined || error === null) return next()
      const isTooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE'
      response.status(isTooLarge ? 413 : 422)
      const problem = isTooLarge ? 'too_large' : 'broken_upload'
      showImports(context, page, request, response, inWords(context, request, problem)).catch(next)
    })
  }
}

function upload(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { file } = request
    const refuse = (problem: string) => {
      response.status(422)
      return showImports(context, page, request, response, problem)
    }
    if (!file) return refuse(inWords(context, request, 'no_file'))
    const { originalname: fileName, buffer: content } = file
    const now = context.clock.now()
    try {
      const id = await uploadImport(context, { fileName, content, staffId: staffOf(response).id, now })
      response.redirect(303, `/imports/${id}`)
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      await refuse(context.renderer.t(languageOf(request), `error.${error.code}`, error.details))
    }
  }
}

function inWords({ renderer }: Context, request: Request, problem: string): string {
  return renderer.t(languageOf(request), `imports.problem.${problem}`, { limit: sizeLimitMegabytes })
}

function forget(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    const { name } = Object(request.body)
    const who = { staffId: staffOf(response).id, now: context.clock.now() }
    if (typeof name === 'string') await forgetColumn(context, name, who)
    response.redirect(303, '/imports?done=forgotten#columns')
  }
}

/** The page asked for: `after=1772438400123.41`, the moment and the number of a file. */
function pageOf({ after, before }: Readonly<Record<string, unknown>>): ImportsPage {
  const afterKey = keyIn(after)
  if (afterKey) return { after: afterKey }
  const beforeKey = keyIn(before)
  return beforeKey ? { before: beforeKey } : 'first'
}

function keyIn(text: unknown): ImportKey | undefined {
  const [, milliseconds, id] = /^(\d{1,14})\.(\d{1,15})$/.exec(String(text)) ?? []
  if (milliseconds === undefined) return undefined
  return { uploadedAt: Temporal.Instant.fromEpochMilliseconds(Number(milliseconds)), id: Number(id) }
}
