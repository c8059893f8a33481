import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createAuth } from '../src/auth.ts'
import { systemClock } from '../src/clock.ts'
import { parseConfig } from '../src/config.ts'
import { createContext } from '../src/context.ts'
import { connect, disconnect } from '../src/db/connect.ts'
import { readDuties } from '../src/db/duties.ts'
import { createMailer } from '../src/mail/transport.ts'
import { startService } from '../src/run-service.ts'
import { temporaryFolder } from './support/data-folder.ts'
import { createTestDatabase } from './support/database.ts'

async function freePort(): Promise<number> {
  const server = await occupy(0)
  const port = portOf(server)
  await release(server)
  return port
}

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function release(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** A service that is not started yet, on two free ports, with the database of that address. */
async function createService(databaseUrl: string, settings: Record<string, string> = {}) {
  const ports = { PORT: String(await freePort()), MAILBOX_PORT: String(await freePort()) }
  const parsed = parseConfig({
    ...ports,
    DATA_DIR: await temporaryFolder(),
    LOG_LEVEL: 'silent',
    ...settings,
  })
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  const { config } = parsed
  const log = pino({ level: 'silent' })
  const db = connect(databaseUrl)
  onTestFinished(() => disconnect(db))
  const secrets = ['a secret for tests that is long enough'] as const
  const mailer = createMailer(config, log)
  const context = createContext({ config, secrets, db, mailer, clock: systemClock, log })
  return { config, db, start: () => startService(context, createAuth(context)) }
}

async function database() {
  const created = await createTestDatabase()
  onTestFinished(created.drop)
  return created
}

test('a service serves its pages and its mailbox, and leaves both ports free when it has stopped', async () => {
  const { config, start } = await createService((await database()).url)
  const service = await start()
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200)
  expect((await fetch(service.mailboxUrl ?? '')).status).toBe(200)
  await service.stop()
  await release(await occupy(config.PORT))
  await release(await occupy(config.MAILBOX_PORT))
})

test.each(['PORT', 'MAILBOX_PORT'] as const)(
  'a %s in use is named, and nothing is left running',
  async name => {
    const { config, start } = await createService((await database()).url)
    const other = await occupy(config[name])
    await expect(start()).rejects.toMatchObject({ code: 'port_in_use', details: { port: config[name] } })
    await release(other)
    await release(await occupy(config.PORT))
  },
)

test('a database user who may not use the queue stops the start, and nothing is left running', async () => {
  const { db, url } = await database()
  await db.execute(sql`create role clerk login password 'clerk'`)
  onTestFinished(async () => void (await db.execute(sql`drop role clerk`)))
  const limited = Object.assign(new URL(url), { username: 'clerk', password: 'clerk' }).href
  const { config, start } = await createService(limited)
  await expect(start()).rejects.toThrow(/permission denied/)
  await release(await occupy(config.PORT))
  await release(await occupy(config.MAILBOX_PORT))
})

/** Whether the service has ticked: it does so as it starts. */
async function ticks({ db }: Awaited<ReturnType<typeof createService>>): Promise<boolean> {
  return (await readDuties(db)).tick !== undefined
}

test('a web process serves the pages and leaves the ticks to others', async () => {
  const { url } = await database()
  const created = await createService(url, { ROLE: 'web', DATABASE_URL: url })
  const service = await created.start()
  expect((await fetch(`${service.url}/sign-in`)).status).toBe(200)
  expect((await fetch(service.mailboxUrl ?? '')).status).toBe(200)
  await service.stop()
  expect(await ticks(created)).toBe(false)
})

test('a worker ticks, and serves only what machines ask', async () => {
  const { url } = await database()
  const created = await createService(url, { ROLE: 'worker', DATABASE_URL: url })
  const service = await created.start()
  await vi.waitUntil(() => ticks(created), { timeout: 10_000 })
  for (const [path, status] of [
    ['/healthz', 200],
    ['/readyz', 200],
    ['/metrics', 200],
    ['/sign-in', 404],
    ['/s/anything', 404],
  ] as const)
    expect([path, (await fetch(`${service.url}${path}`)).status]).toEqual([path, status])
  expect(service.mailboxUrl).toBeNull()
  await service.stop()
})

test.each(['web', 'worker'])('a %s process alone needs a database that others can share', async role => {
  const { url } = await database()
  const { config, start } = await createService(url, { ROLE: role })
  await expect(start()).rejects.toMatchObject({ code: 'role_needs_database', details: { role } })
  await release(await occupy(config.PORT))
})
