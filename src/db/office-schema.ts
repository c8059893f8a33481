import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { importStates, letterStates } from '../domain/codes.ts'
import { bytes, delivery, id, instant, oneOf, plainDate } from './columns.ts'
import { staff } from './staff-schema.ts'

/** What the work in the office needs: imports, the letter schedule, the weekly letters, forms that wait for a sign-in. */

/** One file of placements, from the command line (nobody in `staffId`) or from the browser. */
export const imports = pgTable(
  'imports',
  {
    id: id(),
    fileName: text().notNull(),
    staffId: text().references(() => staff.id),
    uploadedAt: instant().notNull(),
    state: text({ enum: importStates }).notNull(),
    /** When it was stored or discarded. */
    decidedAt: instant(),
    /** The file itself, only while it waits: it holds personal data. */
    content: bytes(),
    /** Numbers of rows as ImportResult counts them; null while it waits. */
    counts:
      jsonb().$type<Record<'rows' | 'accepted' | 'created' | 'updated' | 'unchanged' | 'refused', number>>(),
    /** The refused rows with their reasons, as a table; taken away after a while, for they hold personal data. */
    refusedRows: jsonb().$type<{ columns: string[]; rows: string[][] }>(),
  },
  table => [
    check('imports_state', oneOf('state', importStates)),
    check('imports_decided', sql`(${table.state} = 'waiting') = (${table.decidedAt} is null)`),
    check(
      'imports_content_only_while_waiting',
      sql`(${table.state} = 'waiting') = (${table.content} is not null)`,
    ),
    index('imports_uploaded_at').on(table.uploadedAt, table.id),
  ],
)

/** A column's name in somebody's file, folded (domain/import-columns.ts), and which of our columns it is. */
export const importColumnNames = pgTable('import_column_names', {
  name: text().primaryKey(),
  column: text().notNull(),
  staffId: text()
    .notNull()
    .references(() => staff.id),
  learnedAt: instant().notNull(),
})

/** When letters go out, where an administrator has changed it: the highest version counts, the earlier ones stay. */
export const letterSchedules = pgTable('letter_schedules', {
  version: integer().primaryKey(),
  rules: jsonb()
    .$type<{
      lettersFrom: string
      reminderWorkingDays: number[]
      phoneListWorkingDays: number
      spacingWorkingDays: number
      closesAfterDays: number
      tooOldAfterDays: number
      pauses: { from: string; to: string }[]
    }>()
    .notNull(),
  staffId: text()
    .notNull()
    .references(() => staff.id),
  changedAt: instant().notNull(),
})

/** The weekly letter to one coach; `cancelled` where there was nothing to tell. */
export const coachLetters = pgTable(
  'coach_letters',
  {
    id: id(),
    staffId: text()
      .notNull()
      .references(() => staff.id),
    /** The Monday of its week. */
    week: plainDate().notNull(),
    ...delivery(),
  },
  table => [
    check('coach_letters_state', oneOf('state', letterStates)),
    unique('coach_letters_one_a_week').on(table.staffId, table.week),
    index('coach_letters_to_send').on(table.sendAt).where(sql`${table.state} in ('queued', 'sending')`),
  ],
)

/** A form that was sent without a session, kept for an hour so that it can go on after signing in. */
export const parkedForms = pgTable(
  'parked_forms',
  {
    /** Digest of the token in the address: the database alone opens none. */
    digest: text().primaryKey(),
    path: text().notNull(),
    fields: jsonb().$type<Record<string, string | string[]>>().notNull(),
    parkedAt: instant().notNull(),
  },
  table => [index('parked_forms_parked_at').on(table.parkedAt)],
)
