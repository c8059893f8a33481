import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { guardTransactions } from './lost-connection.ts'
import * as officeSchema from './office-schema.ts'
import * as reportSchema from './report-schema.ts'
import * as schema from './schema.ts'
import * as sendingSchema from './sending-schema.ts'
import * as staffSchema from './staff-schema.ts'

export type Database = PostgresJsDatabase<typeof tables> & {
  $client: postgres.Sql
  /**
   * One connection beside the pool, for what belongs to a session: advisory locks, and statements that hold a transaction.
   * Reserved from the pool it would break with the server: the driver goes on using one that has ended.
   */
  $session: postgres.Sql
}
/** A database or an open transaction: what every query takes as its first argument. */
export type Queryable = Database | Parameters<Parameters<Database['transaction']>[0]>[0]

const tables = { ...schema, ...staffSchema, ...officeSchema, ...reportSchema, ...sendingSchema }

/**
 * Opens a pool of connections; nothing is sent before the first query.
 * @param url `postgres://user:password@host:port/database`
 */
export function connect(url: string, options: { connections: number } = { connections: 10 }): Database {
  const open = (connections: number) =>
    postgres(url, {
      max: connections,
      onnotice: () => {},
      connect_timeout: 10,
      // Seconds between attempts: a database that comes back is in use again within two, not twenty.
      backoff: attempts => Math.min(3 ** attempts / 100, 2),
      connection: { application_name: 'employer-outcome-survey', TimeZone: 'UTC' },
    })
  const client = open(options.connections)
  guardTransactions(client)
  return Object.assign(drizzle(client, { schema: tables, casing: 'snake_case' }), { $session: open(1) })
}

/** Closes all connections; queries under way get five seconds. */
export async function disconnect(db: Database): Promise<void> {
  await Promise.all([db.$client.end({ timeout: 5 }), db.$session.end({ timeout: 5 })])
}
