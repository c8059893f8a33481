import { inject } from 'vitest'
import { createDatabaseOn, type TestDatabase } from './database-on.ts'

export type { TestDatabase } from './database-on.ts'

/**
 * A migrated, empty database of the caller's own, as a rule made once in `beforeAll` and dropped in `afterAll`.
 * @param template the database to copy; by default the migrated one
 */
export function createTestDatabase(template?: string): Promise<TestDatabase> {
  return createDatabaseOn(inject('databaseServer'), template)
}
