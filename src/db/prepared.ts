import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Queryable } from './connect.ts'

type Values = Readonly<Record<string, unknown>>

const dialect = new PgDialect()

/**
 * A statement for what is done once a letter: its text is put together once, and the database parses and plans it once
 * for each connection, which takes it several times as long as carrying it out.
 * @param statement with a `sql.placeholder` for each value
 */
export function prepareStatement<Row>(statement: SQL): (db: Queryable, values: Values) => Promise<Row[]> {
  const query = dialect.sqlToQuery(statement)
  return async (db, values) => {
    // Drizzle has prepared what has a name; the driver then knows it by its text.
    const prepared = db._.session.prepareQuery(query, undefined, 'prepared', false)
    return (await prepared.execute(values)) as Row[]
  }
}
