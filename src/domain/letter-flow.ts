import { dayOf } from './calendar.ts'
import type { PauseCause } from './codes.ts'

/** Whether letters go out, told from what the database knows and what time it is. */

/** How long each may last before it is told. On the minute counts. */
const minutesUntil = { silent: 15, waiting: 30, refused: 60, mailboxUnread: 30 } as const
/** One letter that is put off says something about its receiver; this many at once, something about our mail server. */
const severalRefused = 3

/** When something that is done over and over last went well, and last did not; null where it never has. */
export type DutyTimes = { doneAt: Temporal.Instant | null; failedAt: Temporal.Instant | null }

/** What is needed to tell whether anything has stopped. */
export type Pulse = {
  tick: DutyTimes
  /** Since when this instance has been looking: before a first tick, silence counts from here. */
  watchedSince: Temporal.Instant
  pause: { cause: PauseCause; since: Temporal.Instant } | null
  /** The letters that wait for another attempt, and were refused since a mail server last took one; null where none were. */
  refused: Waiting | null
  /** When a mail server last took a letter; null before the first one. */
  sentAt: Temporal.Instant | null
}

/** So many letters, the first of them since then. */
type Waiting = { letters: number; since: Temporal.Instant }

/** The same, and what is worth knowing besides. */
export type LetterFlow = Pulse & {
  /** What could have gone out by now; null outside sending time, and where there is nothing. */
  due: Waiting | null
  /** Now, in sending time; otherwise when it next begins. */
  nextSendingAt: Temporal.Instant
  /** When the return mailbox was read; null where none is set. */
  mailbox: DutyTimes | null
  /** Not so where letters are put into the local mailbox in place of a mail server. */
  isMailSent: boolean
}

export type FlowLevel = 'good' | 'attention' | 'red'

/** One thing to say about the letters; `at` and `letters` where its words need them. */
export type Finding = {
  level: FlowLevel
  name: FindingName
  at: Temporal.Instant | null
  letters: number | null
}

type FindingName =
  | 'never_ticked'
  | 'silent'
  | `paused_${PauseCause}`
  | 'refused'
  | 'waiting'
  | 'put_off'
  | 'tick_fails'
  | 'first_start'
  | 'mailbox_unread'
  | 'mailbox_never_read'
  | 'local_mailbox'
  | 'under_way'
  | 'closed'
  | 'never_sent'
  | 'sent_today'
  | 'nothing_due'

/** What has stopped the letters; empty while they can go out. */
export function alarmsOf(pulse: Pulse, now: Temporal.Instant): Finding[] {
  const { tick, watchedSince, pause, refused } = pulse
  const found: Finding[] = []
  if (hasLasted(tick.doneAt ?? watchedSince, minutesUntil.silent, now)) {
    found.push(tick.doneAt ? red('silent', tick.doneAt) : red('never_ticked', watchedSince))
  }
  if (pause) found.push(red(`paused_${pause.cause}`, pause.since))
  if (refused && !pause && isRefusing(refused, now))
    found.push(red('refused', refused.since, refused.letters))
  return found
}

/** Everything to be said, the worst first. At least one: where nothing is amiss, what is going on instead. */
export function findingsOf(flow: LetterFlow, now: Temporal.Instant): [Finding, ...Finding[]] {
  const alarms = alarmsOf(flow, now)
  const [first, ...others] = [...alarms, ...warningsOf(flow, now, alarms)]
  return first ? [first, ...others] : [calmOf(flow, now)]
}

function warningsOf(flow: LetterFlow, now: Temporal.Instant, alarms: readonly Finding[]): Finding[] {
  const { due, refused, tick, mailbox, watchedSince, isMailSent } = flow
  const isStopped = alarms.length > 0
  const found: Finding[] = []
  if (due && hasLasted(due.since, minutesUntil.waiting, now)) {
    found.push(attention('waiting', due.since, due.letters))
  }
  if (refused && !isStopped && isWorthTelling(refused, now))
    found.push(attention('put_off', refused.since, refused.letters))
  if (tick.failedAt && isAfter(tick.failedAt, tick.doneAt)) found.push(attention('tick_fails', tick.failedAt))
  else if (tick.doneAt === null && !isStopped) found.push(attention('first_start', watchedSince))
  if (mailbox && hasLasted(mailbox.doneAt ?? watchedSince, minutesUntil.mailboxUnread, now)) {
    const { doneAt } = mailbox
    found.push(doneAt ? attention('mailbox_unread', doneAt) : attention('mailbox_never_read', watchedSince))
  }
  if (!isMailSent) found.push(attention('local_mailbox', null))
  return found
}

function calmOf({ due, sentAt, nextSendingAt }: LetterFlow, now: Temporal.Instant): Finding {
  if (due) return good('under_way', due.since, due.letters)
  if (!nextSendingAt.equals(now)) return good('closed', nextSendingAt)
  if (sentAt === null) return good('never_sent', null)
  return good(dayOf(sentAt).equals(dayOf(now)) ? 'sent_today' : 'nothing_due', sentAt)
}

function isRefusing({ letters, since }: Waiting, now: Temporal.Instant): boolean {
  return letters >= severalRefused && hasLasted(since, minutesUntil.refused, now)
}

/** A receiver that puts off what it gets from strangers takes it within the hour. */
function isWorthTelling({ letters, since }: Waiting, now: Temporal.Instant): boolean {
  return letters >= severalRefused || hasLasted(since, minutesUntil.refused, now)
}

function hasLasted(since: Temporal.Instant, minutes: number, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(since.add({ minutes }), now) <= 0
}

function isAfter(one: Temporal.Instant, other: Temporal.Instant | null): boolean {
  return other === null || Temporal.Instant.compare(one, other) > 0
}

function red(name: FindingName, at: Temporal.Instant, letters: number | null = null): Finding {
  return { level: 'red', name, at, letters }
}

function attention(name: FindingName, at: Temporal.Instant | null, letters: number | null = null): Finding {
  return { level: 'attention', name, at, letters }
}

function good(name: FindingName, at: Temporal.Instant | null, letters: number | null = null): Finding {
  return { level: 'good', name, at, letters }
}
