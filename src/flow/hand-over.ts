import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { contactFor, moveToContact, moveToPhone } from '../db/hand-over.ts'
import { findSurveyForm, type SurveyForm } from '../db/survey-form.ts'
import { type Colleague, type ColleagueProblem, readColleague } from '../domain/colleague.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { employerSurvey, takesAnswers } from '../domain/survey.ts'

export type HandOver =
  /** The colleague is asked, from the invitation on. */
  | { outcome: 'handed_over' }
  /** Nobody was named: the coach calls. */
  | { outcome: 'to_phone' }
  | { outcome: 'invalid'; problems: ColleagueProblem[] }
  /** Somebody has answered: the answer can be changed, the survey not handed over. */
  | { outcome: 'answered' }
  | { outcome: 'closed' }

type Request = {
  surveyId: number
  /** Of the link that was used: with that one revoked in the meantime, nothing is handed over. */
  linkNumber: number
  /** As typed; null when the person does not know who could answer. */
  to: Colleague | null
  now: Temporal.Instant
}

/**
 * "I am the wrong person": the survey goes to a colleague, or back to the coach when none is named. The link that was
 * used is revoked. Of two who hand over at once, one does; the other finds it closed.
 */
export async function handOver(
  context: Context,
  { surveyId, linkNumber, to, now }: Request,
): Promise<HandOver> {
  const survey = await findSurveyForm(context.db, surveyId)
  if (survey?.linkNumber !== linkNumber || !takesAnswers(survey, now)) return { outcome: 'closed' }
  if (survey.answerVersion > 0) return { outcome: 'answered' }
  // Only an employer has colleagues who could answer: a participant answers for themselves, and a board for itself.
  if (survey.employerId === null || survey.questionnaire !== employerSurvey.questionnaire)
    return { outcome: 'closed' }
  if (to === null) return toCoach(context, survey, now)
  const reading = readColleague(to, survey.contactEmail)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  return toColleague(context, { ...survey, employerId: survey.employerId }, reading.colleague, now)
}

async function toCoach(context: Context, survey: SurveyForm, now: Temporal.Instant): Promise<HandOver> {
  return context.db.transaction(async tx => {
    if (!(await moveToPhone(tx, survey, now))) return { outcome: 'closed' }
    await tell(tx, survey, now, { kind: 'survey.to_phone', detail: { reason: 'wrong_person' } })
    return { outcome: 'to_phone' }
  })
}

async function toColleague(
  context: Context,
  survey: SurveyForm & { employerId: number },
  colleague: Colleague,
  now: Temporal.Instant,
): Promise<HandOver> {
  const { employerId, language } = survey
  return context.db.transaction(async tx => {
    const contact = await contactFor(tx, { employerId, language, ...colleague })
    // A colleague who wants no letters, or whose address has bounced, gets none because somebody typed the address.
    const obstacle = mailObstacle({ ...contact, email: colleague.email })
    if (!(await moveToContact(tx, survey, { id: contact.id, obstacle }, now))) return { outcome: 'closed' }
    await tell(tx, survey, now, { kind: 'survey.handed_over', contactId: contact.id })
    if (obstacle) await tell(tx, survey, now, { kind: 'survey.to_phone', detail: { reason: obstacle } })
    return { outcome: 'handed_over' }
  })
}

async function tell(
  tx: Queryable,
  survey: SurveyForm,
  now: Temporal.Instant,
  event: Pick<NewEvent, 'kind' | 'contactId' | 'detail'>,
): Promise<void> {
  const { id: surveyId, placementId } = survey
  await addEvents(tx, [{ at: now, actor: 'respondent', placementId, surveyId, ...event }])
}
