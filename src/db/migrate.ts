import { fileURLToPath } from 'node:url'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import type { Database } from './connect.ts'
import { locks } from './locks.ts'

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/**
 * Brings the tables up to date. Instances that start at once wait for each other: the lock is held by one
 * connection while another one works, so the pool must have two at least.
 */
export async function migrate(db: Database): Promise<void> {
  const keeper = await db.$client.reserve()
  try {
    await keeper`select pg_advisory_lock(${locks.space}, ${locks.migration})`
    await applyMigrations(db, { migrationsFolder })
  } finally {
    await keeper`select pg_advisory_unlock(${locks.space}, ${locks.migration})`
    keeper.release()
  }
}
