import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { connect, type Database, disconnect } from '../../src/db/connect.ts'
import { databaseUrl, templateDatabase } from './database-server.ts'

export type TestDatabase = {
  db: Database
  url: string
  /** Closes the connections and removes the database. */
  drop(): Promise<void>
}

/** A database of the caller's own on that server: a copy of the template, by default the migrated one. */
export async function createDatabaseOn(
  serverUrl: string,
  template = templateDatabase,
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, admin => admin`create database ${admin(name)} template ${admin(template)}`)
  const url = databaseUrl(serverUrl, name)
  const db = connect(url)
  const drop = async () => {
    await disconnect(db)
    await onServer(serverUrl, admin => admin`drop database if exists ${admin(name)} with (force)`)
  }
  return { db, url, drop }
}

async function onServer(serverUrl: string, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
