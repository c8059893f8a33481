import { createCalendar } from './calendar.ts'
import { createSchedule } from './schedule.ts'
import type { LetterRules } from './schedule-rules.ts'

/** What becomes of one placement whose employer never answers, day by day. */
export type ScheduleExample = {
  endedOn: Temporal.PlainDate
  invitedAt: Temporal.Instant
  reminders: Temporal.Instant[]
  phoneAt: Temporal.Instant
  closesOn: Temporal.PlainDate
}

/** Plays the rules for a placement that ends on the first Friday from `today`: the same rules that letters go by. */
export function exampleFrom(rules: LetterRules, today: Temporal.PlainDate): ScheduleExample {
  const schedule = createSchedule(rules, createCalendar(rules.pauses))
  const endedOn = today.add({ days: (5 - today.dayOfWeek + 7) % 7 })
  const invitedAt = schedule.opensAt(endedOn)
  const reminders: Temporal.Instant[] = []
  for (;;) {
    const next = schedule.nextLetterAt(invitedAt, reminders.length + 1, reminders.at(-1) ?? invitedAt)
    if (next === null) break
    reminders.push(next)
  }
  const [phoneAt, closesOn] = [schedule.phoneAt(invitedAt), schedule.closesOn(invitedAt)]
  return { endedOn, invitedAt, reminders, phoneAt, closesOn }
}
