import { describe, expect, it } from 'vitest'
import { atTime, createCalendar, dayOf, holidaysOn } from '../../src/domain/calendar.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const calendar = createCalendar([])

describe('a working day in Sweden', () => {
  it.each([
    ['2026-04-02', true, 'Maundy Thursday'],
    ['2026-04-03', false, 'Good Friday'],
    ['2026-04-04', false, 'Easter Eve, a Saturday'],
    ['2026-04-06', false, 'Easter Monday'],
    ['2026-04-07', true, 'the day after'],
    ['2026-04-30', true, 'Walpurgis Eve'],
    ['2026-05-01', false, 'the first of May'],
    ['2026-05-14', false, 'Ascension Day'],
    ['2026-05-15', true, 'the Friday after it'],
    ['2025-06-06', false, 'the National Day, a Friday'],
    ['2026-06-19', false, 'Midsummer Eve'],
    ['2026-12-24', false, 'Christmas Eve'],
    ['2026-12-25', false, 'Christmas Day'],
    ['2026-12-28', true, 'the Monday after Christmas'],
    ['2026-12-31', false, "New Year's Eve"],
    ['2027-01-01', false, "New Year's Day"],
    ['2027-01-06', false, 'Epiphany'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-23', true, 'a Monday'],
  ])('%s: %s (%s)', (date, expected) => {
    expect(calendar.isWorkingDay(day(date))).toBe(expected)
  })
})

describe('the nth working day after a day', () => {
  it.each([
    ['2026-02-26', 1, '2026-02-27', 'Thursday to Friday'],
    ['2026-02-27', 1, '2026-03-02', 'over a weekend'],
    ['2026-02-28', 1, '2026-03-02', 'from a Saturday'],
    ['2026-03-01', 1, '2026-03-02', 'from a Sunday'],
    ['2026-04-02', 1, '2026-04-07', 'over Easter'],
    ['2026-12-23', 1, '2026-12-28', 'over Christmas'],
    ['2026-12-30', 2, '2027-01-05', 'over New Year'],
    ['2026-03-02', 5, '2026-03-09', 'a week'],
    ['2026-03-02', 15, '2026-03-23', 'three weeks'],
  ])('%s + %i = %s (%s)', (from, count, expected) => {
    expect(calendar.workingDaysAfter(day(from), count).toString()).toBe(expected)
  })

  it('passes over configured pauses, both ends included', () => {
    const paused = createCalendar([{ from: day('2026-07-06'), to: day('2026-07-31') }])
    expect(paused.isWorkingDay(day('2026-07-03'))).toBe(true)
    expect(paused.isWorkingDay(day('2026-07-06'))).toBe(false)
    expect(paused.isWorkingDay(day('2026-07-31'))).toBe(false)
    expect(paused.workingDaysAfter(day('2026-07-03'), 1).toString()).toBe('2026-08-03')
  })
})

describe('the holidays of a year', () => {
  it.each([
    ['sv', 'långfredagen', 'midsommarafton'],
    ['en', 'Good Friday', 'Midsummer Eve'],
  ] as const)('are the weekdays on which nobody works, named in %s', (language, goodFriday, midsummerEve) => {
    const holidays = holidaysOn(2026, language)
    expect(holidays.map(({ day: free }) => String(free).slice(5))).toEqual(
      '01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31'.split(' '),
    )
    expect(holidays[2]?.name).toBe(goodFriday)
    expect(holidays[6]?.name).toBe(midsummerEve)
    expect(holidays.filter(({ day: free }) => calendar.isWorkingDay(free))).toEqual([])
  })
})

describe('Swedish time', () => {
  const nine = Temporal.PlainTime.from('09:00')

  it.each([
    ['2026-01-15', '2026-01-15T08:00:00Z', 'winter'],
    ['2026-07-15', '2026-07-15T07:00:00Z', 'summer'],
    ['2026-03-28', '2026-03-28T08:00:00Z', 'the day before summer time'],
    ['2026-03-29', '2026-03-29T07:00:00Z', 'the day on which summer time begins'],
    ['2026-10-24', '2026-10-24T07:00:00Z', 'the day before winter time'],
    ['2026-10-25', '2026-10-25T08:00:00Z', 'the day on which summer time ends'],
  ])('09:00 on %s is %s (%s)', (date, expected) => {
    expect(atTime(day(date), nine).toString()).toBe(expected)
  })

  it.each([
    ['2026-03-28T22:59:59Z', '2026-03-28'],
    ['2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-03-29T22:00:00Z', '2026-03-30'],
    ['2026-10-24T22:00:00Z', '2026-10-25'],
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
  ])('%s is on %s', (instant, expected) => {
    expect(dayOf(Temporal.Instant.from(instant)).toString()).toBe(expected)
  })
})
