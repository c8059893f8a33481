import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import { filterNames, readFilters } from '../../domain/report-filters.ts'
import { readPeriod } from '../../domain/statistics.ts'
import { reportFile, reportFormats } from '../../files/report-file.ts'
import { reportOutcomes } from '../../flow/report-outcomes.ts'
import { textOf } from '../employer-filter.ts'
import { languageOf } from '../staff-page.ts'

/**
 * GET /reports/export?format=xlsx|csv|json|json-stat&from=2025-01-01&to=2025-12-31 and the report's filters: the public
 * report as a file. What cannot be read is told by the report's page, which has the fields to mend it in.
 */
export function reportExportHandler(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    const { query } = request
    const period = readPeriod(textOf(query.from), textOf(query.to))
    const filters = readFilters(Object.fromEntries(filterNames.map(name => [name, textOf(query[name])])))
    if ('problem' in period || 'problem' in filters) return response.redirect(303, pageAddress(request))
    const now = context.clock.now()
    const report = await reportOutcomes(context, { ...period.period, ...filters, exact: false, now })
    const format = reportFormats.find(code => code === query.format) ?? 'xlsx'
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
function pageAddress({ query }: Request): string {
  const asked = ['from', 'to', ...filterNames].map(name => [name, textOf(query[name])] as const)
  const kept = asked.filter(([name, value]) => value !== '' || name === 'from' || name === 'to')
  return `/reports?${new URLSearchParams(kept.map(([name, value]) => [name, value]))}`
}
