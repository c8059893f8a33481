import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, disconnect } from '../../src/db/connect.ts'
import { migrate, missingExtension } from '../../src/db/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('migrations', () => {
  let empty: TestDatabase
  beforeAll(async () => {
    empty = await createTestDatabase('template0')
  })
  afterAll(() => empty.drop())

  test('two instances that start at once on an empty database make every table once', async () => {
    const other = connect(empty.url)
    await Promise.all([migrate(empty.db), migrate(other)])
    await disconnect(other)
    const tables = await empty.db.execute(
      sql`select table_name from information_schema.tables where table_schema = 'public' order by table_name`,
    )
    const applied = await empty.db.execute(
      sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
    )
    expect(tables.map(row => row.table_name)).toEqual(expect.arrayContaining(['answers', 'surveys', 'units']))
    const migrations = globSync('*.sql', { cwd: fileURLToPath(new URL('../../drizzle', import.meta.url)) })
    expect(applied[0]?.count).toBe(migrations.length)
  })

  test('a server without the search extension is told apart from every other fault', async () => {
    const absent = await empty.db.execute(sql`create extension not_installed`).catch(error => error)
    expect(missingExtension(absent)).toMatchObject({
      code: 'database_extension',
      details: { reason: expect.stringContaining('not_installed') },
    })
    const other = await empty.db.execute(sql`select * from nowhere`).catch(error => error)
    expect(missingExtension(other)).toBeUndefined()
  })
})
