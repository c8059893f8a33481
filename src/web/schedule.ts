import type { Request, Response } from 'express'
import { type Context, settingsRules } from '../context.ts'
import { listLetterSchedules } from '../db/letter-schedules.ts'
import {
  isSameRules,
  longestPauseDays,
  type RulesProblem,
  type TypedRules,
  typedRules,
} from '../domain/schedule-rules.ts'
import { changeSchedule } from '../flow/change-schedule.ts'
import { textFields } from './fields.ts'
import { fieldsView, historyView, problemsView, rulesView, settingsView } from './schedule-view.ts'
import { languageOf, type StaffPage, staffOf } from './staff-page.ts'

/** More pauses than anybody plans; a form with more is none of ours. */
const mostPauses = 40
/** Of the history on the page. */
const shownVersions = 20

/** What is typed, against which version, and what is wrong with it; `typed` is null for the rules that count. */
type Shown = { typed: TypedRules | null; problems: RulesProblem[]; staleSince: number | null }

/** GET and POST /schedule: when letters go out, in words, and how to change it. */
export function scheduleHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), change: change(context, page) }
}

function show(context: Context, page: StaffPage) {
  return (request: Request, response: Response): Promise<void> =>
    showPage(context, page, request, response, { typed: null, problems: [], staleSince: null })
}

function change(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { based_on: version = '', to, ...fields } = textFields(request.body)
    const typed = to === 'settings' ? null : typedIn(fields)
    // -1, which no version has, for what no form of ours sends: it is told as stale.
    const basedOn = /^\d{1,9}$/.test(version) ? Number(version) : -1
    const [staffId, now] = [staffOf(response).id, context.clock.now()]
    const result = await changeSchedule(context, { to: typed ?? 'settings', basedOn, staffId, now })
    switch (result.outcome) {
      case 'invalid':
        response.status(422)
        return showPage(context, page, request, response, {
          typed,
          problems: result.problems,
          staleSince: null,
        })
      case 'stale':
        response.status(409)
        return showPage(context, page, request, response, { typed, problems: [], staleSince: basedOn })
      default:
        return response.redirect(303, `/schedule?done=${result.outcome}`)
    }
  }
}

function typedIn(fields: Record<string, string>): TypedRules {
  const rows = Array.from({ length: mostPauses }, (_, row) => `pause_${row}`)
  return {
    lettersFrom: fields.lettersFrom ?? '',
    reminders: fields.reminders ?? '',
    phoneList: fields.phoneList ?? '',
    spacing: fields.spacing ?? '',
    closes: fields.closes ?? '',
    tooOld: fields.tooOld ?? '',
    pauses: rows
      .map(row => ({
        from: fields[`${row}_from`] ?? '',
        to: fields[`${row}_to`] ?? '',
        isRemoved: `${row}_remove` in fields,
      }))
      .filter(({ from, to }) => from !== '' || to !== ''),
  }
}

async function showPage(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  { typed, problems, staleSince }: Shown,
): Promise<void> {
  const [language, now] = [languageOf(request), context.clock.now()]
  const versions = await listLetterSchedules(context.db, shownVersions + 1)
  const settings = settingsRules(context.config)
  const rules = versions[0]?.rules ?? settings
  const history = historyView(versions, settings).slice(0, shownVersions)
  page(request, response, 'schedule', {
    kind: staleSince !== null ? 'stale' : problems.length > 0 ? 'refused' : 'open',
    done: ['changed', 'unchanged'].find(outcome => outcome === request.query.done) ?? null,
    basedOn: versions[0]?.version ?? 0,
    ...rulesView(rules, language, now),
    ...fieldsView(typed ?? typedRules(rules), problems, now),
    problems: problemsView(problems, typed),
    isStale: staleSince !== null,
    meanwhile: staleSince === null ? [] : history.filter(({ version }) => version > staleSince),
    settings: isSameRules(settings, rules) ? null : settingsView(settings),
    longestPause: longestPauseDays,
    history,
  })
}
