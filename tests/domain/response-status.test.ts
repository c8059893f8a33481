import { describe, expect, test } from 'vitest'
import { nextStep, responseStatus } from '../../src/domain/response-status.ts'

const day = Temporal.PlainDate.from
const instant = Temporal.Instant.from

describe('a placement stands', () => {
  test.each([
    ['ongoing', { endedOn: null, endReason: null }, null],
    ['ongoing', { endedOn: day('2026-02-27'), endReason: null }, 'scheduled'],
    ['waiting', { endedOn: day('2026-02-27'), endReason: null }, 'open'],
    ['phone', { endedOn: day('2026-02-27'), endReason: null }, 'phone'],
    ['answered', { endedOn: day('2026-02-27'), endReason: 'as_planned' }, 'answered'],
    ['closed', { endedOn: day('2026-02-27'), endReason: 'interrupted' }, 'closed'],
    ['withdrawn', { endedOn: day('2026-02-27'), endReason: null }, 'withdrawn'],
    ['withdrawn', { endedOn: day('2026-02-27'), endReason: 'withdrawn' }, 'answered'],
    ['withdrawn', { endedOn: null, endReason: 'withdrawn' }, null],
    ['not_surveyed', { endedOn: day('2025-06-30'), endReason: 'as_planned' }, null],
  ] as const)('%s: %o with the survey %s', (status, placement, surveyState) => {
    expect(responseStatus(placement, surveyState)).toBe(status)
  })
})

describe('what happens next', () => {
  const monday = instant('2026-03-02T08:00Z')
  const friday = instant('2026-03-06T08:00Z')
  const closing = instant('2026-05-01T22:00Z')
  const survey = {
    state: 'open',
    opensAt: monday,
    closesAt: closing,
    nextLetterAt: null,
    phoneAt: null,
    invitedAt: null,
  } as const

  test.each([
    ['the survey opens', { ...survey, state: 'scheduled' }, 'opens', '2026-03-02'],
    ['the first letter', { ...survey, nextLetterAt: friday }, 'invitation', '2026-03-06'],
    ['a reminder', { ...survey, invitedAt: monday, nextLetterAt: friday }, 'reminder', '2026-03-06'],
    ['the phone list', { ...survey, invitedAt: monday, phoneAt: friday }, 'phone_list', '2026-03-06'],
    ['the survey closes after its last day', { ...survey, state: 'phone' }, 'closes', '2026-05-01'],
    ['the answer becomes final', { ...survey, state: 'answered' }, 'editable_until', '2026-05-01'],
  ] as const)('%s', (_words, row, step, on) => {
    expect(nextStep(row, monday)).toMatchObject({ step, on: day(on) })
  })

  test.each([
    ['before', '2026-03-06T07:59:59Z', 'invitation'],
    ['on', '2026-03-06T08:00:00Z', 'letter_due'],
    ['after', '2026-03-06T08:00:01Z', 'letter_due'],
  ])('%s its time a letter that has not gone is told as %s', (_words, now, step) => {
    expect(nextStep({ ...survey, nextLetterAt: friday }, instant(now))).toMatchObject({ step })
  })

  test.each([
    ['there is no survey', null],
    ['the placement has no end yet', { ...survey, state: 'scheduled', opensAt: null }],
    ['the survey has closed', { ...survey, state: 'closed' }],
    ['it was withdrawn', { ...survey, state: 'withdrawn' }],
    ['the answer can no longer be changed', { ...survey, state: 'answered', closesAt: monday }],
  ] as const)('nothing, where %s', (_words, row) => {
    expect(nextStep(row, monday)).toBeNull()
  })
})
