import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../src/domain/calendar.ts'
import { type SurveyState, surveyStates } from '../../src/domain/codes.ts'
import { createSchedule } from '../../src/domain/schedule.ts'
import { placeSurvey, takesAnswers } from '../../src/domain/survey.ts'
import { swedish } from '../support/swedish.ts'

const rules = {
  lettersFrom: Temporal.PlainTime.from('09:00'),
  reminderWorkingDays: [5, 12],
  phoneListWorkingDays: 15,
  spacingWorkingDays: 3,
  closesAfterDays: 60,
  tooOldAfterDays: 60,
}
const schedule = createSchedule(rules, createCalendar([]))
const friday = Temporal.PlainDate.from('2026-02-27')
const monday = swedish('2026-03-02T09:00')

type Placement = Parameters<typeof placeSurvey>[0]
type Survey = NonNullable<Parameters<typeof placeSurvey>[1]>

const ended: Placement = {
  endedOn: friday,
  endReason: 'as_planned',
  contactId: 1,
  daysAfterEnd: 0,
  isWanted: true,
}
const scheduled: Survey = {
  state: 'scheduled',
  opensAt: monday,
  closesAt: null,
  nextLetterAt: null,
  invitedAt: null,
  contactId: 1,
  handedOverAt: null,
  withdrawalReason: null,
}
const chosen: Survey = { ...scheduled, contactId: 2, handedOverAt: monday }
const invited: Survey = { ...scheduled, state: 'open', invitedAt: monday }
const withdrawn: Survey = { ...invited, state: 'withdrawn', withdrawalReason: 'mistake' }
const handedOver: Survey = { ...invited, contactId: 2, invitedAt: null, handedOverAt: monday }

function placed(placement: Partial<Placement>, survey: Survey | null, now = '2026-03-03T12:00') {
  return placeSurvey({ ...ended, ...placement }, survey, schedule, swedish(now))
}

describe('a placement without a survey', () => {
  it.each([
    ['has ended', {}, '2026-03-03T12:00', { change: 'create', opensAt: monday }],
    ['ended 60 days ago', {}, '2026-04-28T23:59', { change: 'create', opensAt: monday }],
    ['ended 61 days ago', {}, '2026-04-29T00:00', { change: 'none' }],
    ['goes on', { endedOn: null }, '2026-03-03T12:00', { change: 'none' }],
    ['is cancelled', { endReason: 'withdrawn' }, '2026-03-03T12:00', { change: 'none' }],
  ] as const)('that %s', (_, placement, now, expected) => {
    expect(placed(placement, null, now)).toEqual(expected)
  })
})

describe('a survey', () => {
  const later = { endedOn: Temporal.PlainDate.from('2026-03-06') }
  const onMonday = { change: 'reschedule', opensAt: monday }
  const afterIt = { change: 'reschedule', opensAt: swedish('2026-03-09T09:00') }
  const waits = { change: 'reschedule', opensAt: null }
  const stays = { change: 'none' }

  it.each([
    ['stays when nothing has changed', {}, scheduled, stays],
    ['moves along with the end before the first letter', later, scheduled, afterIt],
    ['moves along on the phone list too', later, { ...scheduled, state: 'phone' }, afterIt],
    ['stays when the end moves after the first letter', later, invited, stays],
    ['waits when the placement goes on after all', { endedOn: null }, invited, waits],
    ['goes to the new contact before the first letter', { contactId: 3 }, scheduled, onMonday],
    ['asks the new contact anew after it', { contactId: 3 }, invited, { change: 'ask-anew' }],
    ['keeps the colleague it was handed over to', { ...later, contactId: 3 }, handedOver, stays],
    ['moves along and keeps a contact from before it opened', later, chosen, { ...afterIt, change: 'move' }],
    [
      'waits and keeps a contact from before it opened',
      { endedOn: null },
      chosen,
      { ...waits, change: 'move' },
    ],
    ['stays with a contact from before it opened', { contactId: 3 }, chosen, stays],
    ['waits when it was handed over and the placement goes on', { endedOn: null }, handedOver, waits],
    ['is withdrawn with the placement', { endReason: 'withdrawn' }, invited, { change: 'withdraw' }],
    ['is withdrawn once', { endReason: 'withdrawn' }, { ...invited, state: 'withdrawn' }, stays],
    ['that staff have withdrawn stays', later, withdrawn, stays],
    ['that staff have withdrawn stays with a new contact', { contactId: 3 }, withdrawn, stays],
    ['that staff have withdrawn stays when the placement goes on', { endedOn: null }, withdrawn, stays],
    ['that staff have withdrawn stays with the placement', { endReason: 'withdrawn' }, withdrawn, stays],
    ['asks when a placement was cancelled by mistake', {}, { ...scheduled, state: 'withdrawn' }, onMonday],
    ['asks anew when that was after a letter', {}, { ...invited, state: 'withdrawn' }, onMonday],
    ['asks anew when that was after a hand-over', {}, { ...handedOver, state: 'withdrawn' }, onMonday],
    ['that is answered stays', { ...later, contactId: 3 }, { ...invited, state: 'answered' }, stays],
    [
      'that is answered is not withdrawn',
      { endReason: 'withdrawn' },
      { ...invited, state: 'answered' },
      stays,
    ],
    ['that has closed stays', later, { ...invited, state: 'closed' }, stays],
  ] as const)('%s', (_, placement, survey, expected) => {
    expect(placed(placement, survey)).toEqual(expected)
  })
})

describe('an answer is taken', () => {
  const closesAt = swedish('2026-05-02T00:00')
  const taking: readonly SurveyState[] = ['open', 'phone', 'answered']

  it.each(surveyStates)('or not, while the survey is %s', state => {
    expect(takesAnswers({ state, closesAt }, monday)).toBe(taking.includes(state))
  })

  it.each([
    ['2026-05-01T23:59', true],
    ['2026-05-02T00:00', false],
    ['2026-05-02T00:01', false],
  ])('at %s: %s', (now, expected) => {
    expect(takesAnswers({ state: 'open', closesAt }, swedish(now))).toBe(expected)
  })
})
