import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ManualClock, systemClock } from '../../src/clock.ts'
import { claimLetter } from '../../src/db/letter-claim.ts'
import { events, letters, surveys } from '../../src/db/schema.ts'
import type { LetterState } from '../../src/domain/codes.ts'
import { recoverLetters } from '../../src/flow/recover-letters.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { makePlacement, movePlacement } from '../support/factories.ts'
import { type Instance, startInstance } from '../support/instance.ts'
import { lettersOf } from '../support/records.ts'
import { killAtSomeMoment, prepareSenders, type Sender, type Senders } from '../support/senders.ts'
import { type SlowSmtp, startSlowSmtp } from '../support/slow-smtp.ts'
import { swedish } from '../support/swedish.ts'

const letterCount = 200
const killCount = 20
const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31))

describe(`the service, killed ${killCount} times while it sends ${letterCount} letters (KILL_SEED=${seed})`, () => {
  const random = createRandom(seed)
  const morning = swedish('2026-03-02T09:00')
  let senders: Senders
  let database: TestDatabase
  let smtp: SlowSmtp
  /** Looks on, and tidies up in the end. */
  let instance: Instance<ManualClock>
  let ahead: Temporal.Duration
  let leftAfterLastKill: number

  beforeAll(async () => {
    database = await createTestDatabase()
    smtp = await startSlowSmtp(random)
    const clock = new ManualClock(swedish('2026-02-20T12:00'))
    instance = await startInstance({ databaseUrl: database.url, smtpUrl: smtp.url, clock })
    await Promise.all(Array.from({ length: letterCount }, () => makePlacement(instance)))
    ahead = systemClock.now().until(morning)
    senders = prepareSenders(database.url, smtp.url, ahead)
    for (let kill = 0; kill < killCount; kill += 1) {
      await killAtSomeMoment(senders.start(), smtp, random)
    }
    leftAfterLastKill = await lettersIn('queued')
    await finishInPeace(senders.start())
    await recoverLetters(instance, systemClock.now().add(ahead).add({ minutes: 20 }))
  }, 300_000)

  afterAll(async () => {
    await senders.end()
    await instance.stop()
    await smtp.stop()
    await database.drop()
  })

  /** It has a minute: a quarter of an hour later the queue itself would let go of the jobs that the dead held. */
  async function finishInPeace(sender: Sender) {
    await vi.waitUntil(async () => (await lettersIn('queued')) === 0, { timeout: 60_000, interval: 100 })
    sender.kill('SIGTERM')
    await once(sender, 'exit')
  }

  async function lettersIn(state: LetterState) {
    return instance.db.$count(letters, eq(letters.state, state))
  }

  it('was killed with letters waiting, each time', () => {
    expect(leftAfterLastKill).toBeGreaterThan(0)
    expect(leftAfterLastKill).toBeLessThan(letterCount)
  })

  it('has sent every letter, but for those caught between, which are unconfirmed', async () => {
    const [sent, unconfirmed] = [await lettersIn('sent'), await lettersIn('unconfirmed')]
    expect(sent + unconfirmed).toBe(letterCount)
    expect(await instance.db.$count(letters)).toBe(letterCount)
    expect(unconfirmed).toBeGreaterThan(0)
    expect(unconfirmed).toBeLessThanOrEqual(killCount * 5)
  })

  it('has sent none twice, none that is not there, and lost none', async () => {
    const taken = new Set(smtp.taken)
    expect(smtp.taken).toHaveLength(taken.size)
    const rows = await instance.db.select().from(letters)
    const missing = rows.filter(({ messageId }) => !taken.delete(messageId))
    expect([...taken]).toEqual([])
    expect(missing.filter(({ state }) => state !== 'unconfirmed')).toEqual([])
    expect(smtp.taken.length + missing.length).toBe(letterCount)
  })

  it('has taken the next step of each survey, and told of it, once', async () => {
    const rows = await instance.db.select().from(surveys)
    expect(rows.map(({ lettersSent }) => lettersSent)).toEqual(Array(letterCount).fill(1))
    const told = await instance.db.select().from(events)
    expect(told.filter(({ letterId }) => letterId !== null)).toHaveLength(letterCount)
  })
})

describe('a worker that died', () => {
  let context: TestContext
  beforeEach(async () => {
    context = await createTestContext({ now: '2026-02-20T12:00' })
  })
  afterEach(() => context.close())

  it('does not keep the letters back whose jobs it held: the next tick asks again', async () => {
    await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    const taken = Promise.withResolvers<void>()
    const hold = () => {
      taken.resolve()
      return new Promise<void>(() => undefined)
    }
    void context.jobs.drain({ letter: hold })
    await taken.promise
    await context.deliverAll()
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-02T09:01')
    expect(context.inbox).toHaveLength(1)
  })

  it('leaves a letter cancelled that had nothing to say any longer', async () => {
    const { placementId, contactId } = await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    await movePlacement(context, placementId, { endedOn: null, endReason: null })
    await context.jobs.drain({
      letter: async id => void (await claimLetter(context.db, id, context.clock.now())),
    })
    await context.tickAt('2026-03-02T09:16')
    expect((await lettersOf(context, contactId)).map(({ state }) => state)).toEqual(['cancelled'])
  })
})
