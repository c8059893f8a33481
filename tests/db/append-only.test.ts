import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('an event cannot be changed or removed', async () => {
  const { db } = database
  await db.execute(sql`insert into events (at, actor, kind) values (now(), 'system', 'imported')`)
  const refused = { cause: { message: 'events is append-only' } }
  await expect(db.execute(sql`update events set actor = 'somebody'`)).rejects.toMatchObject(refused)
  await expect(db.execute(sql`delete from events`)).rejects.toMatchObject(refused)
  expect(await db.execute(sql`select actor from events`)).toEqual([{ actor: 'system' }])
})

test.for(['update answers set version = 2', 'delete from answers'])('answers refuse: %s', async statement => {
  const refused = { cause: { message: 'answers is append-only' } }
  await expect(database.db.execute(sql.raw(statement))).rejects.toMatchObject(refused)
})
