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
