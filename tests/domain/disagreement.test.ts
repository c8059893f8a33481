import { expect, it } from 'vitest'
import { employmentAnswers, workAnswers } from '../../src/domain/codes.ts'
import { disagree, settledAs } from '../../src/domain/disagreement.ts'

it.each([
  ['yes', 'at_host', false],
  ['yes', 'elsewhere', true],
  ['yes', 'no', true],
  ['no', 'at_host', true],
  ['no', 'elsewhere', false],
  ['no', 'no', false],
  ['not_yet', 'at_host', true],
  ['not_yet', 'elsewhere', false],
  ['not_yet', 'no', false],
  ['offered_declined', 'at_host', true],
  ['offered_declined', 'elsewhere', false],
  ['offered_declined', 'no', false],
] as const)('employer %s and participant %s: disagree %s', (employer, participant, expected) => {
  expect(disagree(employer, participant)).toBe(expected)
})

it('nobody disagrees with whoever has said nothing', () => {
  for (const employer of employmentAnswers) expect(disagree(employer, null)).toBe(false)
  for (const participant of workAnswers) expect(disagree(null, participant)).toBe(false)
})

it.each([
  ['yes', 'yes'],
  ['', undefined],
  ['at_host', undefined],
  [undefined, undefined],
])('what is settled as %j is %j', (typed, expected) => {
  expect(settledAs(typed)).toBe(expected)
})
