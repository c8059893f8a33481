import type { Context } from '../context.ts'
import { keepDraft } from '../db/answer-drafts.ts'
import { confirmedPrefix } from '../domain/asking-back.ts'
import { containsIdentityNumber } from '../domain/identity-number.ts'
import { type About, type AnswerProblem, type Questionnaire, typedText } from '../domain/question.ts'

type Unfinished = {
  surveyId: number
  questionnaire: Questionnaire
  about: About
  raw: Readonly<Record<string, string>>
  /** The version of the answer that was before whoever typed. */
  basedOn: number
  now: Temporal.Instant
}

export type DraftOutcome =
  | { outcome: 'saved' }
  | { outcome: 'invalid'; problems: AnswerProblem[] }
  /** The survey takes no answers any longer, or somebody has stored another answer. */
  | { outcome: 'not_kept' }

/** More characters than any form of ours holds when each of its fields is full. */
const mostCharacters = 10_000

/**
 * Keeps what is not finished, as it was typed. Nothing is asked of it but that it can be kept at all: that it is not too
 * long, and holds no personal identity number, of which we keep none, not even for a while.
 */
export async function saveDraft({ db }: Pick<Context, 'db'>, unfinished: Unfinished): Promise<DraftOutcome> {
  const { questionnaire, about, raw, ...kept } = unfinished
  const ids = questionnaire.questions(about).map(({ id }) => id)
  const typed = ids.flatMap(id =>
    [id, confirmedPrefix + id].map(name => [name, typedText(raw[name] ?? '')] as const),
  )
  const problems = typed.flatMap(([field, text]) => problemIn(field, text))
  if (problems.length > 0) return { outcome: 'invalid', problems }
  const filled = Object.fromEntries(typed.filter(([, text]) => text !== ''))
  return (await keepDraft(db, { ...kept, raw: filled })) ? { outcome: 'saved' } : { outcome: 'not_kept' }
}

function problemIn(field: string, text: string): AnswerProblem[] {
  if (containsIdentityNumber(text)) return [{ field, problem: 'personal_identity_number' }]
  return [...text].length > mostCharacters ? [{ field, problem: 'too_long' }] : []
}
