import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../context.ts'
import { removeDraft } from '../db/answer-drafts.ts'
import { claimAnswerVersion, insertAnswer } from '../db/answers.ts'
import type { Queryable } from '../db/connect.ts'
import { previousAnswer } from '../db/cost-returns.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import { findSurveyForm, type SurveyForm } from '../db/survey-form.ts'
import { askBack } from '../domain/asking-back.ts'
import type { AnswerSource } from '../domain/codes.ts'
import { type AnswerProblem, type AnswerValues, type Questionnaire, readAnswer } from '../domain/question.ts'
import { questionnaireNamed } from '../domain/questionnaires.ts'
import { employerSurvey, takesAnswers } from '../domain/survey.ts'
import { placeSurveys } from './place-surveys.ts'

/** What somebody submitted, and the version of the answer that they had before them: 0 when there was none. */
type Submission = {
  surveyId: number
  raw: Readonly<Record<string, string>>
  basedOn: number
  source: AnswerSource
  /** Who recorded an answer given by phone; null for one given by link. */
  staffId: string | null
  now: Temporal.Instant
}

export type Receipt =
  | { outcome: 'stored'; version: number }
  | { outcome: 'invalid'; problems: AnswerProblem[] }
  /** Somebody stored another answer since; `version` is the one that counts now. */
  | { outcome: 'stale'; version: number }
  | { outcome: 'closed' }

/**
 * Takes an answer: checks it, appends it, and makes it the one that counts. Two submits at once give one current
 * answer, and the other is told that it is stale; the same answer sent twice is one answer (rule 6).
 */
export async function receiveAnswer(context: Context, submission: Submission): Promise<Receipt> {
  const survey = await findSurveyForm(context.db, submission.surveyId)
  if (!survey || !takesAnswers(survey, submission.now)) return { outcome: 'closed' }
  const questionnaire = questionnaireNamed(context.questionnaires, survey.questionnaire)
  const reading = readAnswer(questionnaire, survey, submission.raw)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  const doubts = await doubtsAbout(context, questionnaire, submission, reading.values)
  if (doubts.length > 0) return { outcome: 'invalid', problems: doubts }
  if (isSentAgain(survey, questionnaire, submission, reading.values)) {
    if (questionnaire.isSavedHalfway) await removeDraft(context.db, survey.id)
    return { outcome: 'stored', version: survey.answerVersion }
  }
  const version = await retryingDeadlock(() =>
    context.db.transaction(async tx => {
      const stored = await store(tx, questionnaire, submission, reading.values)
      if (stored !== undefined && questionnaire.isSavedHalfway) await removeDraft(tx, survey.id)
      if (stored !== undefined) await placeWhatFollows(tx, context, survey, submission)
      return stored
    }),
  )
  if (version !== undefined) return { outcome: 'stored', version }
  return explain(await findSurveyForm(context.db, survey.id), questionnaire, submission, reading.values)
}

/**
 * The answer that counts, sent from its own form: nothing new, by whomever. A mail scanner that presses every button would
 * otherwise be told as a respondent who has changed the answer. Of a confidential one nobody is told that it is the same.
 */
function isSentAgain(
  { answer, answerVersion }: SurveyForm,
  { isConfidential }: Questionnaire,
  { source, basedOn }: Submission,
  values: AnswerValues,
): boolean {
  const isFromItsForm = source === 'link' && !isConfidential && basedOn === answerVersion
  return isFromItsForm && isDeepStrictEqual(answer?.values, values)
}

/** What is asked back before the answer is stored; most questionnaires ask nothing back. */
async function doubtsAbout(
  { db }: Context,
  questionnaire: Questionnaire,
  { surveyId, raw }: Submission,
  values: AnswerValues,
): Promise<AnswerProblem[]> {
  if (!questionnaire.askBack) return []
  return askBack(questionnaire, values, raw, await previousAnswer(db, surveyId))
}

async function store(
  tx: Queryable,
  questionnaire: Questionnaire,
  submission: Submission,
  values: AnswerValues,
): Promise<number | undefined> {
  const { surveyId, source, staffId, now } = submission
  const claimed = await claimAnswerVersion(tx, submission, now)
  if (!claimed) return undefined
  const { version, placementId } = claimed
  const questionnaireVersion = questionnaire.version
  await insertAnswer(tx, {
    surveyId,
    version,
    questionnaireVersion,
    values,
    source,
    staffId,
    answeredAt: now,
  })
  const actor = staffId ?? 'respondent'
  const detail = { version, source }
  await addEvents(tx, [{ at: now, actor, kind: 'answer.received', placementId, surveyId, detail }])
  return version
}

/** What lasted is asked about by what the employer has answered about the end. */
async function placeWhatFollows(
  tx: Queryable,
  context: Context,
  { placementId, questionnaire, wave }: SurveyForm,
  { staffId, now }: Submission,
): Promise<void> {
  const isAtEnd = questionnaire === employerSurvey.questionnaire && wave === employerSurvey.wave
  if (!isAtEnd || placementId === null || !context.askings.some(asking => asking.wave !== 'end')) return
  await placeSurveys(tx, context, [placementId], now, staffId ?? 'respondent')
}

/** Why the version could not be claimed. */
function explain(
  survey: SurveyForm | undefined,
  { isConfidential }: Questionnaire,
  { now }: Submission,
  values: AnswerValues,
): Receipt {
  if (!survey || !takesAnswers(survey, now)) return { outcome: 'closed' }
  const version = survey.answerVersion
  // Of a confidential answer nobody is told that it equals another: by that it could be guessed.
  if (!isConfidential && isDeepStrictEqual(survey.answer?.values, values))
    return { outcome: 'stored', version }
  return { outcome: 'stale', version }
}
