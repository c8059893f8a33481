import type { Pause } from './calendar.ts'
import { isoDay } from './iso-day.ts'
import type { ScheduleRules } from './schedule.ts'

/** When letters go out: the rules, and the periods without letters. */
export type LetterRules = ScheduleRules & { pauses: readonly Pause[] }

/** The rules as an administrator types them. */
export type TypedRules = {
  lettersFrom: string
  /** Working days after the invitation, with commas between them; blank for no reminders. */
  reminders: string
  phoneList: string
  spacing: string
  closes: string
  tooOld: string
  /** A row that is blank, or is to be removed, is no pause. */
  pauses: readonly { from: string; to: string; isRemoved: boolean }[]
}

export type RulesProblem = {
  /** A field of the typed rules, or the day of the row's pause that is wrong. */
  field: Exclude<keyof TypedRules, 'pauses'> | 'from' | 'to'
  row: number | null
  problem:
    | 'required'
    | 'not_a_time'
    | 'out_of_bounds'
    | 'not_working_days'
    | 'not_rising'
    | 'too_close'
    | 'beyond_phone_list'
    | 'before_phone_list'
    | 'not_a_date'
    | 'end_before_start'
    | 'too_long'
    | 'in_the_past'
}

/** The least and the most of each number, as for the settings (config.ts). */
export const ruleBounds = {
  phoneList: [1, 60],
  spacing: [1, 30],
  closes: [1, 365],
  tooOld: [1, 365],
} as const
export const longestPauseDays = 92

type Numbers = Record<keyof typeof ruleBounds, number | undefined>
type Known = { pauses: readonly Pause[]; today: Temporal.PlainDate }

/**
 * Checks what was typed, and gives either the rules or every problem in the order of the fields. A pause that is known
 * may stay as it is, also when it has been: the working days of what is under way are counted across it.
 */
export function readRules(
  typed: TypedRules,
  known: Known,
): { rules: LetterRules } | { problems: RulesProblem[] } {
  const lettersFrom = timeIn(typed.lettersFrom)
  const days = workingDaysIn(typed.reminders)
  const numbers = numbersIn(typed)
  const problems = [
    ...(lettersFrom ? [] : [problem('lettersFrom', typed.lettersFrom.trim() ? 'not_a_time' : 'required')]),
    ...problemsOfReminders(days, numbers),
    ...problemsOfNumbers(typed, numbers),
    ...typed.pauses.flatMap((pause, row) => problemsOfPause(pause, row, known)),
  ]
  const { phoneList = 0, spacing = 0, closes = 0, tooOld = 0 } = numbers
  if (problems.length > 0 || !lettersFrom || !days) return { problems }
  const rules = {
    lettersFrom,
    reminderWorkingDays: days,
    phoneListWorkingDays: phoneList,
    spacingWorkingDays: spacing,
    closesAfterDays: closes,
    tooOldAfterDays: tooOld,
    pauses: pausesIn(typed, known),
  }
  return { rules }
}

/** The rules as they would be typed: what the form shows before anybody has changed it. */
export function typedRules(rules: LetterRules): TypedRules {
  return {
    lettersFrom: rules.lettersFrom.toString({ smallestUnit: 'minute' }),
    reminders: rules.reminderWorkingDays.join(', '),
    phoneList: String(rules.phoneListWorkingDays),
    spacing: String(rules.spacingWorkingDays),
    closes: String(rules.closesAfterDays),
    tooOld: String(rules.tooOldAfterDays),
    pauses: rules.pauses.map(({ from, to }) => ({ from: String(from), to: String(to), isRemoved: false })),
  }
}

/** Whether two rules mean the same. */
export function isSameRules(one: LetterRules, other: LetterRules): boolean {
  return JSON.stringify(typedRules(one)) === JSON.stringify(typedRules(other))
}

export function isSamePause(one: Pause, other: Pause): boolean {
  return one.from.equals(other.from) && one.to.equals(other.to)
}

function timeIn(text: string): Temporal.PlainTime | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(text.trim()) ?? []
  return minute === undefined ? undefined : new Temporal.PlainTime(Number(hour), Number(minute))
}

