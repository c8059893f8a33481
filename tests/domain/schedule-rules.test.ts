import { describe, expect, it } from 'vitest'
import { changesBetween } from '../../src/domain/schedule-changes.ts'
import { exampleFrom } from '../../src/domain/schedule-example.ts'
import {
  isSameRules,
  type LetterRules,
  readRules,
  type TypedRules,
  typedRules,
} from '../../src/domain/schedule-rules.ts'

const day = Temporal.PlainDate.from
const today = day('2026-03-04')
const pause = (from: string, to: string) => ({ from: day(from), to: day(to) })
const row = (from: string, to: string, isRemoved = false) => ({ from, to, isRemoved })

const rules: LetterRules = {
  lettersFrom: Temporal.PlainTime.from('09:00'),
  reminderWorkingDays: [5, 12],
  phoneListWorkingDays: 15,
  spacingWorkingDays: 3,
  closesAfterDays: 60,
  tooOldAfterDays: 60,
  pauses: [],
}

function reading(changes: Partial<TypedRules>, pauses: LetterRules['pauses'] = []) {
  return readRules({ ...typedRules(rules), ...changes }, { pauses, today })
}

function problemsWith(changes: Partial<TypedRules>, pauses: LetterRules['pauses'] = []): string[] {
  const read = reading(changes, pauses)
  if (!('problems' in read)) return []
  return read.problems.map(
    ({ field, row: at, problem }) => `${field}${at === null ? '' : ` ${at}`} ${problem}`,
  )
}

function rulesWith(changes: Partial<TypedRules>, pauses: LetterRules['pauses'] = []): LetterRules {
  const read = reading(changes, pauses)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.rules
}

describe('rules as they are typed', () => {
  it('are the rules again', () => {
    expect(isSameRules(rulesWith({}), rules)).toBe(true)
  })

  it.each([
    ['09:00', '09:00'],
    [' 8.30 ', '08:30'],
    ['23:59', '23:59'],
    ['0:00', '00:00'],
  ])('take %j as a time', (lettersFrom, expected) => {
    expect(String(rulesWith({ lettersFrom }).lettersFrom)).toBe(`${expected}:00`)
  })

  it.each([
    ['5, 12', [5, 12]],
    ['5,12', [5, 12]],
    ['5 12', [5, 12]],
    ['3', [3]],
    ['', []],
    [' , ', []],
  ])('take %j as reminders', (reminders, expected) => {
    expect(rulesWith({ reminders }).reminderWorkingDays).toEqual(expected)
  })

  it.each<[Partial<TypedRules>, string[]]>([
    [{ lettersFrom: '' }, ['lettersFrom required']],
    [{ lettersFrom: '24:00' }, ['lettersFrom not_a_time']],
    [{ lettersFrom: '9' }, ['lettersFrom not_a_time']],
    [{ reminders: '5, snart' }, ['reminders not_working_days']],
    [{ reminders: '5, -1' }, ['reminders not_working_days']],
    [{ reminders: '2.5' }, ['reminders not_working_days']],
    [{ reminders: '0, 5' }, ['reminders not_rising']],
    [{ reminders: '12, 5' }, ['reminders not_rising']],
    [{ reminders: '5, 5' }, ['reminders not_rising']],
    [{ reminders: '2' }, ['reminders too_close']],
    [{ reminders: '5, 7' }, ['reminders too_close']],
    [{ reminders: '5, 8' }, []],
    [{ reminders: '5, 14' }, []],
    [{ reminders: '5, 15' }, ['reminders beyond_phone_list']],
    [{ reminders: '5, 16' }, ['reminders beyond_phone_list']],
    [{ phoneList: '' }, ['phoneList required']],
    [{ phoneList: '0', reminders: '' }, ['phoneList out_of_bounds']],
    [{ phoneList: '1', reminders: '' }, []],
    [{ phoneList: '60', closes: '365' }, []],
    [{ phoneList: '61', closes: '365' }, ['phoneList out_of_bounds']],
    [{ phoneList: '15.5' }, ['phoneList out_of_bounds']],
    [{ spacing: '30', reminders: '' }, []],
    [{ spacing: '31', reminders: '' }, ['spacing out_of_bounds']],
    [{ spacing: 'tre' }, ['spacing out_of_bounds']],
    [{ closes: '20' }, ['closes before_phone_list']],
    [{ closes: '21' }, ['closes before_phone_list']],
    [{ closes: '22' }, []],
    [{ closes: '366' }, ['closes out_of_bounds']],
    [{ tooOld: '0' }, ['tooOld out_of_bounds']],
    [{ tooOld: '365' }, []],
    [
      { lettersFrom: 'x', reminders: 'x', phoneList: 'x', spacing: 'x', closes: 'x', tooOld: 'x' },
      [
        'lettersFrom not_a_time',
        'reminders not_working_days',
        'phoneList out_of_bounds',
        'spacing out_of_bounds',
        'closes out_of_bounds',
        'tooOld out_of_bounds',
      ],
    ],
  ])('%j give %j', (changes, expected) => {
    expect(problemsWith(changes)).toEqual(expected)
  })
})

