import { schedule } from 'node-cron'
import type { Context } from './context.ts'
import { doDuty } from './flow/do-duty.ts'
import { runDue } from './flow/run-due.ts'

/**
 * Ticks once a minute. The tick decides nothing: what is due stands in the database, so a missed one loses nothing.
 * A tick that fails (the database is away, say) is logged and noted, and the next one catches up.
 */
export function startCrons(context: Context): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const tick = () => {
    running = doDuty(context, 'tick', () => runDue(context, context.clock.now()))
    return running
  }
  void tick()
  const task = schedule('* * * * *', tick, { name: 'tick', noOverlap: true })
  return {
    async stop() {
      await task.destroy()
      await running
    },
  }
}
