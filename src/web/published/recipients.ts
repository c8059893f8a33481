import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import { listRecipients } from '../../db/report-recipients.ts'
import { dayOf } from '../../domain/calendar.ts'
import { languages } from '../../domain/codes.ts'
import type { RecipientProblem, TypedRecipient } from '../../domain/report-recipient.ts'
import { nextReport, scheduledKinds } from '../../domain/report-schedule.ts'
import { addRecipient, removeRecipient } from '../../flow/change-recipients.ts'
import { textFields } from '../fields.ts'
import { languageOf, type StaffPage, staffOf } from '../staff-page.ts'

/** GET and POST /reports/recipients: who gets the reports that the schedule makes. */
export function recipientHandlers(context: Context, page: StaffPage) {
  return { list: list(context, page), add: add(context, page), remove: remove(context) }
}

function list(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const language = languageOf(request)
    await showList(context, page, request, response, { ...nobody, language }, [])
  }
}

function add(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { email = '', language = '', ...ticked } = textFields(request.body)
    const typed = { email, language, monthly: 'monthly' in ticked, quarterly: 'quarterly' in ticked }
    const now = context.clock.now()
    const added = await addRecipient(context, { typed, staffId: staffOf(response).id, now })
    if (added.outcome === 'added') return response.redirect(303, '/reports/recipients?done=added')
    response.status(422)
    await showList(context, page, request, response, typed, added.problems)
  }
}

function remove(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    const { id } = request.params
    const recipientId = /^\d{1,15}$/.test(String(id)) ? Number(id) : 0
    const now = context.clock.now()
    await removeRecipient(context, { recipientId, staffId: staffOf(response).id, now })
    response.redirect(303, '/reports/recipients?done=removed')
  }
}

const nobody = { email: '', monthly: true, quarterly: true }

async function showList(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  typed: TypedRecipient,
  problems: readonly RecipientProblem[],
): Promise<void> {
  const problemOf = (field: RecipientProblem['field']) =>
    problems.find(found => found.field === field)?.problem ?? null
  const now = context.clock.now()
  page(request, response, 'report-recipients', {
    isAdministrator: true,
    recipients: await listRecipients(context.db),
    next: scheduledKinds.map(kind => {
      const { period, dueAt } = nextReport(kind, now, context.schedule)
      return { kind, ...period, day: dayOf(dueAt) }
    }),
    typed,
    languages: languages.map(code => ({ code, isChosen: code === typed.language })),
    problems: problems.map(({ field, problem }) => ({ field, problem, target: targets[field] })),
    problemOf: {
      email: problemOf('email'),
      language: problemOf('language'),
      reports: problemOf('reports'),
    },
    titleKind: problems.length > 0 ? 'problem' : 'plain',
    done: ['added', 'removed'].find(done => done === request.query.done) ?? null,
  })
}

/** The controls that a link in the summary of the problems leads to. */
const targets = { email: 'email', language: 'language', reports: 'monthly' } as const
