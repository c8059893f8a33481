import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { systemClock } from '../../src/clock.ts'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import { dayOf } from '../../src/domain/calendar.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { createTemplate } from '../support/database-server.ts'
import { faults } from './list.ts'
import type { Dose, Fault } from './stage.ts'
import { faultsPage, type Row } from './table.ts'
import { problemsOf } from './tally.ts'

/**
 * `npm run faults [-- --only WORDS] [--json]`: plays every fault and writes docs/faults.md. With `--few` a smaller dose, for
 * the tests; that and a choice write no file. Exit code 1 when a letter is lost or sent twice.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    few: { type: 'boolean', default: false },
    server: { type: 'string' },
    seed: { type: 'string', default: '2011' },
  },
})
outliveLostConnections(pino({ level: 'silent' }))
const size = values.few ? { letters: 4, times: 3 } : { letters: 40, times: 25 }
const server = values.server ? null : await startThrowawayServer()
const serverUrl = values.server ?? server?.url ?? ''
try {
  if (server) await createTemplate(serverUrl)
  const rows: Row[] = []
  for (const fault of faults.filter(({ name }) => name.includes(values.only))) {
    const row = await play(fault, { serverUrl, ...size, random: createRandom(Number(values.seed)) })
    rows.push(row)
    process.stdout.write(values.json ? `${JSON.stringify(row)}\n` : told(row))
  }
  if (!values.few && values.only === '') {
    await writeFile(
      new URL('../../docs/faults.md', import.meta.url),
      faultsPage(rows, dayOf(systemClock.now())),
    )
  }
  process.exitCode = rows.every(({ problems }) => problems.length === 0) ? 0 : 1
} finally {
  await server?.stop()
}

async function play(fault: Fault, dose: Dose): Promise<Row> {
  const notTried = (await fault.obstacle?.()) ?? null
  const tally = notTried === null ? await fault.play(dose) : null
  return { fault: fault.name, tally, notTried, problems: tally ? problemsOf(tally) : [] }
}

function told({ fault, tally, notTried, problems }: Row): string {
  if (!tally) return `${fault}: not tried, ${notTried}\n`
  const { times, due, once, twice, lost, unconfirmed, refused } = tally
  const counts = `${times} times, ${due} due: ${once} once, ${twice} twice, ${lost} lost, ${unconfirmed} unconfirmed, ${refused} refused`
  return `${fault}: ${counts}${problems.map(problem => `; ${problem}`).join('')}\n`
}
