import { expect, it } from 'vitest'
import { surveyStates } from '../../src/domain/codes.ts'
import { type PlacementAction, refusalOf } from '../../src/domain/placement-action.ts'
import { defaultSchedule } from '../support/schedule.ts'
import { swedish } from '../support/swedish.ts'

const now = swedish('2026-03-05T12:00')
const placement = { endedOn: Temporal.PlainDate.from('2026-02-27'), endReason: 'as_planned' } as const
const goingOn = { endedOn: null, endReason: null }
const contact = { email: 'asa@bageri.example', optedOutAt: null, undeliverableAt: null }
const survey = {
  state: 'open' as const,
  opensAt: swedish('2026-03-02T09:00'),
  closesAt: swedish('2026-05-02T00:00'),
  lettersSent: 1,
}
type Case = Parameters<typeof refusalOf>[1]

function refusal(action: PlacementAction, changes: Partial<Case>, at = now) {
  return refusalOf(action, { placement, survey, contact, ...changes }, defaultSchedule, at)
}

it.each([
  ['send-now', ['open']],
  ['contact', ['scheduled', 'open', 'phone']],
  ['link', ['open', 'phone', 'answered']],
  ['no-letters', surveyStates],
  ['withdraw', ['scheduled', 'open', 'phone']],
] as const)('%s is possible in the states %j, and no other', (action, possible) => {
  const found = surveyStates.filter(state => refusal(action, { survey: { ...survey, state } }) === null)
  expect(found).toEqual(possible)
})

it.each([
  ['send-now', { survey: null }, 'no_survey'],
  ['withdraw', { placement: { endedOn: null, endReason: 'withdrawn' } }, 'cancelled'],
  ['contact', { placement: { endedOn: null, endReason: 'withdrawn' }, survey: null }, 'cancelled'],
  ['contact', { placement: goingOn, survey: null }, null],
  ['contact', { survey: null }, 'no_survey'],
  ['withdraw', { placement: goingOn, survey: null }, 'no_survey'],
  ['send-now', { survey: { ...survey, lettersSent: 3 } }, 'letters_used_up'],
  ['send-now', { survey: { ...survey, lettersSent: 2 } }, null],
  ['send-now', { contact: { ...contact, email: null } }, 'no_address'],
  ['send-now', { contact: { ...contact, undeliverableAt: now } }, 'undeliverable'],
  ['send-now', { contact: { ...contact, optedOutAt: now } }, 'opted_out'],
  ['contact', { contact: { ...contact, undeliverableAt: now } }, null],
  ['no-letters', { contact: { ...contact, optedOutAt: now } }, 'opted_out'],
  ['no-letters', { survey: null }, null],
] as const)('%s with %j: %s', (action, changes, expected) => {
  expect(refusal(action, changes)).toBe(expected)
})

it.each([
  ['2026-05-01T23:59', null],
  ['2026-05-02T00:00', 'over'],
  ['2026-05-02T00:01', 'over'],
])('at %s, where the survey closes at midnight: %s', (at, expected) => {
  for (const action of ['send-now', 'contact', 'link', 'withdraw'] as const)
    expect(refusal(action, {}, swedish(at))).toBe(expected)
})
