import { sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHealthApp } from '../../src/app.ts'
import { connect, disconnect } from '../../src/db/connect.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { startFreezer } from '../support/frozen-database.ts'
import { createStaffSite } from '../support/staff.ts'

let context: TestContext
let database: TestDatabase

beforeAll(async () => {
  context = await createTestContext()
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  await context.close()
})

describe.each([
  ['the service', () => createStaffSite(context).app],
  ['a process without pages', () => createHealthApp(context)],
])('%s', (_name, createApp) => {
  test('says that it answers, and that it can work', async () => {
    const agent = supertest(createApp())
    const health = await agent.get('/healthz').expect(200)
    expect(health.body).toEqual({ status: 'ok' })
    expect(health.headers['cache-control']).toBe('no-store')
    const readiness = await agent.get('/readyz').expect(200)
    expect(readiness.body).toEqual({ status: 'ready' })
    expect(readiness.headers['cache-control']).toBe('no-store')
    await agent.get('/metrics').expect(200)
  })
})

test('a process without pages serves nothing else, and shows nothing of a fault', async () => {
  const agent = supertest(createHealthApp(context))
  for (const path of ['/', '/sign-in', '/placements', '/s/link', '/assets/staff.css', '/healthz/x']) {
    expect((await agent.get(path).expect(404)).text).toBe('Not found\n')
  }
  await agent.post('/healthz').expect(404)
  expect((await agent.get('/%E0%A4%A')).text).not.toMatch(/at |node_modules/)
})

describe('a service that can not work says which part is missing, and nothing more', () => {
  const askedAt = (db: TestDatabase['db']) => supertest(createHealthApp({ ...context, db })).get('/readyz')

  test('a database that is not there', async () => {
    const db = connect('postgres://survey:hemligt@127.0.0.1:1/none')
    const { body } = await askedAt(db).expect(503)
    expect(body).toEqual({ status: 'not ready', missing: 'database' })
    await disconnect(db)
  })

  test('a database that hangs, which is told in time; once it answers again, all is well', async () => {
    const way = await startFreezer(database.url)
    const db = connect(way.url)
    await askedAt(db).expect(200)
    way.freeze()
    const { body } = await askedAt(db).timeout(8_000).expect(503)
    expect(body).toEqual({ status: 'not ready', missing: 'database' })
    way.thaw()
    await askedAt(db).timeout(8_000).expect(200)
    await disconnect(db)
    await way.stop()
  })

  test('tables of an earlier version, or none', async () => {
    const { db } = database
    const newest = sql`select max(created_at) from drizzle.__drizzle_migrations`
    await db.execute(sql`delete from drizzle.__drizzle_migrations where created_at = (${newest})`)
    expect((await askedAt(db).expect(503)).body).toEqual({ status: 'not ready', missing: 'migrations' })
    await db.execute(sql`delete from drizzle.__drizzle_migrations`)
    expect((await askedAt(db).expect(503)).body).toEqual({ status: 'not ready', missing: 'migrations' })
    await db.execute(sql`drop schema drizzle cascade`)
    expect((await askedAt(db).expect(503)).body).toEqual({ status: 'not ready', missing: 'migrations' })
  })

  test('tables of a later version are no hindrance: that one is about to take over', async () => {
    await context.db.transaction(async tx => {
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9e12)`,
      )
    })
    await askedAt(context.db).expect(200)
  })
})
