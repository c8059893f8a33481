import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { claimLetter } from '../../src/db/letter-claim.ts'
import { insertLetterSurveys, insertLetters } from '../../src/db/letters.ts'
import { events, surveys } from '../../src/db/schema.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { findBrokenPromises } from '../../src/simulation/postbox.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { makeMonth } from '../support/month.ts'
import { playMonth, type Rhythm, resultOf } from '../support/month-play.ts'
import { lettersOf } from '../support/records.ts'
import { swedish } from '../support/swedish.ts'

const fleets: Fleet[] = []
afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.stop()
})

async function fleetOf(size: number): Promise<Fleet> {
  const fleet = await startFleet(size)
  fleets.push(fleet)
  return fleet
}

/** One tick when one should come. */
const calm: Rhythm = firstTick => [{ clocks: [firstTick.add({ minutes: 5 })], times: 1 }]

/** Two instances whose ticks come minutes apart and out of order, and then twice each at one moment. */
function restless(seed: number): Rhythm {
  const random = createRandom(seed)
  return firstTick => {
    const within = (minutes: number) => firstTick.add({ minutes: random.between(0, minutes) })
    const last = firstTick.add({ minutes: 30 })
    return [
      { clocks: [firstTick, firstTick.add({ minutes: 4 })], times: 1 },
      { clocks: [within(10), within(10)], times: 2 },
      { clocks: [within(20), within(20)], times: 1 },
      { clocks: [last, last], times: 2 },
    ]
  }
}

/** Every kind of line that a month should have, so that the comparison is about all of them. */
const kindsOfEvents = [
  'answer.received',
  'letter.failed',
  'letter.sent',
  'survey.opened',
  'survey.rescheduled',
  'survey.scheduled',
  'survey.to_phone',
  'survey.withdrawn',
]

describe('two schedulers and two workers on one database (rule 3)', () => {
  it('send in a month the same letters as one', { timeout: 300_000 }, async () => {
    const month = makeMonth(2011)
    const [one, two] = [await fleetOf(1), await fleetOf(2)]
    await playMonth(one, month, calm)
    const answeredAt = await playMonth(two, month, restless(2011))
    const [expected, result] = [await resultOf(one), await resultOf(two)]
    expect(result).toEqual(expected)
    expect(new Set(expected.events.map(line => line.split(' ')[1]))).toEqual(new Set(kindsOfEvents))
    expect(expected.letters.filter(line => /reminder( P-\d+){2}/.test(line))).not.toEqual([])
    expect(two.errors).toEqual([])
    expect(findBrokenPromises(two.postbox, answeredAt, two.first.schedule)).toEqual({
      same_letter_twice: 0,
      two_letters_in_a_day: 0,
      too_close: 0,
      not_a_working_day: 0,
      after_the_answer: 0,
      over_three_letters: 0,
    })
  })

  it('send nothing twice when one decided on a letter and was slow to queue it, not even days later', async () => {
    const fleet = await fleetOf(1)
    const { placementId, contactId } = await invite(fleet)
    const now = swedish('2026-03-02T09:00')
    fleet.setClocks(now)
    await runDue(fleet.first, now)
    const [letter] = await lettersOf(fleet.first, contactId)
    await fleet.tick([now], 1)
    await queueLate(fleet, contactId, placementId, now)
    await fleet.tick([swedish('2026-03-05T09:00')], 1)
    expect(fleet.postbox.map(({ messageId }) => messageId)).toEqual([letter?.messageId])
    expect((await lettersOf(fleet.first, contactId)).map(({ state }) => state)).toEqual(['sent', 'cancelled'])
    expect(await surveyOf(fleet.first, placementId)).toMatchObject({ state: 'open', lettersSent: 1 })
  })

  it('send nothing more in a day when the slow one had found another survey', async () => {
    const fleet = await fleetOf(1)
    const { contactId } = await invite(fleet)
    const now = swedish('2026-03-02T09:00')
    await fleet.tick([now], 1)
    const other = await makePlacement(fleet.first, { placement: { contactId } })
    await queueLate(fleet, contactId, other.placementId, now)
    await fleet.tick([now.add({ minutes: 1 })], 1)
    expect(fleet.postbox).toHaveLength(1)
    await fleet.tick([swedish('2026-03-05T09:00')], 1)
    expect(fleet.postbox).toHaveLength(2)
  })

  it('give up a letter of a third that died once, when both find it', async () => {
    const fleet = await fleetOf(2)
    const letterCount = 40
    const died = swedish('2026-03-02T09:00')
    for (let letter = 0; letter < letterCount; letter += 1) await invite(fleet)
    fleet.setClocks(died)
    await runDue(fleet.first, died)
    await fleet.first.jobs.drain({
      letter: async id => void (await claimLetter(fleet.first.db, id, died)),
    })
    await fleet.tick([died.add({ minutes: 16 }), died.add({ minutes: 16 })], 3)
    const rows = await fleet.first.db.select().from(surveys)
    expect(rows.map(({ lettersSent }) => lettersSent)).toEqual(Array(letterCount).fill(1))
    const told = await fleet.first.db.select().from(events).where(eq(events.kind, 'letter.unconfirmed'))
    expect(told).toHaveLength(letterCount)
    expect(fleet.postbox).toEqual([])
  })
})

/** A placement that ended on 27 February, imported before. */
async function invite(fleet: Fleet) {
  fleet.setClocks(swedish('2026-02-20T12:00'))
  return makePlacement(fleet.first)
}

/** What an instance does that read what is due long ago, and stores its letter only now. */
async function queueLate({ first }: Fleet, contactId: number, placementId: number, now: Temporal.Instant) {
  const survey = await surveyOf(first, placementId)
  const late = { contactId, kind: 'invitation' as const, messageId: `<late-${placementId}@kommunen.example>` }
  const [letter] = await insertLetters(first.db, [late], now)
  if (!letter || !survey) throw new Error('There is no letter to send')
  await insertLetterSurveys(first.db, [{ letterId: letter.id, surveyId: survey.id, number: 1 }])
}
