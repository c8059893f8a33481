import { setTimeout as pause } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { ManualClock, systemClock } from '../../src/clock.ts'
import { letters } from '../../src/db/schema.ts'
import { startFaultySmtp } from '../support/faulty-smtp.ts'
import { startOwnServer } from '../support/own-server.ts'
import { killAtSomeMoment, prepareSenders } from '../support/senders.ts'
import { startSlowSmtp } from '../support/slow-smtp.ts'
import { type Dose, type Fault, imported, morning, type Stage, setStage } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

/** What ends a process in the middle of its work: the service's own, and the database's. */
export const processFaults: readonly Fault[] = [
  { name: 'the service is killed (kill -9) at any moment while it sends', play: playKills },
  { name: 'PostgreSQL is stopped in order and started again', play: dose => playRestarts(dose, 'SIGINT') },
  { name: 'PostgreSQL is stopped at once and recovers', play: dose => playRestarts(dose, 'SIGQUIT') },
]

/** A service in a process of its own is killed and started again, and in the end lives. */
async function playKills({ letters: few, ...rest }: Dose): Promise<Tally> {
  const dose = { ...rest, letters: few * 5 }
  const clock = new ManualClock(imported)
  const smtp = await startSlowSmtp(dose.random)
  const stage = await setStage(dose, { smtpUrl: smtp.url, clock })
  const senders = prepareSenders(stage.databaseUrl, smtp.url, systemClock.now().until(morning))
  let kills = 0
  try {
    while (kills < dose.times && (await waiting(stage)) > 0) {
      await killAtSomeMoment(senders.start(), smtp, dose.random)
      kills += 1
    }
    // The last one may have been at its first letter still.
    clock.set(morning.add({ hours: 1 }))
    await stage.goOn()
    const taken = smtp.taken.map(messageId => ({ messageId }))
    return await countLetters(stage.db, taken, { times: kills, due: dose.letters })
  } finally {
    await senders.end()
    await stage.close()
    await smtp.stop()
  }
}

/** Letters that are still to be queued or sent. */
async function waiting({ db }: Stage): Promise<number> {
  const begun = await db.$count(letters)
  return begun === 0 ? 1 : db.$count(letters, eq(letters.state, 'queued'))
}

/** A PostgreSQL server of its own is ended each time while letters go out, and is back a moment later. */
async function playRestarts({ letters: few, ...rest }: Dose, signal: 'SIGINT' | 'SIGQUIT'): Promise<Tally> {
  const dose = { ...rest, letters: few * 5 }
  const server = await startOwnServer()
  const clock = new ManualClock(imported)
  const smtp = await startFaultySmtp({ now: () => clock.now(), slowestMilliseconds: 50, random: dose.random })
  const url = `smtp://127.0.0.1:${smtp.port}`
  const stage = await setStage({ ...dose, serverUrl: server.url }, { smtpUrl: url, clock })
  let times = 0
  try {
    while (times < dose.times && (await waiting(stage)) > 0) {
      const ticked = stage.tick(morning.add({ minutes: times * 2 }))
      await pause(dose.random.between(0, 150))
      await server.restart(signal)
      await ticked
      times += 1
    }
    await stage.goOn()
    return await countLetters(stage.db, smtp.taken, { times, due: dose.letters })
  } finally {
    await stage.close()
    await smtp.stop()
    await server.stop()
  }
}
