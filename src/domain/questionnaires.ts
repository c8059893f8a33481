import type { Questionnaire } from './question.ts'
import { districtQuestionnaire } from './questionnaires/district.ts'
import { employerQuestionnaire } from './questionnaires/employer.ts'
import { participantQuestionnaire } from './questionnaires/participant.ts'

/** Every questionnaire of the service. One more is a file beside these, its wording, and its name here. */
export const questionnaires: readonly Questionnaire[] = [
  employerQuestionnaire,
  participantQuestionnaire,
  districtQuestionnaire,
]

/** The questionnaire of that name. Throws where there is none: a survey outlives no questionnaire. */
export function questionnaireNamed(known: readonly Questionnaire[], name: string): Questionnaire {
  const questionnaire = known.find(other => other.name === name)
  if (!questionnaire) throw new Error(`No questionnaire "${name}"`)
  return questionnaire
}
