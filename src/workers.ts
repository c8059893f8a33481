import type { Context } from './context.ts'
import { deliveries } from './flow/deliveries.ts'

/** Delivers letters as they are asked for, until the queue is stopped. */
export async function startWorkers(context: Context): Promise<void> {
  await context.jobs.work(deliveries(context))
}
