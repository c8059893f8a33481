import {
  employmentAnswers,
  employmentForms,
  hostAgainAnswers,
  type Purpose,
  subsidies,
  workingHours,
} from '../codes.ts'
import type { Question, Questionnaire } from '../question.ts'

/**
 * The employer questionnaire, version 1. The codes are fixed: statistics compare them over the years. For a language
 * placement or work training a job was not the aim, so the purpose is asked about first and work after it.
 */
export const employerQuestionnaire: Questionnaire = {
  name: 'employer',
  version: 1,
  questions: purpose => questionsByPurpose[purpose],
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

/** 4 fully, 3 largely, 2 partly, 1 not. */
function purposeMet(purpose: Purpose): Question {
  const codes = ['4', '3', '2', '1', 'unknown']
  return { id: 'purpose_met', wording: `purpose_met_${purpose}`, kind: 'choice', codes, required: true }
}
