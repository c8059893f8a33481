import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { Report } from '../domain/report.ts'
import { type Period, type PeriodProblem, readPeriod } from '../domain/statistics.ts'
import { defaultPeriod, reportOutcomes } from '../flow/report-outcomes.ts'
import { moment, period } from '../render-values.ts'
import { reportView, type Words } from './report-view.ts'
import { languageOf, type StaffPage } from './staff-page.ts'

/**
 * GET /reports?from=2025-01-01&to=2025-12-31: the exact figures of a period.
 * Not for coaches: small groups are not protected yet, and a coach may see single cases of the own unit only.
 */
export function reportsHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const now = context.clock.now()
    const typed = await typedPeriod(context, request, now)
    const read = readPeriod(typed.from, typed.to)
    if ('problem' in read) {
      response.status(422)
      return page(request, response, 'reports', problemView(typed, read))
    }
    const report = await reportOutcomes(context, { ...read.period, filters: {}, exact: false, now })
    const words = { language: languageOf(request), t: context.renderer.t }
    page(request, response, 'reports', figuresView(context, report, now, words))
  }
}

type Typed = { from: string; to: string }

/** What the form shows: the period that was asked for, or the default one when the page is opened. */
async function typedPeriod(context: Context, request: Request, now: Temporal.Instant): Promise<Typed> {
  const { from, to } = request.query
  if (from === undefined && to === undefined) return asTyped(await defaultPeriod(context, now))
  return { from: textOf(from), to: textOf(to) }
}

function asTyped({ from, to }: Period): Typed {
  return { from: from.toString(), to: to.toString() }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

const nothingShown = { problem: null, isEmpty: false, periodText: '', report: null, source: '' }

function problemView(typed: Typed, { field, problem }: { field: 'from' | 'to'; problem: PeriodProblem }) {
  const invalid = { from: field === 'from', to: field === 'to' }
  return { ...nothingShown, typed, invalid, problem: { field, code: problem } }
}

function figuresView(context: Context, report: Report, now: Temporal.Instant, words: Words) {
  const { language, t } = words
  const isEmpty = report.placements.ended === 0
  return {
    ...nothingShown,
    typed: asTyped(report.period),
    invalid: { from: false, to: false },
    isEmpty,
    periodText: period(language, report.period.from, report.period.to),
    report: isEmpty ? null : reportView(report, words),
    source: t(language, 'report.chart.source', {
      organisation: context.config.ORGANISATION_NAME,
      moment: moment(language, now),
    }),
  }
}
