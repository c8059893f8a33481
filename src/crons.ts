import { schedule } from 'node-cron'
import type { Context } from './context.ts'
import { doDuty } from './flow/do-duty.ts'
import { readReturns } from './flow/read-returns.ts'
import { runDue } from './flow/run-due.ts'

/**
 * Ticks once a minute, and reads the return mailbox as often. The tick decides nothing: what is due stands in the database, so a missed one loses nothing.
 * A tick that fails (the database is away, say) is logged and noted, and the next one catches up.
 */
export function startCrons(context: Context): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const tick = () => {
    running = doDuty(context, 'tick', () => runDue(context, context.clock.now()))
    return running
  }
  let reading: Promise<void> = Promise.resolve()
  const read = () => {
    reading = doDuty(context, 'return_mailbox', async () => void (await readReturns(context)))
    return reading
  }
  void tick()
  const everyMinute = '* * * * *'
  const tasks = [schedule(everyMinute, tick, { name: 'tick', noOverlap: true })]
  // Apart from the tick: a mailbox that hangs must not keep the letters back.
  if (context.config.IMAP_URL) {
    void read()
    tasks.push(schedule(everyMinute, read, { name: 'return mailbox', noOverlap: true }))
  }
  return {
    async stop() {
      for (const task of tasks) await task.destroy()
      await Promise.all([running, reading])
    },
  }
}