describe('a pause', () => {
  it.each([
    [row('2026-07-06', ''), ['to 0 required']],
    [row('', '2026-07-06'), ['from 0 required']],
    [row('juli', 'augusti'), ['from 0 not_a_date', 'to 0 not_a_date']],
    [row('2026-02-30', '2026-03-30'), ['from 0 not_a_date']],
    [row('2026-07-07', '2026-07-06'), ['to 0 end_before_start']],
    [row('2026-07-06', '2026-07-06'), []],
    [row('2026-07-01', '2026-09-30'), []],
    [row('2026-07-01', '2026-10-01'), ['to 0 too_long']],
    [row('2026-03-01', '2026-03-03'), ['to 0 in_the_past']],
    [row('2026-03-01', '2026-03-04'), []],
    [row('2026-03-05', '2026-03-06'), []],
    [row('', ''), []],
    [row('x', 'x', true), []],
  ])('%j gives %j', (typed, expected) => {
    expect(problemsWith({ pauses: [typed] })).toEqual(expected)
  })

  it('that is known may stay, although it is over or longer than one may be now', () => {
    const known = [pause('2025-12-22', '2026-01-06'), pause('2026-06-01', '2026-12-31')]
    const pauses = [row('2025-12-22', '2026-01-06'), row('2026-06-01', '2026-12-31')]
    expect(problemsWith({ pauses }, known)).toEqual([])
  })

  it('goes when it is removed, or ended over a year ago, and the others stand in the order of time', () => {
    const known = [pause('2025-02-01', '2025-03-03'), pause('2025-02-01', '2025-03-04')]
    const pauses = [
      row('2026-12-21', '2027-01-05'),
      row('20260706', '20260731'),
      row('2026-07-06', '2026-07-31'),
      row('2026-05-15', '2026-05-15', true),
      row('2025-02-01', '2025-03-03'),
      row('2025-02-01', '2025-03-04'),
    ]
    expect(rulesWith({ pauses }, known).pauses.map(({ from, to }) => `${from}..${to}`)).toEqual([
      '2025-02-01..2025-03-04',
      '2026-07-06..2026-07-31',
      '2026-12-21..2027-01-05',
    ])
  })
})

describe('the example', () => {
  const told = (changed: Partial<LetterRules>, from = '2026-02-25') => {
    const { endedOn, invitedAt, reminders, phoneAt, closesOn } = exampleFrom(
      { ...rules, ...changed },
      day(from),
    )
    const local = (instant: Temporal.Instant) =>
      instant.toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime().toString({ smallestUnit: 'minute' })
    return [String(endedOn), local(invitedAt), reminders.map(local), local(phoneAt), String(closesOn)]
  }

  it('follows a placement that ends on Friday to the day when its survey closes', () => {
    expect(told({})).toEqual([
      '2026-02-27',
      '2026-03-02T09:00',
      ['2026-03-09T09:00', '2026-03-18T09:00'],
      '2026-03-23T09:00',
      '2026-05-01',
    ])
  })

  it.each([
    ['2026-02-26', '2026-02-27'],
    ['2026-02-27', '2026-02-27'],
    ['2026-02-28', '2026-03-06'],
  ])('seen on %s ends on %s', (from, endedOn) => {
    expect(told({}, from)[0]).toBe(endedOn)
  })

  it('moves with a pause, the time of day and the reminders', () => {
    const changed = {
      lettersFrom: Temporal.PlainTime.from('10:30'),
      reminderWorkingDays: [4],
      pauses: [pause('2026-03-02', '2026-03-04')],
    }
    expect(told(changed).slice(1, 3)).toEqual(['2026-03-05T10:30', ['2026-03-11T10:30']])
  })
})

describe('what a version changed', () => {
  it('is told field by field and pause by pause', () => {
    const before = { ...rules, pauses: [pause('2026-05-15', '2026-05-15')] }
    const after = { ...rules, reminderWorkingDays: [], pauses: [pause('2026-07-06', '2026-07-31')] }
    expect(changesBetween(before, after)).toEqual({
      fields: [{ field: 'reminders', before: '5, 12', after: '' }],
      added: after.pauses,
      removed: before.pauses,
    })
  })

  it('is nothing between the same rules', () => {
    expect(changesBetween(rules, { ...rules })).toEqual({ fields: [], added: [], removed: [] })
  })
})
