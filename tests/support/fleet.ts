import pino from 'pino'
import { ManualClock } from '../../src/clock.ts'
import { deliveries } from '../../src/flow/deliveries.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { type ReadLetter, readLetter } from '../../src/simulation/postbox.ts'
import { startSink } from '../../src/simulation/sink.ts'
import { createTestDatabase } from './database.ts'
import { type Instance, startInstance } from './instance.ts'

/** Several instances of the service on one database and one mail server, each with a clock of its own. */
export type Fleet = {
  first: Instance<ManualClock>
  instances: readonly Instance<ManualClock>[]
  /** What the mail server took, oldest first. */
  postbox: ReadLetter[]
  /** Addresses that it refuses with 550. */
  refused: Set<string>
  /** What the instances logged as an error. */
  errors: string[]
  /** Sets every clock. */
  setClocks(now: Temporal.Instant): void
  /** Every instance does what is due and delivers, all at once, each by its own clock and `times` times at once. */
  tick(clocks: readonly Temporal.Instant[], times: number): Promise<void>
  stop(): Promise<void>
}

export async function startFleet(size: number): Promise<Fleet> {
  const { url, drop } = await createTestDatabase()
  const postbox: ReadLetter[] = []
  const refused = new Set<string>()
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: line => void errors.push(line) })
  const sink = await startSink({
    onMessage: async message => void postbox.push(await readLetter(message, latest(instances))),
    refuses: address => refused.has(address),
  })
  const start = () =>
    startInstance({
      databaseUrl: url,
      smtpUrl: sink.url,
      clock: new ManualClock(Temporal.Instant.fromEpochMilliseconds(0)),
      log,
    })
  const first = await start()
  const instances = [first]
  while (instances.length < size) instances.push(await start())

  function setClocks(now: Temporal.Instant) {
    for (const { clock } of instances) clock.set(now)
  }
  async function tick(clocks: readonly Temporal.Instant[], times: number) {
    for (const [index, { clock }] of instances.entries()) clock.set(clocks[index] ?? clock.now())
    await Promise.all(instances.flatMap(instance => Array.from({ length: times }, () => tickOf(instance))))
  }
  async function stop() {
    await Promise.all(instances.map(instance => instance.stop()))
    await sink.close()
    await drop()
  }
  return { first, instances, postbox, refused, errors, setClocks, tick, stop }
}

/** What the scheduler does, and then what the worker does. */
async function tickOf(instance: Instance): Promise<void> {
  await runDue(instance, instance.clock.now())
  await instance.jobs.drain(deliveries(instance))
}

/** The mail server's clock is as late as the latest. */
function latest(instances: readonly Instance[]): Temporal.Instant {
  return instances
    .map(({ clock }) => clock.now())
    .reduce((one, other) => (Temporal.Instant.compare(one, other) < 0 ? other : one))
}
