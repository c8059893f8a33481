import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import {
  findPublicationOf,
  insertPublication,
  lockPublishing,
  type NewPublication,
  type Publication,
  type PublishedReport,
  type ReportKey,
} from '../db/published-reports.ts'
import { dayOf } from '../domain/calendar.ts'
import { type NoteProblem, readNote } from '../domain/note.ts'
import { obstacleTo, type PublishingObstacle } from '../domain/published-report.ts'
import type { Report } from '../domain/report.ts'
import { changesBetween, type ReportChange } from '../domain/report-changes.ts'
import { formOn, type ReportForm, shortForm } from '../domain/short-form.ts'
import { reportOutcomes } from './report-outcomes.ts'

/** A report in the form in which it would be published now, or why it would not be. */
export type Publishable = { report: Report; form: ReportForm; obstacle: PublishingObstacle | null }

/** What publishing would do now: a first version, or one that follows another and differs from it so. */
export type PublicationPlan = Publishable & {
  follows: PublishedReport | null
  changes: readonly ReportChange[]
  /** The version that it would follow has these very figures, in this form. */
  isUnchanged: boolean
}

export type Publishing =
  | { outcome: 'published'; id: number }
  /** There is nothing that may be shown to everybody, or nothing at all. */
  | { outcome: 'refused'; why: PublishingObstacle }
  /** It is published already, with these very figures. */
  | { outcome: 'unchanged'; id: number }
  /** Somebody has published a version meanwhile. */
  | { outcome: 'stale' }
  | { outcome: 'invalid'; problem: NoteProblem }

type Request = ReportKey & { now: Temporal.Instant }
type Order = Request & {
  /** Why there is to be a new version, as typed; a first one needs no reason. */
  reason: string
  /** The id of the version that whoever publishes knows of; 0 for none. */
  basedOn: number
  staffId: string
}

export const longestReason = 500

/** Looks what publishing the public report of a period and filters would do, and does nothing. */
export async function planPublication(context: Context, request: Request): Promise<PublicationPlan> {
  const publishable = await countPublishable(context, request)
  const follows = (await findPublicationOf(context.db, request)) ?? null
  return { ...publishable, follows, ...comparison(follows, publishable) }
}

/**
 * Publishes what the public report of a period and filters is now. Where one has been published already, whoever made
 * it, this is its next version, with a reason in words. Nothing is published that may not be shown or tells nothing, nor what
 * differs in nothing. Of two who publish the same at once one does, and the other is told.
 */
export async function publishReport(context: Context, order: Order): Promise<Publishing> {
  const publishable = await countPublishable(context, order)
  const { report, form, obstacle } = publishable
  if (obstacle) return { outcome: 'refused', why: obstacle }
  return context.db.transaction(async tx => {
    await lockPublishing(tx)
    const follows = (await findPublicationOf(tx, order)) ?? null
    if ((follows?.id ?? 0) !== order.basedOn) return { outcome: 'stale' }
    if (follows && comparison(follows, publishable).isUnchanged) {
      return { outcome: 'unchanged', id: follows.id }
    }
    const reading = readNote(order.reason, { mayBeEmpty: follows === null, longest: longestReason })
    if ('problem' in reading) return { outcome: 'invalid', problem: reading.problem }
    const { id } = await storePublication(tx, {
      kind: follows?.kind ?? 'chosen',
      follows,
      report,
      form,
      reason: follows ? reading.text : null,
      staffId: order.staffId,
      publishedAt: order.now,
    })
    return { outcome: 'published', id }
  })
}

/** Stores a version and tells of it; in a transaction that holds the lock of publishing. */
export async function storePublication(
  tx: Queryable,
  publication: NewPublication,
): Promise<Pick<Publication, 'id'>> {
  const { kind, report, staffId, publishedAt } = publication
  const { id, reportId, version } = await insertPublication(tx, publication)
  const { from, to } = report.period
  const detail = { publishedReportId: id, reportId, version, kind, from: from.toString(), to: to.toString() }
  await addEvents(tx, [{ at: publishedAt, actor: staffId ?? 'system', kind: 'report.published', detail }])
  return { id }
}

/** Counts the public report of a period and filters, and puts it in the form in which it is published today. */
export async function countPublishable(
  context: Context,
  { period, filters, now }: Omit<Request, 'kind'>,
): Promise<Publishable> {
  const report = await reportOutcomes(context, { ...period, filters, exact: false, now })
  const form = formOn(dayOf(now), period)
  const obstacle = obstacleTo(report, form)
  const isShortened = obstacle === null && form === 'short'
  return { report: isShortened ? shortForm(report) : report, form, obstacle }
}

/** What is not published is not compared either. */
function comparison(
  follows: PublishedReport | null,
  publishable: Publishable,
): Pick<PublicationPlan, 'changes' | 'isUnchanged'> {
  if (follows === null || publishable.obstacle) return { changes: [], isUnchanged: false }
  const changes = changesBetween(follows, publishable)
  return { changes, isUnchanged: changes.length === 0 && follows.form === publishable.form }
}
