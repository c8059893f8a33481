import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../src/domain/calendar.ts'
import { dueReport, nextReport } from '../../src/domain/report-schedule.ts'
import { createSchedule } from '../../src/domain/schedule.ts'
import { swedish } from '../support/swedish.ts'

const day = Temporal.PlainDate.from
const rules = {
  lettersFrom: new Temporal.PlainTime(9),
  reminderWorkingDays: [5, 12],
  phoneListWorkingDays: 15,
  spacingWorkingDays: 3,
  closesAfterDays: 60,
  tooOldAfterDays: 60,
}
const schedule = createSchedule(rules, createCalendar([]))

describe('the report that is due', () => {
  it.each([
    // 1 March 2026 is a Sunday.
    ['monthly', '2026-03-02T08:59', '2025-12-01', '2025-12-31'],
    ['monthly', '2026-03-02T09:00', '2026-01-01', '2026-01-31'],
    ['monthly', '2026-03-31T23:59', '2026-01-01', '2026-01-31'],
    ['monthly', '2026-04-01T08:59', '2026-01-01', '2026-01-31'],
    ['monthly', '2026-04-01T09:00', '2026-02-01', '2026-02-28'],
    // 1 January is a holiday, and the 2nd a Friday.
    ['monthly', '2026-01-02T08:59', '2025-10-01', '2025-10-31'],
    ['monthly', '2026-01-02T09:00', '2025-11-01', '2025-11-30'],
    ['quarterly', '2026-05-04T08:59', '2025-10-01', '2025-12-31'],
    // 1 May is a holiday, and a Friday.
    ['quarterly', '2026-05-04T09:00', '2026-01-01', '2026-03-31'],
    ['quarterly', '2026-08-03T08:59', '2026-01-01', '2026-03-31'],
    ['quarterly', '2026-08-03T09:00', '2026-04-01', '2026-06-30'],
  ] as const)('%s at %s begins %s', (kind, now, from, to) => {
    const { period } = dueReport(kind, swedish(now), schedule)
    expect([period.from.toString(), period.to.toString()]).toEqual([from, to])
  })

  it('waits for the end of a pause', () => {
    const paused = createSchedule(rules, createCalendar([{ from: day('2026-03-01'), to: day('2026-03-08') }]))
    const firstOf = (now: string) => dueReport('monthly', swedish(now), paused).period.from.toString()
    expect([firstOf('2026-03-09T08:59'), firstOf('2026-03-09T09:00')]).toEqual(['2025-12-01', '2026-01-01'])
  })
})

it.each([
  ['monthly', '2026-02-01', '2026-04-01T09:00'],
  ['quarterly', '2026-01-01', '2026-05-04T09:00'],
] as const)('the next %s one begins %s and is due %s', (kind, from, at) => {
  const { period, dueAt } = nextReport(kind, swedish('2026-03-02T09:00'), schedule)
  expect([period.from.toString(), dueAt]).toEqual([from, swedish(at)])
})
