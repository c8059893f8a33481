import type { Context } from './context.ts'
import { deliverLetter } from './flow/deliver-letter.ts'

/** Delivers letters as they are asked for, until the queue is stopped. */
export async function startWorkers(context: Context): Promise<void> {
  await context.jobs.work(letterId => deliverLetter(context, letterId))
}
