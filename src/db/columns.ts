import { type SQL, sql } from 'drizzle-orm'
import { bigint, customType } from 'drizzle-orm/pg-core'

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

/** The body of a check: the column holds one of the codes. */
export function oneOf(column: string, values: readonly string[]): SQL {
  return sql.raw(`${column} in (${values.map(value => `'${value}'`).join(', ')})`)
}
