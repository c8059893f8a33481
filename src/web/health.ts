import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { isMigrated } from '../db/migrate.ts'

/** Whoever asks, asks again soon, and wants to hear of a database that hangs. */
const patienceMilliseconds = 3_000

/** Whether the process answers at all. */
export const showHealth: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' })
}

/** Whether it can do its work; 503 with what is missing, while the database is away or its tables are those of an earlier version. */
export function showReadiness({ db }: Context): RequestHandler {
  return async (_request, response) => {
    const missing = await within(isMigrated(db)).then(
      migrated => (migrated ? null : 'migrations'),
      () => 'database',
    )
    response.set('Cache-Control', 'no-store')
    if (missing) response.status(503).json({ status: 'not ready', missing })
    else response.json({ status: 'ready' })
  }
}

/** Gives up on what takes too long; the database may be asked again before it has answered. */
export async function within<T>(work: Promise<T>, milliseconds = patienceMilliseconds): Promise<T> {
  const stop = new AbortController()
  const tooLate = sleep(milliseconds, undefined, { ref: false, signal: stop.signal }).then(() => {
    throw new Error('The database has not answered in time')
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    stop.abort()
  }
}
