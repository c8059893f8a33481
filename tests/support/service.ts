import pino from 'pino'
import { createAuth } from '../../src/auth.ts'
import { systemClock } from '../../src/clock.ts'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { startService } from '../../src/run-service.ts'
import { createInstance } from './instance.ts'

/**
 * The whole service in a process of its own, or what its role has of it. Its clock is ahead of the real one by a duration
 * (ISO 8601). It tells its address when it has started, and stops in order on SIGTERM.
 */
const [databaseUrl = '', smtpUrl = '', ahead = '', role = 'all'] = process.argv.slice(2)
outliveLostConnections(pino({ level: 'silent' }))
const clock = { now: () => systemClock.now().add(ahead) }
const settings = { DATABASE_URL: databaseUrl, HOST: '127.0.0.1', PORT: '0', ROLE: role }
const instance = createInstance({ databaseUrl, smtpUrl, clock, settings })
const service = await startService(instance, createAuth(instance))
process.stdout.write(`${service.url}\n`)
process.once('SIGTERM', async () => {
  await service.stop()
  await instance.stop()
})
