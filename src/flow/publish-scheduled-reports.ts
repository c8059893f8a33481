import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, isNotedAsUnpublished } from '../db/events.ts'
import { lettersOfKindToSend } from '../db/letter-states.ts'
import { isPublished, lockPublishing } from '../db/published-reports.ts'
import { insertReportLetters } from '../db/report-letters.ts'
import { recipientsOf } from '../db/report-recipients.ts'
import { obstacleTo, type PublishingObstacle } from '../domain/published-report.ts'
import type { Report } from '../domain/report.ts'
import { dueReport, type ScheduledKind, scheduledKinds } from '../domain/report-schedule.ts'
import type { Period } from '../domain/statistics.ts'
import { storePublication } from './publish-report.ts'
import { reportOutcomes } from './report-outcomes.ts'

/**
 * Publishes the monthly and the quarterly report that are due, and queues a letter about it to each who is on the list.
 * Then asks for the delivery of every such letter whose moment has come. All of it when letters go out (rule 1).
 */
export async function publishScheduledReports(context: Context, now: Temporal.Instant): Promise<void> {
  if (!context.schedule.isSendingTime(now)) return
  for (const kind of scheduledKinds) await publishDue(context, kind, now)
  const asked = await context.db.transaction(async tx => {
    const letterIds = await lettersOfKindToSend(tx, 'report_letter', now)
    await context.jobs.enqueueDeliveries(tx, letterIds, 'reportLetter')
    return letterIds
  })
  if (asked.length > 0) context.jobs.wake()
}

/**
 * Whether anything is to be done costs a look at small tables; only then everything is counted. A report that has been
 * decided about, published or found to be of too few or none, is not counted again.
 */
async function publishDue(context: Context, kind: ScheduledKind, now: Temporal.Instant): Promise<void> {
  const { db, schedule } = context
  const { period } = dueReport(kind, now, schedule)
  if ((await recipientsOf(db, kind)).length === 0 || (await isDecided(db, kind, period))) return
  const report = await reportOutcomes(context, { ...period, filters: {}, exact: false, now })
  await db.transaction(async tx => {
    // Two instances may have counted it: one publishes.
    await lockPublishing(tx)
    if (await isDecided(tx, kind, period)) return
    const obstacle = obstacleTo(report)
    if (obstacle) return noteUnpublished(tx, kind, period, obstacle, now)
    await publish(context, tx, kind, report, now)
  })
}

async function isDecided(db: Queryable, kind: ScheduledKind, { from }: Period): Promise<boolean> {
  return (await isPublished(db, kind, from)) || (await isNotedAsUnpublished(db, kind, from.toString()))
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
  report: Report,
  now: Temporal.Instant,
): Promise<void> {
  const publication = { kind, follows: null, report, reason: null, staffId: null, publishedAt: now }
  const { id: publishedReportId } = await storePublication(tx, publication)
  const domain = config.MAIL_FROM.split('@')[1] ?? 'localhost'
  const letters = (await recipientsOf(tx, kind)).map(({ id: recipientId }) => ({
    publishedReportId,
    recipientId,
    messageId: `<${randomUUID()}@${domain}>`,
  }))
  await insertReportLetters(tx, letters, now)
}
