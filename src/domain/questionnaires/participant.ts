import {
  degrees,
  overallMarks,
  type Purpose,
  recommendAnswers,
  treatedAnswers,
  workAnswers,
} from '../codes.ts'
import type { Question, Questionnaire } from '../question.ts'

/**
 * The participant questionnaire, version 1. Answering is voluntary, so what is not needed to count an answer can be left
 * out; and confidential, so that nobody need fear the coach.
 */
export const participantQuestionnaire: Questionnaire = {
  name: 'participant',
  version: 1,
  respondent: 'participant',
  isConfidential: true,
  isSavedHalfway: false,
  asksAgain: false,
  questions({ purpose }) {
    if (purpose === null) throw new Error('A participant is asked about a placement')
    return questionsAbout(purpose)
  },
  buttons: () => null,
}

function questionsAbout(purpose: Purpose): readonly Question[] {
  return [
    { id: 'overall', kind: 'choice', codes: overallMarks, required: true },
    { id: 'supervision', kind: 'choice', codes: degrees, required: false },
    { id: 'tasks', wording: `tasks_${purpose}`, kind: 'choice', codes: degrees, required: false },
    { id: 'learned', wording: `learned_${purpose}`, kind: 'choice', codes: degrees, required: false },
    { id: 'treated', kind: 'choice', codes: treatedAnswers, required: false },
    { id: 'closer', kind: 'choice', codes: degrees, required: false },
    { id: 'recommend', kind: 'choice', codes: recommendAnswers, required: false },
    { id: 'work', kind: 'choice', codes: workAnswers, required: true },
    { id: 'comment', kind: 'text', maxLength: 2_000, required: false },
  ]
}
