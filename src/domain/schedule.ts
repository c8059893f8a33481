import { atTime, type Calendar, dayOf } from './calendar.ts'

/** The settings of rule 1 and 2 of the design. Working days are Swedish working days. */
export type ScheduleRules = {
  lettersFrom: Temporal.PlainTime
  /** After the invitation, rising; one entry a reminder. */
  reminderWorkingDays: readonly number[]
  phoneListWorkingDays: number
  spacingWorkingDays: number
  closesAfterDays: number
  tooOldAfterDays: number
}

/** Every "when" of the service. Pure: the moments follow from the rules and the arguments alone. */
export type Schedule = {
  calendar: Calendar
  /** The invitation and the reminders: how many letters a survey may send to one contact. */
  mostLetters: number
  /** The invitation is due on the first working day after the placement ended. */
  opensAt(endedOn: Temporal.PlainDate): Temporal.Instant
  /** The last day on which an answer is taken. */
  closesOn(opensAt: Temporal.Instant): Temporal.PlainDate
  /** Midnight after that day. */
  closesAt(opensAt: Temporal.Instant): Temporal.Instant
  /** When a survey that was just mailed wants its next letter, or null when it has had its last. */
  nextLetterAt(
    invitedAt: Temporal.Instant,
    lettersSent: number,
    sentAt: Temporal.Instant,
  ): Temporal.Instant | null
  phoneAt(invitedAt: Temporal.Instant): Temporal.Instant
  /** The earliest moment of the next letter to a contact who was mailed at `sentAt`. */
  spacedFrom(sentAt: Temporal.Instant): Temporal.Instant
  isSendingTime(now: Temporal.Instant): boolean
  /** When a letter that may go from `earliest` on does go: at once in sending time, otherwise when the next begins. */
  sendingTimeFrom(earliest: Temporal.Instant): Temporal.Instant
  /** The next attempt after a temporary refusal, or null when four days of trying are over. */
  retryAt(firstAttemptAt: Temporal.Instant, attempts: number, now: Temporal.Instant): Temporal.Instant | null
  /** A placement that ended too long before it was imported is kept, and not surveyed. */
  isTooOld(endedOn: Temporal.PlainDate, importedAt: Temporal.Instant): boolean
}

/** Pauses after the first, second, ... temporary refusal, in minutes; the last one repeats. */
const retryMinutes = [5, 15, 60, 4 * 60, 12 * 60]
const retryForDays = 4
const midnight = new Temporal.PlainTime()

/** Puts the rules and the calendar together. */
export function createSchedule(rules: ScheduleRules, calendar: Calendar): Schedule {
  const workingDayAfter = workingDayCounter(rules, calendar)
  const spacedFrom = (sentAt: Temporal.Instant) => workingDayAfter(sentAt, rules.spacingWorkingDays)
  const phoneAt = (invitedAt: Temporal.Instant) => workingDayAfter(invitedAt, rules.phoneListWorkingDays)
  const closesOn = (opensAt: Temporal.Instant) => dayOf(opensAt).add({ days: rules.closesAfterDays })

  return {
    calendar,
    mostLetters: 1 + rules.reminderWorkingDays.length,
    opensAt: endedOn => atTime(calendar.workingDaysAfter(endedOn, 1), rules.lettersFrom),
    closesOn,
    closesAt: opensAt => atTime(closesOn(opensAt).add({ days: 1 }), midnight),
    nextLetterAt(invitedAt, lettersSent, sentAt) {
      const days = rules.reminderWorkingDays[lettersSent - 1]
      if (days === undefined) return null
      const due = later(workingDayAfter(invitedAt, days), spacedFrom(sentAt))
      return isBefore(due, phoneAt(invitedAt)) ? due : null
    },
    phoneAt,
    spacedFrom,
    isSendingTime: now => nextSendingTime(rules, calendar, now).equals(now),
    sendingTimeFrom: earliest => nextSendingTime(rules, calendar, earliest),
    retryAt(firstAttemptAt, attempts, now) {
      const next = nextSendingTime(rules, calendar, now.add(retryPause(attempts)))
      return isBefore(next, firstAttemptAt.add({ hours: 24 * retryForDays })) ? next : null
    },
    isTooOld: (endedOn, importedAt) =>
      Temporal.PlainDate.compare(endedOn.add({ days: rules.tooOldAfterDays }), dayOf(importedAt)) < 0,
  }
}

/** How long to wait after so many temporary refusals. */
export function retryPause(attempts: number): Temporal.Duration {
  return Temporal.Duration.from({ minutes: retryMinutes[Math.min(attempts, retryMinutes.length) - 1] ?? 0 })
}

/** When letters begin to go out on the nth working day after an instant. All that was mailed on a day counts alike. */
function workingDayCounter({ lettersFrom }: ScheduleRules, calendar: Calendar) {
  const counted = new Map<string, Temporal.Instant>()
  return (instant: Temporal.Instant, days: number): Temporal.Instant => {
    const day = dayOf(instant)
    const key = `${day} ${days}`
    const start = counted.get(key) ?? atTime(calendar.workingDaysAfter(day, days), lettersFrom)
    counted.set(key, start)
    return start
  }
}

/** `now` itself on a working day from `lettersFrom`, otherwise the start of the next sending day. */
function nextSendingTime(rules: ScheduleRules, calendar: Calendar, now: Temporal.Instant): Temporal.Instant {
  const today = dayOf(now)
  if (!calendar.isWorkingDay(today)) return atTime(calendar.workingDaysAfter(today, 1), rules.lettersFrom)
  return later(now, atTime(today, rules.lettersFrom))
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isBefore(one, other) ? other : one
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
