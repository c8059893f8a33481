import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, type JobResult, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { ParameterOrJSON } from 'postgres'
import type { Database, Queryable } from './db/connect.ts'

/** Letters about surveys, the weekly ones to coaches, and those that tell of a report: each kind waits in its own queue. */
const queues = {
  letter: 'deliver-letter',
  coachLetter: 'deliver-coach-letter',
  reportLetter: 'deliver-report-letter',
} as const
type Kind = keyof typeof queues
const kinds = Object.keys(queues) as Kind[]

/** What is done with one letter that waits to be delivered. */
type Deliver = (letterId: number) => Promise<void>
/** The same by kind. */
export type Deliveries = Readonly<Record<Kind, Deliver>>

/**
 * The work queue: pg-boss in the same database, so that a letter and its job are stored in one transaction.
 * A job is only a call to look at a letter; whether it may be sent is decided by the letter's own row.
 */
export type Jobs = {
  start(): Promise<void>
  /** Asks for these letters to be delivered. A letter that waits for its turn already is not asked for twice. */
  enqueueDeliveries(tx: Queryable, letterIds: readonly number[], kind?: Kind): Promise<void>
  /** Delivers whatever is asked for, until stop(). */
  work(deliveries: Deliveries): Promise<void>
  /** Has work() look at once for what was asked for and committed; otherwise it looks every two seconds. */
  wake(): void
  /** Delivers what is asked for now and returns when nothing is left of these kinds: for the simulation and the tests. */
  drain(deliveries: Partial<Deliveries>): Promise<void>
  stop(): Promise<void>
}

type DeliveryJob = Job<{ letterId: number }>

const batchSize = 50
/**
 * Letters under way at once, in one process: as many as the mail transport has connections, and no more, for a crash
 * leaves all of them unconfirmed. The others are few, and go one by one.
 */
const concurrency = { letter: 5, coachLetter: 1, reportLetter: 1 } as const satisfies Record<Kind, number>

export function createJobs(db: Database, log: Logger): Jobs {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => execute(db, text, values) },
    schedule: false,
  })
  boss.on('error', error => log.warn({ error: String(error) }, 'queue error'))
  const workerIds: string[] = []

  async function drainKind(kind: Kind, deliver: Deliver) {
    for (;;) {
      const jobs: DeliveryJob[] = await boss.fetch(queues[kind], { batchSize })
      if (jobs.length === 0) return
      const results = await deliverAll(jobs, concurrency[kind], deliver, log)
      await boss.complete(
        queues[kind],
        results.map(({ id }) => id),
      )
    }
  }

  return {
    async start() {
      await boss.start()
      // short: at most one waiting job a letter, whatever is running. The jobs that a killed process held look as if they
      // ran until they expire, and its waiting letters must not wait with them: the next tick asks again.
      // Expiry is longer than any mail server's patience.
      const options = { policy: 'short', retryLimit: 3, expireInSeconds: 15 * 60 } as const
      for (const kind of kinds) await boss.createQueue(queues[kind], options)
    },
    async enqueueDeliveries(tx, letterIds, kind = 'letter') {
      const jobs = letterIds.map(letterId => ({ data: { letterId }, singletonKey: String(letterId) }))
      if (jobs.length > 0) await boss.insert(queues[kind], jobs, { db: fromDrizzle(tx, sql) })
    },
    async work(deliveries) {
      const options = { batchSize, perJobResults: true, burstWhenBatchFull: true } as const
      for (const kind of kinds) {
        const work = (jobs: DeliveryJob[]) => deliverAll(jobs, concurrency[kind], deliveries[kind], log)
        workerIds.push(await boss.work(queues[kind], options, work))
      }
    },
    wake() {
      for (const workerId of workerIds) boss.notifyWorker(workerId)
    },
    async drain(deliveries) {
      for (const kind of kinds) {
        const deliver = deliveries[kind]
        if (deliver) await drainKind(kind, deliver)
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  }
}

async function deliverAll(
  jobs: DeliveryJob[],
  lanes: number,
  deliver: Deliver,
  log: Logger,
): Promise<JobResult[]> {
  const waiting = jobs.values()
  const results: JobResult[] = []
  const lane = async () => {
    for (const job of waiting) results.push(await deliverOne(job, deliver, log))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
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

/** Some of pg-boss's statements hold a transaction, which the driver allows on a connection of its own only. */
async function execute({ $session }: Database, text: string, values: unknown[] = []) {
  // Others than drizzle's dates come as they are; PostgreSQL wants them as text.
  const parameters = values.map(value => (value instanceof Date ? value.toISOString() : value))
  const rows = await $session.unsafe(text, parameters as ParameterOrJSON<never>[])
  return { rows: rows.flat() }
}
