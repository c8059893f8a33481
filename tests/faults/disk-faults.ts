import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { ManualClock } from '../../src/clock.ts'
import { startFaultySmtp } from '../support/faulty-smtp.ts'
import { diskObstacle, startOwnServer } from '../support/own-server.ts'
import { type Dose, type Fault, imported, morning, type Stage, setStage } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

export const diskFaults: readonly Fault[] = [
  { name: 'the disk of PostgreSQL is full', obstacle: diskObstacle, play: playFullDisk },
]

const diskMegabytes = 200
const mostLogMegabytes = 40
const fullMilliseconds = 1_000

/** The disk is filled each time while letters go out, and has room again some minutes later. */
async function playFullDisk(dose: Dose): Promise<Tally> {
  const server = await startOwnServer(diskMegabytes)
  const ballast = join(dirname(server.folder), 'ballast')
  const clock = new ManualClock(imported)
  const smtp = await startFaultySmtp({ now: () => clock.now(), slowestMilliseconds: 20, random: dose.random })
  const stage = await setStage(
    { serverUrl: server.url, letters: dose.letters },
    { smtpUrl: `smtp://127.0.0.1:${smtp.port}`, clock },
  )
  let times = 0
  try {
    for (let round = 0; round < dose.times; round += 1) {
      const ticked = stage.tick(morning.add({ minutes: round * 3 }))
      await fill(ballast)
      // Whoever connects to a server whose disk is full waits until it is full no longer.
      if (await Promise.race([isFull(stage), pause(fullMilliseconds, true)])) times += 1
      await rm(ballast, { force: true })
      await server.ready()
      await ticked
    }
    await stage.goOn()
    return await countLetters(stage.db, smtp.taken, { times, due: dose.letters })
  } finally {
    await stage.close()
    await smtp.stop()
    await server.stop()
  }
}

/** Whether PostgreSQL can write its log of changes no further: asked with more than one of its files holds. */
async function isFull({ db }: Stage): Promise<boolean> {
  for (let written = 0; written < mostLogMegabytes; written += 1) {
    const message = sql`select pg_logical_emit_message(false, 'ballast', repeat('x', 1000000), true)`
    if (!(await fits(() => db.execute(message)))) return true
  }
  return false
}

/** Writes until nothing more fits. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w')
  try {
    for (const size of [1_000_000, 10_000, 500]) {
      const block = Buffer.alloc(size)
      for (let written = 0; written < diskMegabytes * 1e6; written += size) {
        if (!(await fits(() => handle.writeFile(block)))) break
      }
    }
  } finally {
    await handle.close()
  }
}

async function fits(write: () => Promise<unknown>): Promise<boolean> {
  return write().then(
    () => true,
    () => false,
  )
}
