import {
  degrees,
  employmentAnswers,
  employmentForms,
  hostAgainAnswers,
  type Purpose,
  stillEmployedAnswers,
  subsidies,
  workingHours,
} from '../codes.ts'
import type { About, Question, Questionnaire } from '../question.ts'

/**
 * The employer questionnaire, version 1. The codes are fixed: statistics compare them over the years. For a language
 * placement or work training a job was not the aim, so the purpose is asked about first and work after it.
 */
export const employerQuestionnaire: Questionnaire = {
  name: 'employer',
  version: 1,
  respondent: 'employer',
  isConfidential: false,
  isSavedHalfway: false,
  asksAgain: true,
  questions: about => (about.wave === 'end' ? atTheEnd(about) : whatLasted),
  buttons: ({ wave }) =>
    wave === 'end'
      ? { question: 'employment', codes: employmentAnswers }
      : { question: 'still_employed', codes: stillEmployedAnswers },
}

function atTheEnd({ purpose }: About): readonly Question[] {
  if (purpose === null) throw new Error('An employer is asked about a placement')
  return questionsByPurpose[purpose]
}

const ifEmployed = { question: 'employment', is: 'yes' }
const ifNotYet = { question: 'employment', is: 'not_yet' }
const ifNot = { question: 'employment', is: 'no' }

const reasons = ['no_vacancy', 'skills', 'language', 'budget', 'other_job', 'not_the_aim', 'other']

const employment: readonly Question[] = [
  { id: 'employment', kind: 'choice', codes: employmentAnswers, required: true },
  { id: 'form', kind: 'choice', codes: employmentForms, required: true, when: ifEmployed },
  { id: 'hours', kind: 'choice', codes: workingHours, required: true, when: ifEmployed },
  { id: 'subsidised', kind: 'choice', codes: subsidies, required: true, when: ifEmployed },
  { id: 'started_on', kind: 'date', required: false, when: ifEmployed },
  { id: 'expected_on', kind: 'date', required: false, when: ifNotYet },
  { id: 'reason', kind: 'choice', codes: reasons, required: false, when: ifNot },
]

const closing: readonly Question[] = [
  { id: 'host_again', kind: 'choice', codes: hostAgainAnswers, required: true },
  { id: 'comment', kind: 'text', maxLength: 2_000, required: false },
]

const questionsByPurpose: Readonly<Record<Purpose, readonly Question[]>> = {
  language: [purposeMet('language'), ...employment, ...closing],
  work_training: [purposeMet('work_training'), ...employment, ...closing],
  employment_step: [...employment, purposeMet('employment_step'), ...closing],
}

function purposeMet(purpose: Purpose): Question {
  return {
    id: 'purpose_met',
    wording: `purpose_met_${purpose}`,
    kind: 'choice',
    codes: degrees,
    required: true,
  }
}

const ifStillEmployed = { question: 'still_employed', is: 'yes' }

/** Short, for whoever answers has answered before. Asked of those who had a job at the host, or were to have one. */
const whatLasted: readonly Question[] = [
  { id: 'still_employed', kind: 'choice', codes: stillEmployedAnswers, required: true },
  {
    id: 'form',
    wording: 'form_now',
    kind: 'choice',
    codes: employmentForms,
    required: true,
    when: ifStillEmployed,
  },
  {
    id: 'subsidised',
    wording: 'subsidised_now',
    kind: 'choice',
    codes: subsidies,
    required: true,
    when: ifStillEmployed,
  },
]
