import { ManualClock } from '../../src/clock.ts'
import { dayOf } from '../../src/domain/calendar.ts'
import { makePlacement } from '../support/factories.ts'
import { type FaultySmtp, startFaultySmtp } from '../support/faulty-smtp.ts'
import { startInstance } from '../support/instance.ts'
import { swedish } from '../support/swedish.ts'
import { type Dose, type Fault, imported, morning, type Stage, setStage, tickOf } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

const nights = ['2026-03-29', '2026-10-25']
const jumps = [-60, 60, -180, 25 * 60, -24 * 60, 30, -90, 61]

/** What goes wrong with time. */
export const timeFaults: readonly Fault[] = [
  { name: 'one of two instances is an hour ahead', play: dose => playTwoClocks(dose, 60) },
  { name: 'one of two instances is an hour behind', play: dose => playTwoClocks(dose, -60) },
  { name: 'the clock jumps ahead and back', play: playJumps },
  ...nights.map(night => ({
    name: `the clocks are changed in the night of ${night}`,
    play: (dose: Dose) => playNight(dose, night),
  })),
  { name: 'the service is down for 72 hours, over two reminders', play: playDown },
]

type Play = (stage: Stage, smtp: FaultySmtp) => Promise<{ times: number; due: number; broken?: string[] }>

async function onStage(dose: Dose, settings: Record<string, string>, play: Play): Promise<Tally> {
  const clock = new ManualClock(imported)
  const smtp = await startFaultySmtp({
    now: () => clock.now(),
    slowestMilliseconds: 20,
    random: dose.random,
  })
  const stage = await setStage(dose, { smtpUrl: `smtp://127.0.0.1:${smtp.port}`, clock, settings })
  try {
    const played = await play(stage, smtp)
    return await countLetters(stage.db, smtp.taken, played)
  } finally {
    await stage.close()
    await smtp.stop()
  }
}

/**
 * Both tick at the same moments, each by its own clock: one finds letters that the other is sending, and gives up those
 * that are old by its own clock. Some deliveries fail for now, some are never answered.
 */
function playTwoClocks(dose: Dose, minutesOff: number): Promise<Tally> {
  return onStage(dose, {}, async (stage, smtp) => {
    const clock = new ManualClock(morning)
    const smtpUrl = `smtp://127.0.0.1:${smtp.port}`
    const other = await startInstance({ databaseUrl: stage.databaseUrl, smtpUrl, clock })
    let times = 0
    for (const minutes of [-61, -30, 0, 1, 2, 6, 20, 40, 59, 60, 61, 66, 80, 100, 130, 180, 240]) {
      const now = morning.add({ minutes })
      clock.set(now.add({ minutes: minutesOff }))
      if (minutes === 0) smtp.misbehave({ at: 'end', does: { reply: '451 4.3.0 later' } }, dose.letters)
      // While the first one is in the middle of its letters, the other one ticks, and once more.
      const own = stage.tick(now)
      await tickOf(other)
      await tickOf(other)
      await own
      times += 1
    }
    await other.stop()
    await stage.goOn()
    return { times, due: dose.letters }
  })
}

/** The clock of the only instance is set wrong and right again, a tick at each setting, while letters are retried. */
function playJumps(dose: Dose): Promise<Tally> {
  return onStage(dose, {}, async (stage, smtp) => {
    smtp.misbehave({ at: 'RCPT', does: { reply: '450 4.2.0 greylisted' } }, dose.letters)
    let now = morning
    for (const minutes of jumps) {
      now = now.add({ minutes })
      await stage.tick(now)
    }
    stage.clock.set(morning.add({ hours: 48 }))
    await stage.goOn()
    return { times: jumps.length, due: dose.letters }
  })
}

/**
 * Ticks through the weekend: half of the surveys are to be invited on the Monday, the others reminded, at 09:00 as the
 * clocks then show it.
 */
function playNight(dose: Dose, night: string): Promise<Tally> {
  return onStage({ ...dose, letters: 0 }, {}, async (stage, smtp) => {
    const sunday = Temporal.PlainDate.from(night)
    const monday = sunday.add({ days: 1 })
    const fridays = [sunday.subtract({ days: 2 }), sunday.subtract({ days: 9 })]
    stage.clock.set(swedish(`${sunday.subtract({ days: 20 })}T12:00`))
    for (let letter = 0; letter < dose.letters; letter += 1) {
      const endedOn = fridays[letter % 2] ?? sunday
      await makePlacement(stage.instance, { placement: { endedOn, plannedEndOn: endedOn } })
    }
    const reminded = Math.floor(dose.letters / 2)
    await stage.tick(swedish(`${sunday.subtract({ days: 6 })}T09:00`))
    const before = smtp.taken.length
    let times = 0
    const end = swedish(`${monday}T09:10`)
    let now = swedish(`${sunday.subtract({ days: 1 })}T20:00`)
    while (Temporal.Instant.compare(now, end) <= 0) {
      await stage.tick(now)
      await stage.tick(now)
      times += 2
      now = now.add({ minutes: 30 })
    }
    const nine = swedish(`${monday}T09:00`)
    const off = smtp.taken.slice(before).filter(({ at }) => !at.equals(nine)).length
    const broken = off === 0 ? [] : [`${off} letters did not leave at 09:00 Swedish time`]
    return { times, due: dose.letters + reminded, broken }
  })
}

/**
 * Both reminders come due while nothing runs. Afterwards one overdue reminder leaves, and the other one keeps its distance:
 * two working days.
 */
function playDown(dose: Dose): Promise<Tally> {
  const settings = { REMINDER_WORKING_DAYS: '2,3', SPACING_WORKING_DAYS: '2' }
  return onStage(dose, settings, async (stage, smtp) => {
    await stage.tick(morning)
    stage.clock.set(swedish('2026-03-03T08:00'))
    const hours = 72
    const back = stage.clock.now().add({ hours })
    await stage.restart(`smtp://127.0.0.1:${smtp.port}`)
    const broken: string[] = []
    let now = back
    while (Temporal.Instant.compare(now, swedish('2026-03-11T10:00')) < 0) {
      await stage.tick(now)
      now = now.add({ minutes: 60 })
    }
    const days = smtp.taken.map(({ at }) => dayOf(at).toString())
    const expected = { '2026-03-02': dose.letters, '2026-03-06': dose.letters, '2026-03-10': dose.letters }
    for (const [day, count] of Object.entries(expected)) {
      const left = days.filter(other => other === day).length
      if (left !== count) broken.push(`${left} letters instead of ${count} left on ${day}`)
    }
    return { times: hours, due: dose.letters * 3, broken }
  })
}
