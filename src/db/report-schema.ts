import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { languages, letterStates, reportKinds } from '../domain/codes.ts'
import { delivery, id, instant, oneOf, plainDate, reference } from './columns.ts'
import type { EncodedTallies } from './encoded-tallies.ts'
import { staff } from './staff-schema.ts'

/** What reports need: the months that are counted already, the reports that are published, and who gets them. */

/** A month of ended placements, counted. It holds until a row about the month stands in stale_months. */
export const monthTallies = pgTable('month_tallies', {
  /** "2011-03" */
  month: text().primaryKey(),
  tallies: jsonb().$type<EncodedTallies>().notNull(),
  countedAt: instant().notNull(),
})

/** A month about which something has changed; triggers add rows, counting the month again takes away those it saw. */
export const staleMonths = pgTable('stale_months', { id: id(), month: text().notNull() }, table => [
  index('stale_months_month').on(table.month),
])

/**
 * A report as it was published. Append-only (a trigger refuses updates and deletions): its figures stay what they were. A
 * correction is a new version of the same report.
 */
export const publishedReports = pgTable(
  'published_reports',
  {
    id: id(),
    kind: text({ enum: reportKinds }).notNull(),
    /** The first version's id; its own on the first version. */
    reportId: reference().notNull(),
    version: integer().notNull(),
    /** Which definitions the figures follow (domain/report.ts). */
    definition: integer().notNull(),
    from: plainDate().notNull(),
    to: plainDate().notNull(),
    filters: jsonb().$type<Record<string, string>>().notNull(),
    figures: jsonb().notNull(),
    /** Why a later version was made, in words; null on the first. */
    reason: text(),
    /** Null where the schedule made it. */
    staffId: text().references(() => staff.id),
    publishedAt: instant().notNull(),
  },
  table => [
    unique('published_reports_version').on(table.reportId, table.version),
    check('published_reports_kind', oneOf('kind', reportKinds)),
    check('published_reports_reason', sql`(${table.version} = 1) = (${table.reason} is null)`),
    // The schedule makes each month and each quarter once, however many instances tick.
    uniqueIndex('published_reports_scheduled')
      .on(table.kind, table.from)
      .where(sql`${table.kind} <> 'chosen' and ${table.version} = 1`),
  ],
)

/** Who gets the reports that the schedule makes: board members need not be staff. */
export const reportRecipients = pgTable(
  'report_recipients',
  {
    id: id(),
    email: text().notNull(),
    language: text({ enum: languages }).notNull(),
    monthly: boolean().notNull(),
    quarterly: boolean().notNull(),
    addedBy: text()
      .notNull()
      .references(() => staff.id),
    addedAt: instant().notNull(),
    removedAt: instant(),
  },
  table => [
    check('report_recipients_language', oneOf('language', languages)),
    uniqueIndex('report_recipients_email')
      .on(sql`lower(${table.email})`)
      .where(sql`${table.removedAt} is null`),
  ],
)

/** The letter that tells one recipient of one published report. */
export const reportLetters = pgTable(
  'report_letters',
  {
    id: id(),
    publishedReportId: reference()
      .notNull()
      .references(() => publishedReports.id),
    recipientId: reference()
      .notNull()
      .references(() => reportRecipients.id),
    ...delivery(),
  },
  table => [
    check('report_letters_state', oneOf('state', letterStates)),
    unique('report_letters_once').on(table.publishedReportId, table.recipientId),
    index('report_letters_to_send').on(table.sendAt).where(sql`${table.state} in ('queued', 'sending')`),
  ],
)
