import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eq } from 'drizzle-orm'
import { expect, it, onTestFinished, vi } from 'vitest'
import { ManualClock, systemClock } from '../../src/clock.ts'
import { letters } from '../../src/db/schema.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { createTestDatabase } from '../support/database.ts'
import { makePlacement } from '../support/factories.ts'
import { startFaultySmtp } from '../support/faulty-smtp.ts'
import { startInstance } from '../support/instance.ts'
import { killHard } from '../support/service-process.ts'
import { swedish } from '../support/swedish.ts'

const program = fileURLToPath(new URL('../support/service.ts', import.meta.url))
const morning = swedish('2026-03-02T09:00')
const letterCount = 60

type Role = 'web' | 'worker'

it('one process with the pages and two workers send each letter once, also when a worker dies', async () => {
  const database = await createTestDatabase()
  const random = createRandom(2011)
  const smtp = await startFaultySmtp({ now: systemClock.now, slowestMilliseconds: 100, random })
  const smtpUrl = `smtp://127.0.0.1:${smtp.port}`
  const clock = new ManualClock(swedish('2026-02-20T12:00'))
  const onlooker = await startInstance({ databaseUrl: database.url, smtpUrl, clock })
  for (let letter = 0; letter < letterCount; letter += 1) await makePlacement(onlooker)
  const ahead = systemClock.now().until(morning).toString()
  const children: ChildProcess[] = []
  onTestFinished(async () => {
    for (const child of children) await killHard(child)
    await onlooker.stop()
    await smtp.stop()
    await database.drop()
  })

  async function start(role: Role) {
    const child = spawn(process.execPath, [program, database.url, smtpUrl, ahead, role], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const [address] = await once(child.stdout, 'data')
    return { child, url: String(address).trim() }
  }
  const web = await start('web')
  const [doomed, spared] = await Promise.all([start('worker'), start('worker')])
  await vi.waitUntil(() => smtp.taken.length > 0, { timeout: 60_000, interval: 5 })
  await killHard(doomed.child)
  expect((await fetch(`${web.url}/sign-in`)).status).toBe(200)
  expect((await fetch(`${spared.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${spared.url}/sign-in`)).status).toBe(404)
  const waiting = () => onlooker.db.$count(letters, eq(letters.state, 'queued'))
  await vi.waitUntil(async () => (await waiting()) === 0, { timeout: 150_000, interval: 200 })

  const taken = smtp.taken.map(({ messageId }) => messageId)
  expect(taken).toHaveLength(new Set(taken).size)
  const rows = await onlooker.db.select().from(letters)
  expect(rows).toHaveLength(letterCount)
  const missing = rows.filter(({ messageId }) => !taken.includes(messageId))
  // Those that the dead worker was at; in a quarter of an hour the other one will say so.
  expect(missing.filter(({ state }) => state !== 'sending')).toEqual([])
  expect(missing.length).toBeLessThanOrEqual(5)
}, 300_000)
