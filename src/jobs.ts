import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, type JobResult, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { ParameterOrJSON } from 'postgres'
import type { Database, Queryable } from './db/connect.ts'

/** What is done with one letter that waits to be delivered. */
type Deliver = (letterId: number) => Promise<void>

/**
 * The work queue: pg-boss in the same database, so that a letter and its job are stored in one transaction.
 * A job is only a call to look at a letter; whether it may be sent is decided by the letter's own row.
 */
export type Jobs = {
  start(): Promise<void>
  /** Asks for these letters to be delivered. A letter that waits for its turn already is not asked for twice. */
  enqueueDeliveries(tx: Queryable, letterIds: readonly number[]): Promise<void>
  /** Delivers whatever is asked for, until stop(). */
  work(deliver: Deliver): Promise<void>
  /** Has work() look at once for what was asked for and committed; otherwise it looks every two seconds. */
  wake(): void
  /** Delivers what is asked for now and returns when nothing is left: for the simulation and the tests. */
  drain(deliver: Deliver): Promise<void>
  stop(): Promise<void>
}

type DeliveryJob = Job<{ letterId: number }>

const queue = 'deliver-letter'
const batchSize = 50
/**
 * Letters under way at once, in one process: as many as the mail transport has connections, and no more, for a crash
 * leaves all of them unconfirmed.
 */
const concurrency = 5

export function createJobs(db: Database, log: Logger): Jobs {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeReserved(db, text, values) },
    schedule: false,
  })
  boss.on('error', error => log.warn({ error: String(error) }, 'queue error'))
  let workerId: string | undefined

  return {
    async start() {
      await boss.start()
      // short: at most one waiting job a letter, whatever is running. The jobs that a killed process held look as if they
      // ran until they expire, and its waiting letters must not wait with them: the next tick asks again.
      // Expiry is longer than any mail server's patience.
      await boss.createQueue(queue, { policy: 'short', retryLimit: 3, expireInSeconds: 15 * 60 })
    },
    async enqueueDeliveries(tx, letterIds) {
      const jobs = letterIds.map(letterId => ({ data: { letterId }, singletonKey: String(letterId) }))
      if (jobs.length > 0) await boss.insert(queue, jobs, { db: fromDrizzle(tx, sql) })
    },
    async work(deliver) {
      const options = { batchSize, perJobResults: true, burstWhenBatchFull: true } as const
      workerId = await boss.work(queue, options, (jobs: DeliveryJob[]) => deliverAll(jobs, deliver, log))
    },
    wake() {
      if (workerId) boss.notifyWorker(workerId)
    },
    async drain(deliver) {
      for (;;) {
        const jobs: DeliveryJob[] = await boss.fetch(queue, { batchSize })
        if (jobs.length === 0) return
        const results = await deliverAll(jobs, deliver, log)
        await boss.complete(
          queue,
          results.map(({ id }) => id),
        )
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  }
}

async function deliverAll(jobs: DeliveryJob[], deliver: Deliver, log: Logger): Promise<JobResult[]> {
  const waiting = jobs.values()
  const results: JobResult[] = []
  const lane = async () => {
    for (const job of waiting) results.push(await deliverOne(job, deliver, log))
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return results
}

async function deliverOne(job: DeliveryJob, deliver: Deliver, log: Logger): Promise<JobResult> {
  try {
    await deliver(job.data.letterId)
    return { id: job.id, status: 'completed' }
  } catch (error) {
    log.error({ letterId: job.data.letterId, error: String(error) }, 'a letter could not be handled')
    return { id: job.id, status: 'failed' }
  }
}

/** Some of pg-boss's statements hold a transaction, which the driver allows on a reserved connection only. */
async function executeReserved(db: Database, text: string, values: unknown[] = []) {
  const connection = await db.$client.reserve()
  try {
    // drizzle has told the driver to pass dates on as they are; PostgreSQL wants them as text.
    const parameters = values.map(value => (value instanceof Date ? value.toISOString() : value))
    const rows = await connection.unsafe(text, parameters as ParameterOrJSON<never>[])
    return { rows: rows.flat() }
  } finally {
    connection.release()
  }
}
