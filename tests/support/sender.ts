import { once } from 'node:events'
import pino from 'pino'
import { systemClock } from '../../src/clock.ts'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { startCrons } from '../../src/crons.ts'
import { startWorkers } from '../../src/workers.ts'
import { startInstance } from './instance.ts'

/**
 * The sending half of the service in a process of its own, which can be killed: its ticks and its workers. Its clock
 * is ahead of the real one by a duration (ISO 8601). It starts at a word on its input, for loading takes it most of its
 * life; it tells when it has started, and stops in order on SIGTERM.
 */
const [databaseUrl = '', smtpUrl = '', ahead = ''] = process.argv.slice(2)
outliveLostConnections(pino({ level: 'silent' }))
await once(process.stdin, 'data')
const clock = { now: () => systemClock.now().add(ahead) }
const instance = await startInstance({ databaseUrl, smtpUrl, clock })
await startWorkers(instance)
const crons = startCrons(instance)
process.stdout.write('started\n')
process.once('SIGTERM', async () => {
  await crons.stop()
  await instance.stop()
})
