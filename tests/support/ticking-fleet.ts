import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { ManualClock } from '../../src/clock.ts'
import { type ReadLetter, readLetter } from '../../src/simulation/postbox.ts'
import type { Random } from '../../src/simulation/random.ts'
import { startSink } from '../../src/simulation/sink.ts'
import { createTestDatabase } from './database.ts'
import type { Fleet } from './fleet.ts'
import { startInstance } from './instance.ts'
import { killHard } from './service-process.ts'

/** Instances in processes of their own, some of which are killed in the middle of what they do. */
export type TickingFleet = Fleet & {
  /** How many were killed so far. */
  kills(): number
}

type Member = { child: ChildProcess; ready: Promise<unknown> }
type Options = { size: number; random: Random; kills: number }

const program = new URL('./ticking-sender.ts', import.meta.url)
/** In milliseconds: about as long as it takes to queue and send the letters of a day. */
const longestLife = 250
const killedShare = 0.25

/**
 * Starts them on one database and one mail server. `tick` has each do what is due at its own time, all at once; where it is
 * asked for several times, some are killed meanwhile, and others take their places.
 */
export async function startTickingFleet({ size, random, kills: mostKills }: Options): Promise<TickingFleet> {
  const { url, drop } = await createTestDatabase()
  const postbox: ReadLetter[] = []
  const refused = new Set<string>()
  const errors: string[] = []
  let now = Temporal.Instant.fromEpochMilliseconds(0)
  let killed = 0
  const sink = await startSink({
    onMessage: async message => void postbox.push(await readLetter(message, now)),
    refuses: address => refused.has(address),
  })
  const first = await startInstance({ databaseUrl: url, smtpUrl: sink.url, clock: new ManualClock(now) })
  const members = Array.from({ length: size }, join)

  function join(): Member {
    const child = fork(program, [url, sink.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    return { child, ready: once(child, 'message') }
  }
  function setClocks(instant: Temporal.Instant) {
    now = instant
    first.clock.set(instant)
  }
  /** Does what is due in that process; killed where it is its turn to die. */
  async function tickOf(index: number, moment: Temporal.Instant, mayDie: boolean) {
    const member = members[index]
    if (!member) return
    await member.ready
    const fault = tickIn(member.child, moment)
    if (mayDie && killed < mostKills && random.share() < killedShare) {
      killed += 1
      await pause(random.between(0, longestLife))
      await killHard(member.child)
      members[index] = join()
      await fault
      return
    }
    const found = await fault
    if (found !== null) errors.push(found)
  }
  async function tick(clocks: readonly Temporal.Instant[], times: number) {
    setClocks(clocks.reduce((one, other) => (Temporal.Instant.compare(one, other) < 0 ? other : one)))
    await Promise.all(members.map((_, index) => tickOf(index, clocks[index] ?? now, times > 1)))
  }
  async function stop() {
    for (const { child } of members) await killHard(child)
    await first.stop()
    await sink.close()
    await drop()
  }
  return { first, instances: [first], postbox, refused, errors, setClocks, tick, stop, kills: () => killed }
}

/** @returns what went wrong */
async function tickIn(child: ChildProcess, moment: Temporal.Instant): Promise<string | null> {
  const settled = new AbortController()
  const { signal } = settled
  const replied = once(child, 'message', { signal }).then(([{ fault }]) => fault as string | null)
  const ended = once(child, 'exit', { signal }).then(() => 'it ended')
  child.send(moment.toString())
  return Promise.race([replied, ended]).finally(() => settled.abort())
}
