import postgres from 'postgres'

const attempts = 3

/**
 * Does a piece of work that stands or falls as one statement or transaction, and does it again when the database has
 * ended it to break a deadlock (PostgreSQL 13.3.4: the application is to retry). Writers take their locks in one order,
 * but not each of them can know beforehand all that it will need.
 */
export async function retryingDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !isDeadlock(error)) throw error
    }
  }
}

function isDeadlock(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof postgres.PostgresError && cause.code === '40P01'
}
