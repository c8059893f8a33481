import { describe, expect, it } from 'vitest'
import { laneTimes, mondayOf, responseMonths } from '../../src/domain/lane.ts'
import { swedish } from '../support/swedish.ts'

const day = Temporal.PlainDate.from
const month = Temporal.PlainYearMonth.from

describe('the times of the home', () => {
  it.each([
    ['a Wednesday', '2026-03-04T10:00', '2026-03-04', '2026-03-02'],
    ['the last minute of a Sunday', '2026-03-08T23:59', '2026-03-08', '2026-03-02'],
    ['the first moment of a Monday', '2026-03-09T00:00', '2026-03-09', '2026-03-09'],
    ['the night the clocks go forward', '2026-03-29T03:30', '2026-03-29', '2026-03-23'],
    ['the Monday after it', '2026-03-30T08:00', '2026-03-30', '2026-03-30'],
    ['the night the clocks go back', '2026-10-25T02:30', '2026-10-25', '2026-10-19'],
  ])('on %s', (_words, now, today, monday) => {
    expect(laneTimes(swedish(now))).toEqual({
      dayStart: swedish(`${today}T00:00`),
      answeredFrom: swedish(`${monday}T00:00`),
      answeredBefore: null,
      endsFrom: day(today),
      endsTo: day(today).add({ days: 14 }),
    })
  })

  it.each([
    ['2026-03-01', '2026-02-23'],
    ['2026-03-02', '2026-03-02'],
    ['2026-03-03', '2026-03-02'],
    ['2027-01-01', '2026-12-28'],
  ])('the week of %s begins on %s', (some, monday) => {
    expect(mondayOf(day(some)).toString()).toBe(monday)
  })
})

describe('the months of the response chart', () => {
  it('end with the current one, oldest first, with zeros where nothing ended', () => {
    const counted = [
      { month: month('2025-12'), status: 'closed', count: 2 },
      { month: month('2026-02'), status: 'answered', count: 3 },
    ] as const
    expect(responseMonths(day('2026-02-28'), 3, counted)).toEqual([
      { month: month('2025-12'), counts: { answered: 0, under_way: 0, unknown: 2 } },
      { month: month('2026-01'), counts: { answered: 0, under_way: 0, unknown: 0 } },
      { month: month('2026-02'), counts: { answered: 3, under_way: 0, unknown: 0 } },
    ])
  })

  it('count every status once: who may still answer apart from what nobody will know', () => {
    const statuses = [
      'phone',
      'waiting',
      'ongoing',
      'answered',
      'closed',
      'not_surveyed',
      'withdrawn',
    ] as const
    const counted = statuses.map((status, index) => ({ month: month('2026-02'), status, count: 10 ** index }))
    expect(responseMonths(day('2026-02-28'), 1, counted)[0]?.counts).toEqual({
      answered: 1_000,
      under_way: 111,
      unknown: 1_110_000,
    })
  })
})
