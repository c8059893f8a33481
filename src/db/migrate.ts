import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { ExpectedError } from '../domain/errors.ts'
import type { Database, Queryable } from './connect.ts'
import { locks } from './locks.ts'

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/**
 * Brings the tables up to date. Instances that start at once wait for each other: the lock is held by one
 * connection while another one works.
 * @throws ExpectedError database_extension where a server of the operator's own lacks a part of PostgreSQL
 */
export async function migrate(db: Database): Promise<void> {
  const keeper = db.$session
  try {
    await keeper`select pg_advisory_lock(${locks.space}, ${locks.migration})`
    await applyMigrations(db, { migrationsFolder })
  } catch (error) {
    throw missingExtension(error) ?? error
  } finally {
    await keeper`select pg_advisory_unlock(${locks.space}, ${locks.migration})`
  }
}

/** Whether the tables are those of this program, or of a later one that is being put in its place. */
export async function isMigrated(db: Queryable): Promise<boolean> {
  const [found] = await db.execute<{ applied: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as applied`,
  )
  if (!found?.applied) return false
  const [last] = await db.execute<{ at: string | null }>(
    sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
  )
  latestMigration ??= Math.max(...readMigrationFiles({ migrationsFolder }).map(file => file.folderMillis))
  return Number(last?.at ?? 0) >= latestMigration
}

/** When the latest was made, which is its number; read once. */
let latestMigration: number | undefined

/** "Feature not supported" and "undefined file": the extension was not installed with the server. */
const absentCodes = ['0A000', '58P01']

/** What can be done about an error, if it is that one: some systems have PostgreSQL's extensions in a package of their own. */
export function missingExtension(error: unknown): ExpectedError | undefined {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof postgres.PostgresError) || !absentCodes.includes(cause.code)) return undefined
  return new ExpectedError('database_extension', { reason: cause.message })
}
