import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Random } from '../../src/simulation/random.ts'
import { killHard } from './service-process.ts'
import { type SlowSmtp, smtpSteps } from './slow-smtp.ts'

/** The sending half of the service in a process of its own (sender.ts). */
export type Sender = ChildProcessByStdio<Writable, Readable, null>

/** One after the other on one database and one mail server; the next ones load in the meantime. */
export type Senders = {
  /** Starts the next one, and does not wait. */
  start(): Sender
  /** Kills all that are left. */
  end(): Promise<void>
}

const program = fileURLToPath(new URL('./sender.ts', import.meta.url))
const loadedAtOnce = 3

/** @param ahead how far their clocks are ahead of the real one */
export function prepareSenders(databaseUrl: string, smtpUrl: string, ahead: Temporal.Duration): Senders {
  const all: Sender[] = []
  const loaded: Sender[] = []

  function load(): Sender {
    const args = [program, databaseUrl, smtpUrl, ahead.toString()]
    const sender = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    all.push(sender)
    return sender
  }
  return {
    start() {
      while (loaded.length < loadedAtOnce) loaded.push(load())
      const sender = loaded.shift() ?? load()
      sender.stdin.end('start')
      return sender
    },
    async end() {
      for (const sender of all) await killHard(sender)
    },
  }
}

/** Kills it within a delivery, as the mail server sees it, or while it is starting and queues its letters. */
export async function killAtSomeMoment(sender: Sender, smtp: SlowSmtp, random: Random): Promise<void> {
  const step = random.pick(['start', ...smtpSteps])
  const times = random.between(1, 5)
  await withinMinute(step === 'start' ? once(sender.stdout, 'data') : smtp.reached(step, times))
  await pause(random.between(0, step === 'start' ? 200 : 10))
  await killHard(sender)
}

/** A service that does not go on by itself is told from one that takes its time. */
async function withinMinute(event: Promise<unknown>): Promise<void> {
  const late = pause(60_000, undefined, { ref: false }).then(() => {
    throw new Error('The service that was started again has sent nothing for a minute')
  })
  await Promise.race([event, late])
}
