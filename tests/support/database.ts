import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { connect, type Database, disconnect } from '../../src/db/connect.ts'
import { databaseUrl, templateDatabase } from './database-server.ts'

export type TestDatabase = {
  db: Database
  url: string
  /** Closes the connections and removes the database. */
  drop(): Promise<void>
}

/**
 * A migrated, empty database of the caller's own, as a rule made once in `beforeAll` and dropped in `afterAll`.
 * @param template the database to copy; by default the migrated one
 */
export async function createTestDatabase(template = templateDatabase): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(admin => admin`create database ${admin(name)} template ${admin(template)}`)
  const url = databaseUrl(inject('databaseServer'), name)
  const db = connect(url)
  const drop = async () => {
    await disconnect(db)
    await onServer(admin => admin`drop database if exists ${admin(name)} with (force)`)
  }
  return { db, url, drop }
}

async function onServer(work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(inject('databaseServer'), { max: 1, onnotice: () => {} })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
