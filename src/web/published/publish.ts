import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import type { ReportKey } from '../../db/published-reports.ts'
import { reportKinds } from '../../domain/codes.ts'
import type { NoteProblem } from '../../domain/note.ts'
import type { FilterName } from '../../domain/report.ts'
import { type FilterProblem, readFilters } from '../../domain/report-filters.ts'
import { type PeriodProblem, readPeriod } from '../../domain/statistics.ts'
import { filtersInWords } from '../../files/report-words.ts'
import { longestReason, planPublication, publishReport } from '../../flow/publish-report.ts'
import { idIn, textFields } from '../fields.ts'
import { type StaffPage, staffOf } from '../staff-page.ts'
import { wordsOf } from '../words.ts'
import { changesView } from './published-view.ts'

type Fields = Readonly<Record<string, string>>
type Problem =
  | { field: 'from' | 'to'; problem: PeriodProblem }
  | { field: FilterName; problem: FilterProblem }
  | { field: 'reason'; problem: NoteProblem }
type Shown = { fields: Fields; problem: Problem | null; isStale: boolean }

/** GET /reports/publish says what publishing would do, POST does it. */
export function publishHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), publish: publish(context, page) }
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const fields = textFields(request.query)
    const isChosen = 'from' in fields || 'to' in fields
    const read = isChosen ? readKey(fields) : null
    if (!read) return showChoice(page, request, response, fields, null)
    if ('problem' in read) return showChoice(page, request, response, fields, read)
    await showPlan(context, page, request, response, read, { fields, problem: null, isStale: false })
  }
}

function publish(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const fields = textFields(request.body)
    const key = readKey(fields)
    if ('problem' in key) return showChoice(page, request, response, fields, key)
    const published = await publishReport(context, {
      ...key,
      reason: fields.reason ?? '',
      basedOn: idIn(fields.based_on),
      staffId: staffOf(response).id,
      now: context.clock.now(),
    })
    if (published.outcome === 'published') {
      return response.redirect(303, `/reports/published/${published.id}?done=published`)
    }
    const isStale = published.outcome === 'stale'
    const problem: Problem | null =
      published.outcome === 'invalid' ? { field: 'reason', problem: published.problem } : null
    response.status(problem || published.outcome === 'refused' ? 422 : 409)
    await showPlan(context, page, request, response, key, { fields, problem, isStale })
  }
}

function readKey(fields: Fields): ReportKey | Problem {
  const read = readPeriod(fields.from?.trim() ?? '', fields.to?.trim() ?? '')
  if ('problem' in read) return read
  const filters = readFilters(fields)
  if ('problem' in filters) return filters
  const kind = reportKinds.find(code => code === fields.kind) ?? null
  return { period: read.period, filters: filters.filters, kind }
}

/** The period is still to be chosen, or what was asked for can't be read. */
function showChoice(
  page: StaffPage,
  request: Request,
  response: Response,
  fields: Fields,
  problem: Problem | null,
): void {
  if (problem) response.status(422)
  page(request, response, 'publish', {
    ...nothingPlanned,
    ...choiceView(fields),
    ...problemView(problem),
    isAdministrator: staffOf(response).role === 'administrator',
  })
}

async function showPlan(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  key: ReportKey,
  { fields, problem, isStale }: Shown,
): Promise<void> {
  const words = wordsOf(context, request)
  const plan = await planPublication(context, { ...key, now: context.clock.now() })
  const { report, form, obstacle, follows, changes, isUnchanged } = plan
  const { from, to } = key.period
  page(request, response, 'publish', {
    ...nothingPlanned,
    ...choiceView({ ...fields, from: from.toString(), to: to.toString() }),
    ...problemView(problem),
    isAdministrator: staffOf(response).role === 'administrator',
    isStale,
    refusal: obstacle,
    plan: {
      period: key.period,
      filters: filtersInWords(key.filters, report.unitNames, words),
      hidden: Object.entries({ from: `${from}`, to: `${to}`, ...key.filters, kind: key.kind ?? '' }).map(
        ([name, value]) => ({ name, value }),
      ),
      basedOn: follows?.id ?? 0,
      version: (follows?.version ?? 0) + 1,
      follows: follows && { id: follows.id, version: follows.version, publishedAt: follows.publishedAt },
      form,
      newForm: follows && follows.form !== form ? form : null,
      isUnchanged,
      changes: changesView(changes, words),
      reason: fields.reason ?? '',
    },
  })
}

const nothingPlanned = { plan: null, refusal: null, isStale: false, longestReason }

function choiceView({ from = '', to = '' }: Fields) {
  return { typed: { from, to } }
}

function problemView(problem: Problem | null) {
  const inPeriod = problem?.field === 'from' || problem?.field === 'to'
  return {
    problem,
    isInPeriod: inPeriod,
    isInReason: problem?.field === 'reason',
    invalid: { from: problem?.field === 'from', to: problem?.field === 'to' },
    titleKind: problem ? 'problem' : 'plain',
  }
}
