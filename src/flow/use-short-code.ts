import type { Context } from '../context.ts'
import { surveyOfShortCode } from '../db/short-codes.ts'
import { createLink } from '../domain/link.ts'
import { readShortCode, shortCodeDigests } from '../domain/short-code.ts'
import { takesAnswers } from '../domain/survey.ts'

/**
 * The link that a typed code stands for. Undefined alike for one that never was, is too old or revoked, or whose survey
 * takes no answers: whoever guesses learns nothing from it.
 */
export async function useShortCode(
  { db, linkKeys, shortCodeKeys }: Context,
  typed: string,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const code = readShortCode(typed)
  if (code === undefined) return undefined
  const survey = await surveyOfShortCode(db, shortCodeDigests(shortCodeKeys, code), now)
  return survey && takesAnswers(survey, now) ? createLink(linkKeys, survey) : undefined
}
