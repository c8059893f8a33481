import { employmentAnswers, type WorkAnswer } from './codes.ts'

export type EmploymentAnswer = (typeof employmentAnswers)[number]

/**
 * Whether employer and participant say different things about work at the host. Work elsewhere is none there; and an offer
 * that was declined, or a job to come, is none yet.
 */
export function disagree(employer: EmploymentAnswer | null, participant: WorkAnswer | null): boolean {
  if (employer === null || participant === null) return false
  return (employer === 'yes') !== (participant === 'at_host')
}

/** What a coach says is true, or undefined for what no form of ours sends. */
export function settledAs(typed: string | undefined): EmploymentAnswer | undefined {
  return employmentAnswers.find(code => code === typed)
}
