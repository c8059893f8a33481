import { randomInt } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, letters } from '../../src/db/schema.ts'
import { findBrokenPromises } from '../../src/simulation/postbox.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { makeMonth } from '../support/month.ts'
import { playMonth, type Rhythm, resultOf } from '../support/month-play.ts'
import { startTickingFleet, type TickingFleet } from '../support/ticking-fleet.ts'

const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31))
const killCount = 12

/** One tick when one should come. */
const calm: Rhythm = firstTick => [{ clocks: [firstTick.add({ minutes: 5 })], times: 1 }]

/** Three instances with a minute or two between their clocks. They die in the rounds of `times: 2`, and not in the last two. */
const restless: Rhythm = firstTick => {
  const at = (...minutes: number[]) => minutes.map(minute => firstTick.add({ minutes: minute }))
  return [
    { clocks: at(0, 3, 4), times: 2 },
    { clocks: at(7, 5, 6), times: 2 },
    { clocks: at(30, 30, 31), times: 1 },
  ]
}

describe(`three processes on one database in a month, ${killCount} times killed and started again (KILL_SEED=${seed})`, () => {
  let one: Fleet
  let three: TickingFleet
  let answeredAt: Map<string, Temporal.Instant>

  beforeAll(async () => {
    const month = makeMonth(2011)
    one = await startFleet(1)
    await playMonth(one, month, calm)
    three = await startTickingFleet({ size: 3, random: createRandom(seed), kills: killCount })
    answeredAt = await playMonth(three, month, restless)
  }, 300_000)

  afterAll(async () => {
    await one.stop()
    await three.stop()
  })

  /** Contacts with a letter of which nobody knows whether it came: what comes after may differ from the calm month. */
  async function uncertain(): Promise<Set<string>> {
    const rows = await three.first.db
      .select({ email: contacts.email })
      .from(letters)
      .innerJoin(contacts, eq(contacts.id, letters.contactId))
      .where(eq(letters.state, 'unconfirmed'))
    return new Set(rows.map(({ email }) => email ?? ''))
  }

  it('were killed, and none failed by itself', () => {
    expect(three.kills()).toBe(killCount)
    expect(three.errors).toEqual([])
  })

  it('send no letter twice, and none that is not there', async () => {
    const taken = three.postbox.map(({ messageId }) => messageId)
    expect(taken).toHaveLength(new Set(taken).size)
    const known = await three.first.db.select().from(letters)
    const ids = new Set(known.map(({ messageId }) => messageId))
    expect(taken.filter(id => !ids.has(id))).toEqual([])
  })

  it('lose none: what the mail server has not is unconfirmed, failed or cancelled', async () => {
    const taken = new Set(three.postbox.map(({ messageId }) => messageId))
    const rows = await three.first.db.select().from(letters)
    const states = new Set(rows.filter(({ messageId }) => !taken.has(messageId)).map(({ state }) => state))
    expect(['unconfirmed', 'failed', 'cancelled']).toEqual(expect.arrayContaining([...states]))
    expect(rows.filter(({ state }) => state === 'queued' || state === 'sending')).toEqual([])
  })

  it('send the same letters as one that nothing happens to, but for those unconfirmed', async () => {
    const unsure = await uncertain()
    const sure = (line: string) => !unsure.has(line.split(' ')[0] ?? '')
    const [expected, result] = [await resultOf(one), await resultOf(three)]
    expect(result.letters.filter(sure)).toEqual(expected.letters.filter(sure))
    expect(expected.letters.filter(sure).length).toBeGreaterThan(expected.letters.length / 2)
  })

  it('take every survey as far as the calm one does, but for addresses that refuse', async () => {
    const refusing = (line: string) => /undeliverable|bounce/.test(line)
    const [expected, result] = [await resultOf(one), await resultOf(three)]
    const settled = expected.surveys.filter(line => !refusing(line))
    expect(settled.filter(line => !result.surveys.includes(line))).toEqual([])
  })

  it('keep every promise to those who get the letters', () => {
    expect(findBrokenPromises(three.postbox, answeredAt, three.first.schedule)).toEqual({
      same_letter_twice: 0,
      two_letters_in_a_day: 0,
      too_close: 0,
      not_a_working_day: 0,
      after_the_answer: 0,
      over_three_letters: 0,
    })
  })
})
