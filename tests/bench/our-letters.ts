import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { letters } from '../../src/db/schema.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { startWorkers } from '../../src/workers.ts'
import { answerRequests } from './program.ts'
import { closeBenchContext, createBenchContext, type Place } from './world.ts'

/** The seconds from the tick that finds `count` letters due until all of them are sent, by what the database says. */
answerRequests(async ({ count, ...place }: Place & { count: number }): Promise<number> => {
  const context = createBenchContext(place)
  await context.jobs.start()
  await startWorkers(context)
  const startedAt = performance.now()
  await runDue(context, context.clock.now())
  while ((await countSent(context)) < count) await sleep(50)
  const seconds = (performance.now() - startedAt) / 1000
  await context.jobs.stop()
  await closeBenchContext(context)
  return seconds
})

async function countSent({ db }: Context): Promise<number> {
  return db.$count(letters, eq(letters.state, 'sent'))
}
