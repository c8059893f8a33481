import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/clock.ts'
import { letters } from '../../src/db/schema.ts'
import { deliverLetter } from '../../src/flow/deliver-letter.ts'
import { deliveries } from '../../src/flow/deliveries.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { startSink } from '../../src/simulation/sink.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { createTestDatabase } from '../support/database.ts'
import { makePlacement } from '../support/factories.ts'
import { startInstance } from '../support/instance.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext | undefined
afterEach(async () => {
  await context?.close()
  context = undefined
})

async function withLimits(settings: Record<string, string>) {
  context = await createTestContext({ now: '2026-02-20T12:00', settings })
  return context
}

async function inviteAt(place: Parameters<typeof makePlacement>[0], domain: string, count: number) {
  for (let letter = 0; letter < count; letter += 1)
    await makePlacement(place, { contact: { email: `kontakt-${letter}@${domain}` } })
}

/** How many letters have come by then, to each domain. */
function arrivedAt({ inbox }: TestContext) {
  const domains = inbox.map(({ to }) => [to].flat()[0]?.value[0]?.address?.split('@')[1])
  return Object.fromEntries(
    Map.groupBy(domains, domain => domain ?? '')
      .entries()
      .map(([name, all]) => [name, all.length]),
  )
}

describe('a limit of letters in a minute', () => {
  it.each([
    [
      'in all',
      { LETTERS_PER_MINUTE: '4' },
      [{ 'a.example': 4 }, { 'a.example': 6, 'b.example': 2 }, { 'a.example': 6, 'b.example': 6 }],
    ],
    [
      'to a domain',
      { LETTERS_PER_MINUTE_TO_DOMAIN: '4' },
      [
        { 'a.example': 4, 'b.example': 4 },
        { 'a.example': 6, 'b.example': 6 },
      ],
    ],
    [
      'in all and to a domain',
      { LETTERS_PER_MINUTE: '5', LETTERS_PER_MINUTE_TO_DOMAIN: '3' },
      [
        { 'a.example': 3, 'b.example': 2 },
        { 'a.example': 6, 'b.example': 4 },
        { 'a.example': 6, 'b.example': 6 },
      ],
    ],
    ['none', {}, [{ 'a.example': 6, 'b.example': 6 }]],
  ])('%s holds back what is over it for the next minutes, the oldest first', async (_, settings, minutes) => {
    const limited = await withLimits(settings as Record<string, string>)
    await inviteAt(limited, 'a.example', 6)
    await inviteAt(limited, 'b.example', 6)
    for (const [minute, expected] of minutes.entries()) {
      await limited.tickAt(`2026-03-02T09:0${minute}`)
      // A second tick in the same minute changes nothing.
      await limited.tickAt(`2026-03-02T09:0${minute}:30`)
      expect(arrivedAt(limited)).toEqual(expected)
    }
  })

  it('counts addresses alike that differ in the case of their domain', async () => {
    const limited = await withLimits({ LETTERS_PER_MINUTE_TO_DOMAIN: '2' })
    for (const email of ['a@Bageriet.example', 'b@BAGERIET.example', 'c@bageriet.example'])
      await makePlacement(limited, { contact: { email } })
    await limited.tickAt('2026-03-02T09:00')
    expect(limited.inbox).toHaveLength(2)
  })

  it('holds when several instances deliver at once, in every minute', async () => {
    const { url, drop } = await createTestDatabase()
    let taken = 0
    const sink = await startSink({
      onMessage: async () => {
        taken += 1
      },
      refuses: () => false,
    })
    const settings = { LETTERS_PER_MINUTE: '20', LETTERS_PER_MINUTE_TO_DOMAIN: '15' }
    const clock = new ManualClock(swedish('2026-02-20T12:00'))
    const start = () => startInstance({ databaseUrl: url, smtpUrl: sink.url, clock, settings })
    const instances = [await start(), await start(), await start()] as const
    await inviteAt(instances[0], 'a.example', 24)
    await inviteAt(instances[0], 'b.example', 24)
    const counts: number[] = []
    for (const minute of [0, 1, 2]) {
      clock.set(swedish(`2026-03-02T09:0${minute}`))
      await Promise.all(instances.map(instance => runDue(instance, clock.now())))
      await Promise.all(instances.map(instance => instance.jobs.drain(deliveries(instance))))
      counts.push(taken)
    }
    expect(counts).toEqual([20, 40, 48])
    for (const instance of instances) await instance.stop()
    await sink.close()
    await drop()
  })

  it('is a promise even where the same letters are asked for by all of them', async () => {
    const limited = await withLimits({ LETTERS_PER_MINUTE: '5' })
    await inviteAt(limited, 'a.example', 12)
    await limited.queueAt('2026-03-02T09:00')
    const rows = await limited.db.select({ id: letters.id }).from(letters)
    await Promise.all([...rows, ...rows, ...rows].map(({ id }) => deliverLetter(limited, id)))
    expect(limited.inbox.length).toBeGreaterThan(0)
    expect(limited.inbox.length).toBeLessThanOrEqual(5)
  })
})
