import { schedule } from 'node-cron'
import type { Context } from './context.ts'
import { runDue } from './flow/run-due.ts'

/**
 * Ticks once a minute. The tick decides nothing: what is due stands in the database, so a missed one loses nothing.
 * A tick that fails (the database is away, say) is logged, and the next one catches up.
 */
export function startCrons(context: Context): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const tick = () => {
    running = runDue(context, context.clock.now()).catch(error => {
      context.log.error({ error }, 'tick failed; the next one catches up')
    })
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
