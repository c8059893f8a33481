import { fileURLToPath } from 'node:url'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { ExpectedError } from '../domain/errors.ts'
import type { Database } from './connect.ts'
import { locks } from './locks.ts'

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/**
 * Brings the tables up to date. Instances that start at once wait for each other: the lock is held by one
 * connection while another one works, so the pool must have two at least.
 * @throws ExpectedError database_extension where a server of the operator's own lacks a part of PostgreSQL
 */
export async function migrate(db: Database): Promise<void> {
  const keeper = await db.$client.reserve()
  try {
    await keeper`select pg_advisory_lock(${locks.space}, ${locks.migration})`
    await applyMigrations(db, { migrationsFolder })
  } catch (error) {
    throw missingExtension(error) ?? error
  } finally {
    await keeper`select pg_advisory_unlock(${locks.space}, ${locks.migration})`
    keeper.release()
  }
}

/** "Feature not supported" and "undefined file": the extension was not installed with the server. */
const absentCodes = ['0A000', '58P01']

/** What can be done about an error, if it is that one: some systems have PostgreSQL's extensions in a package of their own. */
export function missingExtension(error: unknown): ExpectedError | undefined {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof postgres.PostgresError) || !absentCodes.includes(cause.code)) return undefined
  return new ExpectedError('database_extension', { reason: cause.message })
}
