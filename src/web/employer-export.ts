import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { allEmployers } from '../db/employer-list.ts'
import { lastImportedAt, placementsBetween } from '../db/employer-months.ts'
import { dayOf } from '../domain/calendar.ts'
import { compileMonth, daysOf, readMonth } from '../domain/employer-month.ts'
import { fileFormats, type Sheet, writeSheets } from '../files/workbook.ts'
import { employerFilterOf, readEmployerFields, textOf } from './employer-filter.ts'
import { monthSheets, registerSheets } from './employer-sheets.ts'
import { showRegister } from './employers.ts'
import { languageOf, type StaffPage } from './staff-page.ts'

/** GET /employers/export?format=xlsx|csv and the register's filter: every host under it, without its contacts. */
export function employerExportHandler(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    const { db, clock, renderer } = context
    const now = clock.now()
    const today = dayOf(now)
    const language = languageOf(request)
    const employers = await allEmployers(db, employerFilterOf(readEmployerFields(request.query)), today)
    const sheets = registerSheets(employers, {
      language,
      t: renderer.t,
      organisation: organisationOf(context),
      at: now,
    })
    const name = `${renderer.t(language, 'employers.file.name')}-${today}`
    await sendFile(request, response, name, sheets)
  }
}

/**
 * GET /employers/monthly?month=2026-10&format=xlsx|csv: the compilation that the board asked for. It depends on the
 * register alone, so that the same month is the same file until something is imported or merged.
 */
export function employerMonthHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { db, clock, renderer } = context
    const read = readMonth(textOf(request.query.month), dayOf(clock.now()))
    if ('problem' in read) {
      response.status(422)
      return showRegister(context, page, request, response, read.problem)
    }
    const language = languageOf(request)
    const [placements, importedAt] = await Promise.all([
      placementsBetween(db, daysOf(read.month)),
      lastImportedAt(db),
    ])
    const words = { language, t: renderer.t, organisation: organisationOf(context), at: importedAt ?? null }
    const sheets = monthSheets(compileMonth(placements, read.month), read.month, words)
    await sendFile(request, response, `${renderer.t(language, 'employers.file.name')}-${read.month}`, sheets)
  }
}

function organisationOf({ config }: Context): string {
  return config.ORGANISATION_NAME
}

/** XLSX unless CSV is asked for. */
async function sendFile(
  request: Request,
  response: Response,
  name: string,
  sheets: readonly [Sheet, ...Sheet[]],
): Promise<void> {
  const format = fileFormats.find(code => code === request.query.format) ?? 'xlsx'
  const { contentType, bytes } = await writeSheets(format, sheets)
  response.attachment(`${name}.${format}`).type(contentType).send(bytes)
}
