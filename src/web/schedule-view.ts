import type { LetterSchedule } from '../db/letter-schedules.ts'
import { dayOf, holidaysOn } from '../domain/calendar.ts'
import type { Language } from '../domain/codes.ts'
import { changesBetween } from '../domain/schedule-changes.ts'
import { exampleFrom, type ScheduleExample } from '../domain/schedule-example.ts'
import {
  type LetterRules,
  longestPauseDays,
  type RulesProblem,
  ruleBounds,
  type TypedRules,
  typedRules,
} from '../domain/schedule-rules.ts'
import { dateNear, list, time } from '../render-values.ts'

const fieldNames = ['lettersFrom', 'reminders', 'phoneList', 'spacing', 'closes', 'tooOld'] as const

/** The rules that count: in words, as an example, and with the days that are free whatever they say. */
export function rulesView(rules: LetterRules, language: Language, now: Temporal.Instant) {
  const today = dayOf(now)
  return {
    rules: {
      ...typedRules(rules),
      reminders: list(language, rules.reminderWorkingDays.map(String)),
      pauses: rules.pauses.filter(({ to }) => Temporal.PlainDate.compare(to, today) >= 0),
    },
    example: exampleSteps(exampleFrom(rules, today)),
    holidays: holidaysOn(today.year, language).map(({ day, name }) => ({
      day: dateNear(language, day, today),
      name,
    })),
    year: String(today.year),
  }
}

function exampleSteps({ endedOn, invitedAt, reminders, phoneAt, closesOn }: ScheduleExample) {
  const at = (step: string, instant: Temporal.Instant, number = 0) => ({
    step,
    day: dayOf(instant),
    time: time(instant),
    number,
  })
  return [
    { step: 'ends', day: endedOn, time: '', number: 0 },
    at('invited', invitedAt),
    ...reminders.map((instant, index) => at('reminder', instant, index + 1)),
    at('phone', phoneAt),
    { step: 'closes', day: closesOn, time: '', number: 0 },
  ]
}

/** The fields of the form with what is typed in them, and a row for one pause more. */
export function fieldsView(typed: TypedRules, problems: readonly RulesProblem[], now: Temporal.Instant) {
  const problemOf = (field: RulesProblem['field'], row: number | null = null) =>
    problems.find(found => found.field === field && found.row === row)?.problem ?? null
  const fields = fieldNames.map(name => ({
    name,
    value: typed[name],
    problem: problemOf(name),
    ...boundsOf(name, typed),
  }))
  const today = String(dayOf(now))
  const pauses = [...typed.pauses, null].map((pause, row) => ({
    from: pause?.from ?? '',
    to: pause?.to ?? '',
    isRemoved: pause?.isRemoved ?? false,
    isNew: pause === null,
    isOver: pause !== null && pause.to < today,
    row,
    number: row + 1,
    problems: { from: problemOf('from', row), to: problemOf('to', row) },
    most: longestPauseDays,
  }))
  return { fields, pauses }
}

/** What is wrong, each with the control that a link in the summary leads to. */
export function problemsView(problems: readonly RulesProblem[], typed: TypedRules | null) {
  return problems.map(({ field, row, problem }) => ({
    field,
    problem,
    number: row === null ? null : row + 1,
    target: row === null ? field : `pause_${row}_${field}`,
    ...(field === 'from' || field === 'to'
      ? { least: 1, most: longestPauseDays, spacing: '' }
      : boundsOf(field, typed)),
  }))
}

/** The rules that stand in the settings of the service, to go back to. */
export function settingsView(settings: LetterRules) {
  const typed = typedRules(settings)
  return { fields: fieldNames.map(name => ({ name, value: typed[name] })), pauses: settings.pauses }
}

/** Each version with what it changed in the one before it; the first one changed the settings. */
export function historyView(versions: readonly LetterSchedule[], settings: LetterRules) {
  return versions.map(({ version, rules, staffName, changedAt }, index) => {
    const before = versions[index + 1]?.rules ?? settings
    return { version, staffName, changedAt, ...changesBetween(before, rules) }
  })
}

function boundsOf(field: Exclude<keyof TypedRules, 'pauses'>, typed: TypedRules | null) {
  const [least, most] = field in ruleBounds ? ruleBounds[field as keyof typeof ruleBounds] : [1, 60]
  return { least, most, spacing: typed?.spacing ?? '' }
}
