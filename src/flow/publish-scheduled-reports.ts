import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, lastNotedAsUnpublished } from '../db/events.ts'
import { lettersOfKindToSend } from '../db/letter-states.ts'
import { isPublished, lockPublishing } from '../db/published-reports.ts'
import { insertReportLetters } from '../db/report-letters.ts'
import { recipientsOf } from '../db/report-recipients.ts'
import { dayOf } from '../domain/calendar.ts'
import type { PublishingObstacle } from '../domain/published-report.ts'
import { dueReport, type ScheduledKind, scheduledKinds } from '../domain/report-schedule.ts'
import type { Period } from '../domain/statistics.ts'
import { inTurn } from './in-turn.ts'
import { countPublishable, type Publishable, storePublication } from './publish-report.ts'

/**
 * Publishes the monthly and the quarterly report that are due, and queues a letter about it to each who is on the list.
 * Then asks for the delivery of every such letter whose moment has come. All of it when letters go out (rule 1).
 */
export async function publishScheduledReports(context: Context, now: Temporal.Instant): Promise<void> {
  if (!context.schedule.isSendingTime(now)) return
  await inTurn([
    ...scheduledKinds.map(kind => () => publishDue(context, kind, now)),
    () => askForLetters(context, now),
  ])
}

async function askForLetters(context: Context, now: Temporal.Instant): Promise<void> {
  const asked = await context.db.transaction(async tx => {
    const letterIds = await lettersOfKindToSend(tx, 'report_letter', now)
    await context.jobs.enqueueDeliveries(tx, letterIds, 'reportLetter')
    return letterIds
  })
  if (asked.length > 0) context.jobs.wake()
}

/**
 * Whether anything is to be done costs a look at small tables; only then everything is counted. A report that has been
 * published is not counted again; one that was found to be of too few or none is, once a day for as long as it is the
 * latest that is due, for a late import may have changed that.
 */
async function publishDue(context: Context, kind: ScheduledKind, now: Temporal.Instant): Promise<void> {
  const { db, schedule } = context
  const { period } = dueReport(kind, now, schedule)
  if ((await recipientsOf(db, kind)).length === 0 || (await isDecided(db, kind, period, now))) return
  const publishable = await countPublishable(context, { period, filters: {}, now })
  await db.transaction(async tx => {
    // Two instances may have counted it: one publishes.
    await lockPublishing(tx)
    if (await isDecided(tx, kind, period, now)) return
    const { obstacle } = publishable
    if (obstacle) return noteUnpublished(tx, kind, period, obstacle, now)
    await publish(context, tx, kind, publishable, now)
  })
}

/** For good, or for today. */
async function isDecided(
  db: Queryable,
  kind: ScheduledKind,
  { from }: Period,
  now: Temporal.Instant,
): Promise<boolean> {
  if (await isPublished(db, kind, from)) return true
  const notedAt = await lastNotedAsUnpublished(db, kind, from.toString())
  return notedAt !== undefined && dayOf(notedAt).equals(dayOf(now))
}

async function noteUnpublished(
  tx: Queryable,
  kind: ScheduledKind,
  { from, to }: Period,
  why: PublishingObstacle,
  now: Temporal.Instant,
): Promise<void> {
  const detail = { kind, from: from.toString(), to: to.toString(), why }
  await addEvents(tx, [{ at: now, actor: 'system', kind: 'report.not_published', detail }])
}

async function publish(
  { config }: Context,
  tx: Queryable,
  kind: ScheduledKind,
  { report, form }: Publishable,
  now: Temporal.Instant,
): Promise<void> {
  const publication = { kind, follows: null, report, form, reason: null, staffId: null, publishedAt: now }
  const { id: publishedReportId } = await storePublication(tx, publication)
  const domain = config.MAIL_FROM.split('@')[1] ?? 'localhost'
  const letters = (await recipientsOf(tx, kind)).map(({ id: recipientId }) => ({
    publishedReportId,
    recipientId,
    messageId: `<${randomUUID()}@${domain}>`,
  }))
  await insertReportLetters(tx, letters, now)
}
