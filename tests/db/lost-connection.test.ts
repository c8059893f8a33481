import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { locks, withLock } from '../../src/db/locks.ts'
import { isConnectionLost } from '../../src/db/lost-connection.ts'
import { createTestDatabase } from '../support/database.ts'

const program = fileURLToPath(new URL('../support/lose-connections.ts', import.meta.url))

it.each(['transactions', 'statements', 'session'])(
  'a process with %s under way outlives a database that ends its connections, and goes on',
  { timeout: 60_000 },
  async kind => {
    const database = await createTestDatabase()
    const child = spawn(process.execPath, [program, database.url, kind], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = await once(child, 'exit')
    expect([code, ...(await said)]).toEqual([0, 'went on\n', ''])
    await database.drop()
  },
)

it.each([
  [Object.assign(new Error('ended'), { code: 'CONNECTION_CLOSED' }), true],
  [new Error('query failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }), true],
  [Object.assign(new Error('duplicate'), { code: '23505' }), false],
  [new Error('something else'), false],
  ['no error at all', false],
])('tells a lost connection from another fault: %s', (error, expected) => {
  expect(isConnectionLost(error)).toBe(expected)
})

it('gives a lock to one at a time, in one process too', async () => {
  const { db, drop } = await createTestDatabase()
  const inside = Promise.withResolvers<void>()
  const first = withLock(db, locks.returnMailbox, () => inside.promise.then(() => 'first'))
  expect(await withLock(db, locks.returnMailbox, async () => 'second')).toBeNull()
  inside.resolve()
  expect(await first).toBe('first')
  expect(await withLock(db, locks.returnMailbox, async () => 'third')).toBe('third')
  await drop()
})