function workingDaysIn(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter(part => part !== '')
  return parts.every(part => /^\d{1,3}$/.test(part)) ? parts.map(Number) : undefined
}

function numbersIn(typed: TypedRules): Numbers {
  const within = (field: keyof typeof ruleBounds) => {
    const [least, most] = ruleBounds[field]
    const text = typed[field].trim()
    const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
    return number >= least && number <= most ? number : undefined
  }
  return {
    phoneList: within('phoneList'),
    spacing: within('spacing'),
    closes: within('closes'),
    tooOld: within('tooOld'),
  }
}

/** Each reminder has to be one that goes out: not nearer to the letter before it than letters may be, and before the call. */
function problemsOfReminders(days: readonly number[] | undefined, numbers: Numbers): RulesProblem[] {
  if (!days) return [problem('reminders', 'not_working_days')]
  const gaps = days.map((day, index) => day - (days[index - 1] ?? 0))
  if (gaps.some(gap => gap < 1)) return [problem('reminders', 'not_rising')]
  if (gaps.some(gap => gap < (numbers.spacing ?? 0))) return [problem('reminders', 'too_close')]
  const isInVain = (days.at(-1) ?? 0) >= (numbers.phoneList ?? Number.POSITIVE_INFINITY)
  return isInVain ? [problem('reminders', 'beyond_phone_list')] : []
}

function problemsOfNumbers(typed: TypedRules, numbers: Numbers): RulesProblem[] {
  const { phoneList, closes } = numbers
  const isCutShort = phoneList !== undefined && closes !== undefined && closes <= leastDays(phoneList)
  return (['phoneList', 'spacing', 'closes', 'tooOld'] as const).flatMap(field => {
    if (numbers[field] === undefined)
      return [problem(field, typed[field].trim() ? 'out_of_bounds' : 'required')]
    return field === 'closes' && isCutShort ? [problem(field, 'before_phone_list')] : []
  })
}

/** So many days go by at least until that many working days have passed. */
function leastDays(workingDays: number): number {
  return Math.floor(workingDays / 5) * 7 + (workingDays % 5)
}

function problemsOfPause(
  { from, to, isRemoved }: TypedRules['pauses'][number],
  row: number,
  known: Known,
): RulesProblem[] {
  if (isRemoved || (from.trim() === '' && to.trim() === '')) return []
  const [first, last] = [isoDay(from.trim()), isoDay(to.trim())]
  const faulty = (field: 'from' | 'to', text: string) => ({
    field,
    row,
    problem: text.trim() ? ('not_a_date' as const) : ('required' as const),
  })
  if (!first || !last) return [...(first ? [] : [faulty('from', from)]), ...(last ? [] : [faulty('to', to)])]
  const found = problemOfPeriod({ from: first, to: last }, known)
  return found ? [{ field: 'to', row, problem: found }] : []
}

function problemOfPeriod(pause: Pause, { pauses, today }: Known): RulesProblem['problem'] | undefined {
  const { from, to } = pause
  if (pauses.some(known => isSamePause(known, pause))) return undefined
  if (compareDays(from, to) > 0) return 'end_before_start'
  if (from.until(to).days + 1 > longestPauseDays) return 'too_long'
  return compareDays(to, today) < 0 ? 'in_the_past' : undefined
}

/** In the order of time, each once. One that ended over a year ago goes: nothing that is under way counts across it. */
function pausesIn(typed: TypedRules, { today }: Known): Pause[] {
  const kept = typed.pauses.filter(({ isRemoved }) => !isRemoved)
  const pauses = kept.flatMap(({ from, to }) => {
    const [first, last] = [isoDay(from.trim()), isoDay(to.trim())]
    return first && last ? [{ from: first, to: last }] : []
  })
  return pauses
    .filter(({ to }) => compareDays(to.add({ years: 1 }), today) >= 0)
    .filter((pause, index, all) => all.findIndex(other => isSamePause(other, pause)) === index)
    .toSorted((one, other) => compareDays(one.from, other.from) || compareDays(one.to, other.to))
}

const compareDays = Temporal.PlainDate.compare

function problem(field: RulesProblem['field'], found: RulesProblem['problem']): RulesProblem {
  return { field, row: null, problem: found }
}
