import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import type { ReportKind } from '../domain/codes.ts'
import { decodeForm, decodeReport, encodeReport } from '../domain/published-report.ts'
import type { Filters, Report } from '../domain/report.ts'
import type { ReportForm } from '../domain/short-form.ts'
import type { Period } from '../domain/statistics.ts'
import type { Queryable } from './connect.ts'
import { locks } from './locks.ts'
import { publishedReports } from './report-schema.ts'
import { staff } from './staff-schema.ts'

/** One version of a published report, without its figures. `reportId` is the same for all of its versions. */
export type Publication = {
  id: number
  kind: ReportKind
  reportId: number
  version: number
  definition: number
  period: Period
  filters: Filters
  /** Why it was made; null on the first version. */
  reason: string | null
  /** Null where the schedule made it. */
  staffName: string | null
  publishedAt: Temporal.Instant
}
/** Its figures, and whether they are all that there were. */
export type PublishedReport = Publication & { report: Report; form: ReportForm }

/** By the id of a version: the lock makes ids follow the order of publishing. */
export type PublicationsPage = { after: number } | { before: number } | 'first'

export type NewPublication = {
  kind: ReportKind
  /** The version that it follows; null for the first one. */
  follows: Pick<Publication, 'reportId' | 'version'> | null
  report: Report
  form: ReportForm
  reason: string | null
  staffId: string | null
  publishedAt: Temporal.Instant
}

/** Which report: its period and filters, and its kind, where one is meant. */
export type ReportKey = { period: Period; filters: Filters; kind: ReportKind | null }

/** Lets one publication at a time go on, until the transaction ends. */
export async function lockPublishing(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${locks.space}, ${locks.publishing})`)
}

/** Stores a version as it will stay: the table refuses changes. The number of a first version's report is set there. */
export async function insertPublication(
  db: Queryable,
  { kind, follows, report, form, reason, staffId, publishedAt }: NewPublication,
): Promise<Pick<Publication, 'id' | 'reportId' | 'version'>> {
  const { id, reportId, version } = publishedReports
  const [row] = await db
    .insert(publishedReports)
    .values({
      kind,
      reportId: follows?.reportId ?? 0,
      version: (follows?.version ?? 0) + 1,
      definition: report.definition,
      ...report.period,
      filters: { ...report.filters },
      figures: encodeReport(report, form),
      reason,
      staffId,
      publishedAt,
    })
    .returning({ id, reportId, version })
  if (!row) throw new Error('The report was not stored')
  return row
}

/** One page of the latest versions of the published reports, newest first. */
export async function listPublications(db: Queryable, page: PublicationsPage, rowsPerPage: number) {
  const { id } = publishedReports
  const backwards = page !== 'first' && 'before' in page
  const found = await db
    .select(listed)
    .from(publishedReports)
    .leftJoin(staff, eq(staff.id, publishedReports.staffId))
    .where(and(isLatest, idCondition(page)))
    .orderBy(backwards ? asc(id) : desc(id))
    .limit(rowsPerPage + 1)
  const more = found.length > rowsPerPage
  const rows = found.slice(0, rowsPerPage).map(publicationFrom)
  if (backwards) return { rows: rows.reverse(), hasPrevious: more, hasNext: true }
  return { rows, hasPrevious: page !== 'first', hasNext: more }
}

function idCondition(page: PublicationsPage): SQL | undefined {
  if (page === 'first') return undefined
  const { id } = publishedReports
  return 'before' in page ? gt(id, page.before) : lt(id, page.after)
}

/** One version, by its own id. */
export async function findPublishedReport(db: Queryable, id: number): Promise<PublishedReport | undefined> {
  const [found] = await withFigures(db, eq(publishedReports.id, id))
  return found
}

/** Every version of a report, the first one first. */
export async function versionsOf(db: Queryable, reportId: number): Promise<PublishedReport[]> {
  return withFigures(db, eq(publishedReports.reportId, reportId))
}

/** The version of a report that counts. */
export async function latestVersion(db: Queryable, reportId: number): Promise<PublishedReport | undefined> {
  const [found] = await withFigures(db, and(eq(publishedReports.reportId, reportId), isLatest))
  return found
}

/** The latest version of the report that was published of these: where there are several, the newest of the kind meant. */
export async function findPublicationOf(
  db: Queryable,
  { period, filters, kind }: ReportKey,
): Promise<PublishedReport | undefined> {
  const table = publishedReports
  const found = await withFigures(
    db,
    and(
      eq(table.from, period.from),
      eq(table.to, period.to),
      sql`${table.filters} = ${JSON.stringify(filters)}::jsonb`,
      isLatest,
    ),
  )
  return found.findLast(publication => publication.kind === kind) ?? found.at(-1)
}

/** Whether the schedule has made its report that begins on that day. */
export async function isPublished(
  db: Queryable,
  reportKind: ReportKind,
  begins: Temporal.PlainDate,
): Promise<boolean> {
  const { id, kind, from, version } = publishedReports
  const rows = await db
    .select({ id })
    .from(publishedReports)
    .where(and(eq(kind, reportKind), eq(from, begins), eq(version, 1)))
    .limit(1)
  return rows.length > 0
}

const isLatest = sql`not exists (
  select from published_reports later
  where later.report_id = ${publishedReports.reportId} and later.version > ${publishedReports.version})`

const listed = {
  id: publishedReports.id,
  kind: publishedReports.kind,
  reportId: publishedReports.reportId,
  version: publishedReports.version,
  definition: publishedReports.definition,
  from: publishedReports.from,
  to: publishedReports.to,
  filters: publishedReports.filters,
  reason: publishedReports.reason,
  staffName: staff.name,
  publishedAt: publishedReports.publishedAt,
}

async function withFigures(db: Queryable, condition: SQL | undefined): Promise<PublishedReport[]> {
  const rows = await db
    .select({ ...listed, figures: publishedReports.figures })
    .from(publishedReports)
    .leftJoin(staff, eq(staff.id, publishedReports.staffId))
    .where(condition)
    .orderBy(asc(publishedReports.publishedAt), asc(publishedReports.id))
  return rows.map(({ figures, ...row }) => ({
    ...publicationFrom(row),
    report: decodeReport(figures),
    form: decodeForm(figures),
  }))
}

type Row = Omit<Publication, 'period'> & Period

function publicationFrom({ from, to, ...row }: Row): Publication {
  return { ...row, period: { from, to } }
}
