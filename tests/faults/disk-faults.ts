import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { ManualClock } from '../../src/clock.ts'
import { startFaultySmtp } from '../support/faulty-smtp.ts'
import { startOwnServer } from '../support/own-server.ts'
import { diskObstacle, fillDisk, mountDisk, unmountDisk } from '../support/small-disk.ts'
import { attemptsIn, type Dose, type Fault, imported, morning, type Stage, setStage } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

export const diskFaults: readonly Fault[] = [
  { name: 'the disk of PostgreSQL is full', obstacle: diskObstacle, play: playFullDisk },
  { name: 'the disk of the local mailbox is full', obstacle: diskObstacle, play: playFullMailbox },
]

const diskMegabytes = 200
const mailboxMegabytes = 4
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
      await fillDisk(ballast)
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
    const isWritten = await db.execute(message).then(
      () => true,
      () => false,
    )
    if (!isWritten) return true
  }
  return false
}

/** Where no mail server is set, letters are files: for a quarter of an hour there is no room for them. */
async function playFullMailbox(dose: Dose): Promise<Tally> {
  const disk = await mkdtemp(join(tmpdir(), 'employer-outcome-survey-disk-'))
  await mountDisk(disk, mailboxMegabytes)
  const ballast = join(disk, 'ballast')
  const stage = await setStage(dose, { smtpUrl: '', settings: { DATA_DIR: disk } })
  try {
    await fillDisk(ballast)
    for (const minutes of [0, 6, 22]) await stage.tick(morning.add({ minutes }))
    const times = await attemptsIn(stage.db)
    await rm(ballast)
    await stage.goOn()
    return await countLetters(stage.db, await lettersIn(join(disk, 'mailbox')), { times, due: dose.letters })
  } finally {
    await stage.close()
    await unmountDisk(disk)
    await rm(disk, { recursive: true })
  }
}

async function lettersIn(folder: string): Promise<{ messageId: string }[]> {
  const names = await readdir(folder)
  const letters = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  return letters.map(letter => ({ messageId: /^Message-ID: (\S+)/im.exec(letter)?.[1] ?? '' }))
}
