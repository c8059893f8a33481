import pino from 'pino'
import { ManualClock } from '../../src/clock.ts'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { deliveries } from '../../src/flow/deliveries.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { startInstance } from './instance.ts'

/**
 * The sending half of the service in a process of its own whose time is told by its parent: at each message, an instant, it
 * does what the scheduler and the worker do in a minute, and replies when it has.
 */
const [databaseUrl = '', smtpUrl = ''] = process.argv.slice(2)
outliveLostConnections(pino({ level: 'silent' }))
const clock = new ManualClock(Temporal.Instant.fromEpochMilliseconds(0))
const instance = await startInstance({ databaseUrl, smtpUrl, clock })
process.on('message', async told => {
  clock.set(Temporal.Instant.from(String(told)))
  const fault = await tick().then(
    () => null,
    error => String(error),
  )
  process.send?.({ fault })
})
process.on('disconnect', () => process.exit())
process.send?.({ fault: null })

async function tick(): Promise<void> {
  await runDue(instance, clock.now())
  await instance.jobs.drain(deliveries(instance))
}
