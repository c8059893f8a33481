import { type FollowUpWave, followUpWaves, type PlacementWave, type Purpose } from './codes.ts'
import type { Questionnaire } from './question.ts'

/** One of the surveys about a placement: what is asked of whom, how long after its end, and after which purposes. */
export type Asking = {
  questionnaire: Questionnaire
  wave: PlacementWave
  daysAfterEnd: number
  purposes: readonly Purpose[]
}

/** Which purposes and waves are asked about is configuration (config.ts). */
export type AskingRules = {
  purposes: readonly Purpose[]
  participantPurposes: readonly Purpose[]
  followUpPurposes: readonly Purpose[]
  followUpWaves: readonly FollowUpWave[]
}

const daysAfterEnd: Readonly<Record<FollowUpWave, number>> = { day_90: 90, day_180: 180 }

/** Every survey that a placement can have: each questionnaire at its end, and those that ask again in each wave. */
export function askingsOf(questionnaires: readonly Questionnaire[], rules: AskingRules): Asking[] {
  const about = questionnaires.filter(({ respondent }) => respondent !== 'district')
  const atEnd = about.map((questionnaire): Asking => {
    const purposes = questionnaire.respondent === 'participant' ? rules.participantPurposes : rules.purposes
    return { questionnaire, wave: 'end', daysAfterEnd: 0, purposes }
  })
  const followUps = about
    .filter(({ asksAgain }) => asksAgain)
    .flatMap(questionnaire =>
      followUpWaves
        .filter(wave => rules.followUpWaves.includes(wave))
        .map(wave => ({
          questionnaire,
          wave,
          daysAfterEnd: daysAfterEnd[wave],
          purposes: rules.followUpPurposes,
        })),
    )
  return [...atEnd, ...followUps]
}

/** Whether what lasted can be asked about: there was a job at the host at the end, or there was to be one. */
export function hasSomethingToLast(employment: string | null): boolean {
  return employment === 'yes' || employment === 'not_yet'
}
