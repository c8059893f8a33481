import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import { reportFile, reportFormats } from '../../files/report-file.ts'
import { reportOutcomes } from '../../flow/report-outcomes.ts'
import { languageOf } from '../staff-page.ts'
import { type ReportFields, readReportFields, readReportRequest } from './report-fields.ts'

/**
 * GET /reports/export?format=xlsx|csv|json|json-stat&from=2025-01-01&to=2025-12-31 and the report's filters: the public
 * report as a file. What cannot be read is told by the report's page, which has the fields to mend it in.
 */
export function reportExportHandler(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    const fields = readReportFields(request.query)
    const read = readReportRequest(fields)
    if ('problem' in read) return response.redirect(303, pageAddress(fields))
    const now = context.clock.now()
    const report = await reportOutcomes(context, { ...read.period, filters: read.filters, exact: false, now })
    const format = reportFormats.find(code => code === request.query.format) ?? 'xlsx'
    const { name, contentType, bytes } = await reportFile(report, format, {
      language: languageOf(request),
      t: context.renderer.t,
      organisation: context.config.ORGANISATION_NAME,
      at: now,
    })
    response.attachment(name).type(contentType).send(bytes)
  }
}

/** A period that is left out is asked for: the page would show its own instead. */
function pageAddress({ from, to, ...filters }: ReportFields): string {
  const given = Object.entries(filters).filter(([, value]) => value !== '')
  return `/reports?${new URLSearchParams([['from', from], ['to', to], ...given])}`
}
