import { describe, expect, it } from 'vitest'
import { resume, type StoppedSurvey } from '../../src/domain/resumption.ts'
import { defaultSchedule } from '../support/schedule.ts'
import { swedish } from '../support/swedish.ts'

const opensAt = swedish('2026-03-02T09:00')
const closesAt = swedish('2026-05-02T00:00')
const none = { phoneReason: null, lettersSent: 0, invitedAt: null }
const never: StoppedSurvey = { ...none, opensAt, closesAt: null }
const opened: StoppedSurvey = { ...none, opensAt, closesAt }
const invited: StoppedSurvey = { ...opened, invitedAt: opensAt, lettersSent: 1 }
const reminded: StoppedSurvey = { ...invited, lettersSent: 3 }

const firstReminder = swedish('2026-03-09T09:00')
const phoneAt = swedish('2026-03-23T09:00')

function resumed(survey: StoppedSurvey, now: string, obstacle: Parameters<typeof resume>[1] = null) {
  return resume(survey, obstacle, defaultSchedule, swedish(now))
}

describe('a survey that goes on', () => {
  it.each([
    ['waits for its opening', never, '2026-02-28T12:00', { state: 'scheduled', nextLetterAt: null }],
    ['waits for the tick on its opening', never, '2026-03-02T09:00', { state: 'scheduled' }],
    ['opens late after it', never, '2026-03-10T12:00', { state: 'scheduled' }],
    ['waits while no end is known', { ...never, opensAt: null }, '2027-01-01T12:00', { state: 'scheduled' }],
    [
      'invites at once when nobody was',
      opened,
      '2026-03-05T12:00',
      { state: 'open', nextLetterAt: swedish('2026-03-05T12:00'), phoneAt: null },
    ],
    [
      'reminds on its day, before it',
      invited,
      '2026-03-05T12:00',
      { state: 'open', nextLetterAt: firstReminder, phoneAt },
    ],
    [
      'reminds on the day itself',
      invited,
      '2026-03-09T09:00',
      { state: 'open', nextLetterAt: firstReminder },
    ],
    ['reminds late, after it', invited, '2026-03-12T12:00', { state: 'open', nextLetterAt: firstReminder }],
    [
      'waits without a letter when all have gone',
      reminded,
      '2026-03-20T12:00',
      { state: 'open', nextLetterAt: null },
    ],
    ['is not called yet the minute before', reminded, '2026-03-23T08:59', { state: 'open' }],
    ['is called from its day on', reminded, '2026-03-23T09:00', { state: 'phone', phoneReason: 'no_answer' }],
    ['is called after it', invited, '2026-04-01T12:00', { state: 'phone', phoneReason: 'no_answer' }],
    ['is called until its last minute', invited, '2026-05-01T23:59', { state: 'phone' }],
  ] as const)('%s', (_, survey, now, expected) => {
    expect(resumed(survey, now)).toMatchObject(expected)
  })

  it.each([
    ['one that was open', opened],
    ['one that never was', never],
  ])('does not, %s, once its time is over', (_, survey) => {
    expect(resumed(survey, '2026-05-01T23:59')).not.toBeNull()
    expect(resumed(survey, '2026-05-02T00:00')).toBeNull()
    expect(resumed(survey, '2026-05-02T00:01')).toBeNull()
  })

  it.each([
    ['whose contact can not be mailed', invited, 'undeliverable', 'undeliverable'],
    ['that a wrong person got', { ...invited, phoneReason: 'wrong_person' }, null, 'wrong_person'],
    ['that has both', { ...invited, phoneReason: 'wrong_person' }, 'opted_out', 'opted_out'],
  ] as const)('stays with the coach when it is one %s', (_, survey, obstacle, phoneReason) => {
    const expected = { state: 'phone', phoneReason, nextLetterAt: null }
    expect(resumed(survey, '2026-03-05T12:00', obstacle)).toMatchObject(expected)
  })
})
