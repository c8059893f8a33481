import pino from 'pino'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { createTemplate } from '../support/database-server.ts'
import { diskFaults } from './disk-faults.ts'
import { timeFaults } from './time-faults.ts'
import { pageFaults } from './page-faults.ts'
import { mailFaults } from './mail-faults.ts'
import { processFaults } from './process-faults.ts'
import { problemsOf } from './tally.ts'

outliveLostConnections(pino({ level: 'silent' }))
const server = await startThrowawayServer()
await createTemplate(server.url)
const only = process.argv[2]
try {
  for (const fault of [...mailFaults, ...processFaults, ...timeFaults, ...diskFaults, ...pageFaults].filter(({name}) => !only || name.includes(only))) {
    const t = performance.now()
    const tally = await fault.play({ serverUrl: server.url, letters: 20, times: 30, random: createRandom(1) })
    console.log(fault.name, JSON.stringify(tally), problemsOf(tally), Math.round(performance.now() - t))
  }
} finally {
  await server.stop()
}
