import { employmentAnswers } from './codes.ts'

/** What became of a placement: the answer that counts, or `unknown` while nobody has given one. */
export const outcomes = [...employmentAnswers, 'unknown'] as const
export type Outcome = (typeof outcomes)[number]
