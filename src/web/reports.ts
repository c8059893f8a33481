import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { dayOf } from '../domain/calendar.ts'
import { chosenPeriods, lastFourQuarters, publicPeriodsNear } from '../domain/period-choices.ts'
import type { Report } from '../domain/report.ts'
import type { Period } from '../domain/statistics.ts'
import { reportFormats } from '../files/report-file.ts'
import { defaultPeriod, reportOutcomes } from '../flow/report-outcomes.ts'
import type { Words } from '../render.ts'
import { period } from '../render-values.ts'
import {
  type ReportFields,
  readReportFields,
  readReportRequest,
  reportAddress,
  reportFields,
} from './reports/report-fields.ts'
import { reportForm } from './reports/report-form.ts'
import { reportLinks } from './reports/report-links.ts'
import { reportView } from './reports/report-view.ts'
import { languageOf, type StaffPage, staffOf } from './staff-page.ts'

/** GET /reports?from=2025-01-01&to=2025-12-31&purpose=language: the board's report, in which nobody can be found. */
export function reportsHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const now = context.clock.now()
    const today = dayOf(now)
    const words = { language: languageOf(request), t: context.renderer.t }
    const isAdministrator = staffOf(response).role === 'administrator'
    const fields = await askedFor(context, request, now)
    const read = readReportRequest(fields)
    const problem = 'field' in read ? read : null
    const form = await reportForm(context.db, { fields, problem, today }, words)
    if ('field' in read) {
      response.status(422)
      return page(request, response, 'reports', {
        isAdministrator,
        form,
        report: null,
        offers: [],
        out: null,
      })
    }
    const report = await reportOutcomes(context, { ...read.period, filters: read.filters, exact: false, now })
    const about = {
      organisation: context.config.ORGANISATION_NAME,
      countedAt: now,
      closesAfterDays: context.config.CLOSES_AFTER_DAYS,
      hasFiles: true,
      ...(isAdministrator ? { links: reportLinks(report) } : {}),
    }
    page(request, response, 'reports', {
      isAdministrator,
      form,
      report: await reportView(report, words, about),
      offers: offersFor(report, fields, today, words),
      out: report.nothingShown === null && report.placements.ended !== 0 ? outView(fields) : null,
    })
  }
}

/** The default period when the page is opened without one. */
async function askedFor(context: Context, request: Request, now: Temporal.Instant): Promise<ReportFields> {
  const fields = readReportFields(request.query)
  if (request.query.from !== undefined || request.query.to !== undefined) return fields
  const { from, to } = reportFields(await defaultPeriod(context, now), {})
  return { ...fields, from, to }
}

/** Where a period has no public figures, those near it that have. */
function offersFor(report: Report, fields: ReportFields, today: Temporal.PlainDate, { language }: Words) {
  if (report.nothingShown !== 'not_whole_months' && report.nothingShown !== 'not_over') return []
  const near = publicPeriodsNear(report.period, today)
  return (near.length > 0 ? near : latestPeriods(today)).map(offered => {
    const { from, to } = reportFields(offered, {})
    return {
      name: period(language, offered.from, offered.to),
      href: reportAddress('/reports', { ...fields, from, to }),
    }
  })
}

/** For a period that lies ahead as a whole. */
function latestPeriods(today: Temporal.PlainDate): Period[] {
  const lastMonth = chosenPeriods(today).filter(({ choice }) => choice === 'last_month')
  return [...lastMonth.map(chosen => chosen.period), lastFourQuarters(today)]
}

/** The ways to take the report along. */
function outView(fields: ReportFields) {
  return {
    files: reportFormats.map(format => ({
      format,
      href: reportAddress('/reports/export', { ...fields, format }),
    })),
    publishHref: reportAddress('/reports/publish', fields),
  }
}
