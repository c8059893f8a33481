import type { Question, Questionnaire } from '../question.ts'

/**
 * The district boards' cost return, version 1: what a board has paid in income support to those who were on placement in
 * the period. Sums and numbers of persons only; no personal data goes either way (Offentlighets- och sekretesslagen 26:1, 8:2).
 */
export const districtQuestionnaire: Questionnaire = {
  name: 'district',
  version: 1,
  respondent: 'district',
  isConfidential: false,
  isSavedHalfway: true,
  questions: () => questions,
  buttonQuestion: () => null,
}

const questions: readonly Question[] = [{ id: 'comment', kind: 'text', maxLength: 2_000, required: false }]
