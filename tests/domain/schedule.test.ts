import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../src/domain/calendar.ts'
import { createSchedule } from '../../src/domain/schedule.ts'
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
const day = (text: string) => Temporal.PlainDate.from(text)
const local = (instant: Temporal.Instant | null) =>
  instant?.toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime().toString({ smallestUnit: 'minute' }) ??
  null

describe('rule 1', () => {
  it.each([
    ['2026-02-26', '2026-02-27T09:00'],
    ['2026-02-27', '2026-03-02T09:00'],
    ['2026-03-27', '2026-03-30T09:00'],
    ['2026-10-23', '2026-10-26T09:00'],
    ['2026-12-23', '2026-12-28T09:00'],
  ])('a placement that ended on %s is asked about at %s', (endedOn, expected) => {
    expect(local(schedule.opensAt(day(endedOn)))).toBe(expected)
  })

  it('reminds 5 and 12 working days after the invitation, and then no more', () => {
    const invitedAt = swedish('2026-03-02T09:00')
    expect(local(schedule.nextLetterAt(invitedAt, 1, invitedAt))).toBe('2026-03-09T09:00')
    expect(local(schedule.nextLetterAt(invitedAt, 2, swedish('2026-03-09T09:00')))).toBe('2026-03-18T09:00')
    expect(schedule.nextLetterAt(invitedAt, 3, swedish('2026-03-18T09:00'))).toBeNull()
  })

  it('does not send a late reminder and the next one in a row', () => {
    const invitedAt = swedish('2026-03-02T09:00')
    expect(local(schedule.nextLetterAt(invitedAt, 2, swedish('2026-03-17T09:00')))).toBe('2026-03-20T09:00')
    expect(schedule.nextLetterAt(invitedAt, 2, swedish('2026-03-18T09:00'))).toBeNull()
  })

  it('hands over to the coach 15 working days after the invitation', () => {
    expect(local(schedule.phoneAt(swedish('2026-03-02T09:00')))).toBe('2026-03-23T09:00')
  })

  it('takes answers through the 60th day after the survey opened', () => {
    const opensAt = swedish('2026-03-02T09:00')
    expect(schedule.closesOn(opensAt).toString()).toBe('2026-05-01')
    expect(local(schedule.closesAt(opensAt))).toBe('2026-05-02T00:00')
  })

  it.each([
    ['2026-01-01', '2026-03-02T23:59', true],
    ['2026-01-01', '2026-03-03T00:00', false],
  ])('ended on %s, imported at %s: surveyed %s', (endedOn, importedAt, surveyed) => {
    expect(schedule.isTooOld(day(endedOn), swedish(importedAt))).toBe(!surveyed)
  })

  it.each([
    ['2026-03-02T08:59', false],
    ['2026-03-02T09:00', true],
    ['2026-03-02T23:59', true],
    ['2026-03-03T00:00', false],
    ['2026-03-01T12:00', false],
    ['2026-04-03T12:00', false],
    ['2026-03-27T09:00', true],
    ['2026-03-30T08:59', false],
    ['2026-03-30T09:00', true],
    ['2026-10-26T08:59', false],
    ['2026-10-26T09:00', true],
  ])('letters may go out at %s: %s', (time, expected) => {
    expect(schedule.isSendingTime(swedish(time))).toBe(expected)
  })
})

it('rule 2: the next letter to a contact goes three working days later at the earliest', () => {
  expect(local(schedule.spacedFrom(swedish('2026-03-05T14:30')))).toBe('2026-03-10T09:00')
})

describe('rule 4: a temporary refusal', () => {
  const first = swedish('2026-03-02T09:00')

  it.each([
    [1, '2026-03-02T09:00', '2026-03-02T09:05'],
    [2, '2026-03-02T09:05', '2026-03-02T09:20'],
    [3, '2026-03-02T09:20', '2026-03-02T10:20'],
    [4, '2026-03-02T10:20', '2026-03-02T14:20'],
    [5, '2026-03-02T14:20', '2026-03-03T09:00'],
    [6, '2026-03-03T09:00', '2026-03-03T21:00'],
  ])('after attempt %i at %s is tried again at %s', (attempts, now, expected) => {
    expect(local(schedule.retryAt(first, attempts, swedish(now)))).toBe(expected)
  })

  it('is given up after four days', () => {
    expect(local(schedule.retryAt(first, 9, swedish('2026-03-05T20:00')))).toBeNull()
    expect(local(schedule.retryAt(first, 9, swedish('2026-03-05T11:00')))).toBe('2026-03-05T23:00')
  })

  it('waits over a weekend rather than going out on it', () => {
    const friday = swedish('2026-03-06T20:00')
    expect(local(schedule.retryAt(friday, 5, friday))).toBe('2026-03-09T09:00')
  })
})
