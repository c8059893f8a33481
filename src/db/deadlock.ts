import postgres from 'postgres'

/** As many as may want the same rows at the same moment: of those who conflict, one gets through at each attempt. */
const attempts = 10

/** A deadlock that was broken, and what one snapshot cannot do because another transaction did it first. */
const conflicts = ['40P01', '40001']

/**
 * Does a piece of work that stands or falls as one statement or transaction, and does it again when the database has
 * ended it because of another one (PostgreSQL 13.5: the application is to retry). Writers take their locks in one order,
 * but not each of them can know beforehand all that it will need.
 */
export async function retryingDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error
    }
  }
}

function isConflict(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof postgres.PostgresError && conflicts.includes(cause.code)
}
