import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { learnedColumns } from '../db/import-columns.ts'
import type { ImportFile } from '../db/imports.ts'
import { sampleOf } from '../domain/column-sample.ts'
import { ExpectedError } from '../domain/errors.ts'
import { type ImportColumn, importColumns, matchColumns } from '../domain/import-columns.ts'
import { type ColumnChoices, type ColumnProblem, learnColumns } from '../flow/learn-columns.ts'
import { readWaiting } from '../flow/read-waiting.ts'
import { namedImport } from './import.ts'
import { fileView } from './import-view.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** GET and POST /imports/:id/columns: which column of the file is which of ours, where its name does not tell. */
export function importColumnsHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), learn: learn(context, page) }
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const file = await namedImport(context, request)
    if (!file) return refuse(page, request, response, 'not_found')
    await showColumns(context, page, request, response, file, { choices: {}, problems: [] })
  }
}

function learn(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const file = await namedImport(context, request)
    if (!file) return refuse(page, request, response, 'not_found')
    const choices = choicesIn(request.body)
    const who = { staffId: staffOf(response).id, now: context.clock.now() }
    const problems = await unlessDuplicate(learnColumns(context, { importId: file.id, choices, ...who }))
    if (problems?.length === 0) return response.redirect(303, `/imports/${file.id}?done=learned`)
    if (problems) response.status(422)
    await showColumns(context, page, request, response, file, { choices, problems: problems ?? [] })
  }
}

type Chosen = { choices: ColumnChoices; problems: readonly ColumnProblem[] }

/** Where nothing is missing (any more), the file's own page says what is the matter with it. */
async function showColumns(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  file: ImportFile,
  chosen: Chosen,
): Promise<void> {
  const found = await unlessDuplicate(findMissing(context, file.id))
  if (!found || found.missing.length === 0) return response.redirect(303, `/imports/${file.id}`)
  const { missing, options } = found
  page(request, response, 'import-columns', {
    file: fileView(file),
    fields: missing.map(column => fieldView(column, options, chosen)),
    hasProblems: chosen.problems.length > 0,
  })
}

async function findMissing(context: Context, importId: number) {
  const table = await readWaiting(context, importId)
  if (!table) return undefined
  const { missing, unknown } = matchColumns(table.columns, await learnedColumns(context.db))
  const options = unknown.map(({ name, index }) => ({ name, sample: sampleOf(table.rows, index) }))
  return { missing, options }
}

type Option = { name: string; sample: string | null }

function fieldView(column: ImportColumn, options: readonly Option[], { choices, problems }: Chosen) {
  return {
    column,
    problem: problems.find(problem => problem.column === column)?.problem ?? null,
    options: options.map(option => ({ ...option, isChosen: option.name === choices[column] })),
  }
}

/** The file names one of our columns twice: its own page tells so. */
async function unlessDuplicate<Found>(found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found
  } catch (error) {
    if (error instanceof ExpectedError) return undefined
    throw error
  }
}

function choicesIn(body: unknown): ColumnChoices {
  const given: Readonly<Record<string, unknown>> = Object(body)
  const chosen = importColumns.map(column => [column, given[column]] as const)
  return Object.fromEntries(chosen.filter(([, name]) => typeof name === 'string'))
}
