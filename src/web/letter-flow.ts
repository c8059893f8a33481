import type { Context } from '../context.ts'
import { readDue, readPulse } from '../db/letter-flow.ts'
import { dayOf, timeZone } from '../domain/calendar.ts'
import { alarmsOf, type Finding, type LetterFlow } from '../domain/letter-flow.ts'

/** What the database knows of the letters now, together with what the settings and the calendar say. */
export type ReadFlow = Awaited<ReturnType<typeof readLetterFlow>>

/** @param watchedSince since when this instance has been looking */
export async function readLetterFlow(
  context: Context,
  watchedSince: Temporal.Instant,
  now: Temporal.Instant,
) {
  const { db, schedule, config } = context
  const pulse = await readPulse(db)
  return {
    ...pulse,
    watchedSince,
    due: await readDueNow(context, now),
    nextSendingAt: schedule.sendingTimeFrom(now),
    mailbox: config.IMAP_URL ? pulse.mailbox : null,
    isMailSent: config.SMTP_URL !== undefined,
  } satisfies LetterFlow
}

/** What could have gone out by now; nothing outside sending time. */
export async function readDueNow({ db, schedule }: Context, now: Temporal.Instant) {
  if (!schedule.isSendingTime(now)) return null
  const midnight = dayOf(now).toZonedDateTime(timeZone).toInstant()
  return readDue(db, now, schedule.sendingTimeFrom(midnight))
}

/** The worst of what has stopped the letters, or null: one small question, for every page of an administrator. */
export async function readAlarm(
  { db }: Context,
  watchedSince: Temporal.Instant,
  now: Temporal.Instant,
): Promise<Finding | null> {
  const pulse = await readPulse(db)
  return alarmsOf({ ...pulse, watchedSince }, now)[0] ?? null
}
