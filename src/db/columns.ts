import { type SQL, sql } from 'drizzle-orm'
import { bigint, customType, integer, text } from 'drizzle-orm/pg-core'
import { letterStates } from '../domain/codes.ts'

/** A moment in time: `timestamptz` with milliseconds in the database, `Temporal.Instant` in the program. */
export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: value => value.toString(),
  fromDriver: value => Temporal.Instant.from(value),
})

/** A calendar day: `date` in the database, `Temporal.PlainDate` in the program. */
export const plainDate = customType<{ data: Temporal.PlainDate; driverData: string }>({
  dataType: () => 'date',
  toDriver: value => value.toString(),
  fromDriver: value => Temporal.PlainDate.from(value),
})

/** Bytes as they came: `bytea` in the database. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** The primary key of every table of ours. */
export const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()

/** A column that points at such a key. */
export const reference = () => bigint({ mode: 'number' })

/** Where a letter stands on its way, whoever it is to. */
export const delivery = () => ({
  state: text({ enum: letterStates }).notNull(),
  messageId: text().notNull().unique(),
  queuedAt: instant().notNull(),
  /** When it may be sent: at first when it was queued, later the next attempt after a temporary refusal. */
  sendAt: instant().notNull(),
  attempts: integer().notNull().default(0),
  firstAttemptAt: instant(),
  sendingAt: instant(),
  finishedAt: instant(),
  /** The mail server's own words when it refused, or why the letter was cancelled. */
  reason: text(),
})

/** The body of a check: the column holds one of the codes. */
export function oneOf(column: string, values: readonly string[]): SQL {
  return sql.raw(`${column} in (${values.map(value => `'${value}'`).join(', ')})`)
}
