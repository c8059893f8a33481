import { doubtsInCosts } from '../cost-return.ts'
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
  asksAgain: false,
  questions: () => questions,
  buttons: () => null,
  askBack: doubtsInCosts,
}

/** More persons than a board has on placement, or more kronor than it pays them, are a slip of the finger. */
const mostPersons = 100_000
const mostKronor = 1_000_000_000

const questions: readonly Question[] = [
  { id: 'persons_woman', kind: 'count', most: mostPersons, required: true },
  { id: 'paid_woman', kind: 'amount', most: mostKronor, required: true },
  { id: 'persons_man', kind: 'count', most: mostPersons, required: true },
  { id: 'paid_man', kind: 'amount', most: mostKronor, required: true },
  { id: 'correction', kind: 'text', maxLength: 2_000, required: false },
  { id: 'comment', kind: 'text', maxLength: 2_000, required: false },
  { id: 'signed_by', kind: 'line', maxLength: 200, required: true, isSignature: true },
]
