import { schedule } from 'node-cron'
import type { Context } from './context.ts'
import { doDuty } from './flow/do-duty.ts'
import { readReturns } from './flow/read-returns.ts'
import { runDue } from './flow/run-due.ts'

/**
 * Ticks once a minute, and reads the return mailbox as often. The tick decides nothing: what is due stands in the
 * database, so a missed one loses nothing. A tick that fails (the database is away, say) is logged and noted, and the next
 * one catches up.
 */
export function startCrons(context: Context): { stop(): Promise<void> } {
  const ending = new AbortController()
  const crons = [startCron('tick', () => doDuty(context, 'tick', () => runDue(context, context.clock.now())))]
  // Apart from the tick: a mailbox that hangs must not keep the letters back.
  if (context.config.IMAP_URL) {
    const read = () => readReturns(context, ending.signal)
    crons.push(startCron('return mailbox', () => doDuty(context, 'return_mailbox', read)))
  }
  return {
    async stop() {
      ending.abort()
      await Promise.all(crons.map(cron => cron.stop()))
    },
  }
}

/** Does something that never fails, now and once a minute. */
function startCron(name: string, work: () => Promise<void>) {
  let running = work()
  const again = () => {
    running = work()
    return running
  }
  const task = schedule('* * * * *', again, { name, noOverlap: true })
  return {
    async stop() {
      await task.destroy()
      await running
    },
  }
}
