import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { retryingDeadlock } from '../../src/db/deadlock.ts'
import { units } from '../../src/db/staff-schema.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await database.db.insert(units).values([{ name: 'Norr' }, { name: 'Söder' }])
})
afterAll(() => database.drop())

/** Locks one unit, waits until the other writer has locked its own, and then wants that one too. */
function writer(first: string, second: string, met: () => Promise<void>) {
  return retryingDeadlock(() =>
    database.db.transaction(async tx => {
      await tx.update(units).set({ phone: first }).where(eq(units.name, first))
      await met()
      await tx.update(units).set({ phone: first }).where(eq(units.name, second))
    }),
  )
}

test('of two writers who wait for each other, the one whom the database ends does its work again', async () => {
  const both = Promise.withResolvers<void>()
  let arrived = 0
  const met = async () => {
    arrived += 1
    if (arrived === 2) both.resolve()
    await both.promise
  }
  await Promise.all([writer('Norr', 'Söder', met), writer('Söder', 'Norr', met)])
  expect(arrived).toBe(3)
  const phones = await database.db.select({ phone: units.phone }).from(units)
  expect(new Set(phones.map(({ phone }) => phone)).size).toBe(1)
})

test('any other fault is thrown at once', async () => {
  let tries = 0
  const work = async () => {
    tries += 1
    await database.db.execute(sql`select * from nowhere`)
  }
  await expect(retryingDeadlock(work)).rejects.toThrow()
  expect(tries).toBe(1)
})
