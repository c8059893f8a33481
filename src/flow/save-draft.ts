import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../context.ts'
import { findDraft, keepDraft } from '../db/answer-drafts.ts'
import { confirmedPrefix } from '../domain/asking-back.ts'
import { containsIdentityNumber } from '../domain/identity-number.ts'
import {
  type About,
  type AnswerProblem,
  type AnswerValues,
  type Questionnaire,
  typedText,
} from '../domain/question.ts'

type Unfinished = {
  surveyId: number
  questionnaire: Questionnaire
  about: About
  raw: Readonly<Record<string, string>>
  /** The answer that was before whoever typed, and its version. */
  answer: AnswerValues | null
  basedOn: number
  now: Temporal.Instant
}

export type DraftOutcome =
  | { outcome: 'saved' }
  /** It is what the form showed already: nobody has typed anything. */
  | { outcome: 'unchanged' }
  | { outcome: 'invalid'; problems: AnswerProblem[] }
  /** The survey takes no answers any longer, or somebody has stored another answer. */
  | { outcome: 'not_kept' }

/** More characters than any form of ours holds when each of its fields is full. */
const mostCharacters = 10_000

/**
 * Keeps what is not finished, as it was typed. Nothing is asked of it but that it can be kept at all: that it is not too
 * long, and holds no personal identity number, of which we keep none, not even for a while. A mail scanner that presses the
 * button has typed nothing, so it leaves nothing, either.
 */
export async function saveDraft({ db }: Pick<Context, 'db'>, unfinished: Unfinished): Promise<DraftOutcome> {
  const { questionnaire, about, raw, answer, ...kept } = unfinished
  const ids = questionnaire
    .questions(about)
    .filter(({ isSignature }) => !isSignature)
    .map(({ id }) => id)
  const typed = filledIn(ids, raw)
  const problems = typed.flatMap(([field, text]) => problemIn(field, text))
  if (problems.length > 0) return { outcome: 'invalid', problems }
  const filled = Object.fromEntries(typed)
  const shown = (await findDraft(db, kept.surveyId))?.raw ?? Object.fromEntries(filledIn(ids, answer ?? {}))
  if (isDeepStrictEqual(filled, shown)) return { outcome: 'unchanged' }
  return (await keepDraft(db, { ...kept, raw: filled })) ? { outcome: 'saved' } : { outcome: 'not_kept' }
}

/** The questions, and what was confirmed of them, with a text that is not blank. */
function filledIn(ids: readonly string[], raw: Readonly<Record<string, string>>): [string, string][] {
  return ids
    .flatMap(id => [id, confirmedPrefix + id])
    .map((name): [string, string] => [name, typedText(raw[name] ?? '')])
    .filter(([, text]) => text !== '')
}

function problemIn(field: string, text: string): AnswerProblem[] {
  if (containsIdentityNumber(text)) return [{ field, problem: 'personal_identity_number' }]
  return [...text].length > mostCharacters ? [{ field, problem: 'too_long' }] : []
}
