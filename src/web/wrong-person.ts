import type { Context } from '../context.ts'
import type { ColleagueProblem } from '../domain/colleague.ts'
import { handOver } from '../flow/hand-over.ts'
import { addressOf } from './respondent-page.ts'
import { forRespondent, type Handler, sendNotOpen, sendSurveyPage, type Visit } from './respondent-visit.ts'

/** What is wrong with what was typed; `confirm` is the box without which a mail scanner that presses buttons does nothing. */
type Problem = ColleagueProblem | { field: 'confirm'; problem: 'required' }

/** "I am the wrong person", at /s/:link/wrong-person. An answered survey leads to its answer, which can be changed. */
export function wrongPersonHandlers(context: Context): { show: Handler; submit: Handler } {
  return {
    show: forRespondent(context, async visit => {
      if (visit.survey.answerVersion > 0) return leadToAnswer(visit)
      showWrongPerson(context, visit, [])
    }),
    submit: forRespondent(context, visit => submit(context, visit)),
  }
}

async function submit(context: Context, visit: Visit): Promise<void> {
  const { survey, fields, language, request, response } = visit
  const colleague = { name: fields.name ?? '', email: fields.email ?? '' }
  const isNobody = fields.to === 'nobody'
  if (isNobody && fields.confirm !== 'yes') {
    return showWrongPerson(context, visit, [{ field: 'confirm', problem: 'required' }])
  }
  const to = isNobody ? null : colleague
  const { id: surveyId, linkNumber } = survey
  const handed = await handOver(context, { surveyId, linkNumber, to, now: context.clock.now() })
  switch (handed.outcome) {
    case 'invalid':
      return showWrongPerson(context, visit, handed.problems)
    case 'answered':
      return leadToAnswer(visit)
    case 'closed':
      return sendNotOpen(context, request, response, language)
    default:
      return showHandedOver(context, visit, handed.outcome)
  }
}

function leadToAnswer({ path, language, response }: Visit): void {
  response.redirect(303, addressOf(path, { lang: language }))
}

/** The page that asks for a colleague, with what is wrong with what was typed. */
export function showWrongPerson(context: Context, visit: Visit, problems: readonly Problem[]): void {
  const { path, language, fields } = visit
  const field = (id: ColleagueProblem['field']) => ({
    id,
    value: fields[id] ?? '',
    isEmail: id === 'email',
    problem: problems.find(problem => problem.field === id)?.problem ?? null,
  })
  const action = `${path}/wrong-person`
  const hasProblems = problems.length > 0
  const data = {
    kind: hasProblems ? 'wrong_person_problems' : 'wrong_person',
    problems: hasProblems ? problems : null,
    fields: [field('name'), field('email')],
    isUnticked: problems.some(({ field }) => field === 'confirm'),
    action,
    formHref: addressOf(path, { lang: language }),
  }
  const status = hasProblems ? 422 : 200
  sendSurveyPage(context, visit, { name: 'form-wrong-person', status, address: { path: action }, data })
}

/** Shown at once, for the link has just been revoked: there is no address left to redirect to. */
function showHandedOver(context: Context, visit: Visit, outcome: 'handed_over' | 'to_phone'): void {
  const address = { path: `${visit.path}/wrong-person` }
  sendSurveyPage(context, visit, { name: 'form-handed-over', status: 200, address, data: { outcome } })
}
