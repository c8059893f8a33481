import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../src/domain/calendar.ts'
import {
  type CoachNews,
  coachLetterRetryAt,
  coachLettersFrom,
  coachLetterTimes,
  isWorthTelling,
  weekOf,
} from '../../src/domain/coach-letter.ts'
import { swedish } from '../support/swedish.ts'

const day = Temporal.PlainDate.from
const pause = { from: day('2026-07-06'), to: day('2026-07-15') }
const calendar = createCalendar([pause])

describe('the weekly letter is due at 08:00 on the first working day of its week:', () => {
  it.each([
    ['a common Monday', '2026-03-02', '2026-03-02T08:00'],
    ['the week before the clocks go forward', '2026-03-23', '2026-03-23T08:00'],
    ['the Monday after they have', '2026-03-30', '2026-03-30T08:00'],
    ['the Monday after they have gone back', '2026-10-26', '2026-10-26T08:00'],
    ['Easter Monday', '2026-04-06', '2026-04-07T08:00'],
    ['a Monday in a pause that ends on Wednesday', '2026-07-13', '2026-07-16T08:00'],
    ['a week that is all pause', '2026-07-06', null],
    ['a Christmas with one working day in the middle', '2026-12-21', '2026-12-21T08:00'],
  ])('%s', (_words, week, due) => {
    expect(coachLettersFrom(day(week), calendar)).toEqual(due && swedish(due))
  })

  it.each([
    ['2026-03-01T23:59', '2026-02-23'],
    ['2026-03-02T00:00', '2026-03-02'],
    ['2026-03-08T23:59', '2026-03-02'],
    ['2026-10-25T02:30', '2026-10-19'],
  ])('%s is in the week of %s', (now, week) => {
    expect(weekOf(swedish(now))).toEqual(day(week))
  })
})

describe('what it tells of', () => {
  it.each([
    ['a common week', '2026-03-09', '2026-03-02T08:00', '2026-03-09T08:00'],
    ['a week of 167 hours', '2026-03-30', '2026-03-23T08:00', '2026-03-30T08:00'],
    ['a week of 169 hours', '2026-10-26', '2026-10-19T08:00', '2026-10-26T08:00'],
  ])('are the answers from Monday to Monday, however late it leaves, in %s', (_words, week, from, before) => {
    for (const time of ['08:00', '23:59']) {
      const times = coachLetterTimes(day(week), swedish(`${day(week).add({ days: 1 })}T${time}`))
      expect([times.answeredFrom, times.answeredBefore]).toEqual([swedish(from), swedish(before)])
    }
  })

  it('closes soon up to the end of the seventh day', () => {
    expect(coachLetterTimes(day('2026-03-02'), swedish('2026-03-02T08:00')).closesBy).toEqual(
      swedish('2026-03-10T00:00'),
    )
  })

  const nothing: CoachNews = {
    answered: { total: 0, first: [] },
    call: { total: 0, first: [] },
    closing: 0,
    undeliverable: 0,
    unreachable: 0,
  }
  const one = { total: 1, first: [] }
  it.each([
    ['nothing', {}, false],
    ['an end that comes', { unreachable: 3 }, false],
    ['an answer', { answered: one }, true],
    ['a call', { call: one }, true],
    ['an address', { undeliverable: 1 }, true],
  ])('%s', (_words, news, isWorth) => {
    expect(isWorthTelling({ ...nothing, ...news })).toBe(isWorth)
  })
})

describe('after a temporary refusal', () => {
  it.each([
    [1, '2026-03-02T08:00', '2026-03-02T08:05'],
    [2, '2026-03-02T08:05', '2026-03-02T08:20'],
    [3, '2026-03-02T08:20', '2026-03-02T09:20'],
    [4, '2026-03-02T09:20', '2026-03-02T13:20'],
    [5, '2026-03-02T13:20', '2026-03-03T01:20'],
    [9, '2026-03-08T11:59', '2026-03-08T23:59'],
    [9, '2026-03-08T12:00', null],
  ])('number %i at %s it is tried again at %s', (attempts, now, next) => {
    expect(coachLetterRetryAt(day('2026-03-02'), attempts, swedish(now))).toEqual(next && swedish(next))
  })
})
