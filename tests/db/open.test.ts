import { once } from 'node:events'
import { createServer } from 'node:net'
import { sql } from 'drizzle-orm'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import type { Cluster } from '../../src/db/embedded/cluster.ts'
import { prepareCluster } from '../../src/db/embedded/data-folder.ts'
import { startServer } from '../../src/db/embedded/server.ts'
import { openDatabase } from '../../src/db/open.ts'
import { ExpectedError } from '../../src/domain/errors.ts'
import { temporaryFolder } from '../support/data-folder.ts'
import { createTestDatabase } from '../support/database.ts'

// Whole servers are made here, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

async function open(url: string) {
  const opened = await openDatabase({ DATABASE_URL: url, DATA_DIR: 'unused' }, { purpose: 'service' })
  onTestFinished(opened.close)
  return opened
}

/** What an operator would see of a refusal. */
async function refusalOf(url: string): Promise<ExpectedError> {
  const error: unknown = await open(url).catch(reason => reason)
  if (!(error instanceof ExpectedError)) throw new Error('expected a refusal', { cause: error })
  return error
}

function changed(url: string, change: Partial<URL>): string {
  return Object.assign(new URL(url), change).href
}

test('several services may use one database server', async () => {
  const test = await createTestDatabase()
  onTestFinished(test.drop)
  const both = await Promise.all([open(test.url), open(test.url)])
  const answers = await Promise.all(both.map(({ db }) => db.execute(sql`select 1 as one`)))
  expect(answers).toEqual([[{ one: 1 }], [{ one: 1 }]])
  expect(both[0].dataFolder).toBeUndefined()
})

test.for([
  ['a wrong password', { password: 'wrong-secret' }, /password authentication failed/],
  ['an unknown user', { username: 'nobody-known' }, /password authentication failed/],
  ['a missing database', { pathname: '/missing' }, /database "missing" does not exist/],
] as const)('%s is told in the words of the server', async ([, change, reason]) => {
  const url = changed(inject('databaseServer'), change)
  const refusal = await refusalOf(url)
  expect(refusal).toMatchObject({
    code: 'database_refused',
    details: { reason: expect.stringMatching(reason) },
  })
  expect(JSON.stringify([refusal.message, refusal.details])).not.toContain(new URL(url).password)
})

test('a server that is down is named, and the password is not', async () => {
  const refusal = await refusalOf('postgres://survey:hidden-secret@127.0.0.1:1/survey')
  expect(refusal).toMatchObject({
    code: 'database_unreachable',
    details: { host: '127.0.0.1', port: '1', reason: 'ECONNREFUSED' },
  })
  expect(refusal.cause).toBeUndefined()
  expect(refusal.message).not.toContain('hidden-secret')
})

test('something that is no database, and hangs up on us, does not hold up the start', async () => {
  const other = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const refusal = await refusalOf(`postgres://survey:secret@127.0.0.1:${port}/survey`)
  expect(refusal.code).toBe('database_unreachable')
})

test('a database that is stopped for a while is in use again once it is back', async () => {
  const cluster = await makeCluster()
  const first = await startServer(cluster)
  if (!first) throw new Error('nobody else runs a server there')
  const { db } = await open(first.url)
  await db.execute(sql`create table kept as select 'here' as word`)
  await first.stop()
  await expect(db.execute(sql`select word from kept`)).rejects.toThrow()
  const second = await startServer(cluster, Number(new URL(first.url).port))
  onTestFinished(() => second?.stop())
  const words = () => db.execute(sql`select word from kept`)
  await vi.waitFor(async () => expect(await words()).toEqual([{ word: 'here' }]), 20_000)
})

test('a database that is started together with us is waited for', async () => {
  const cluster = await makeCluster()
  const first = await startServer(cluster)
  if (!first) throw new Error('nobody else runs a server there')
  await first.stop()
  const opening = open(first.url)
  const second = await startServer(cluster, Number(new URL(first.url).port))
  onTestFinished(() => second?.stop())
  const { db } = await opening
  expect(await db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

async function makeCluster(): Promise<Cluster> {
  const dataDir = await temporaryFolder()
  const cluster = await prepareCluster(dataDir, dataDir)
  return { ...cluster, durable: false }
}
