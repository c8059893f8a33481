import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { openFolder, serverPid, temporaryFolder } from '../support/data-folder.ts'
import {
  killHard,
  processesWith,
  spawnServiceProcess,
  startServiceProcess,
  watchersOf,
} from '../support/service-process.ts'

// Whole servers are made, killed and recovered here, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

test('after a kill -9 the server ends by itself, and a start at once waits for it', async () => {
  const dataDir = await temporaryFolder()
  for (let round = 1; round <= 2; round += 1) {
    const { child } = await startServiceProcess({ dataDir, shelter: dataDir })
    const oldServer = await serverPid(dataDir)
    await killHard(child)
    const next = await openFolder(dataDir)
    expect(await serverPid(dataDir)).not.toBe(oldServer)
    await next.close()
  }
  expect(processesWith(dataDir)).toEqual([])
})

test('after a kill -9 without a restart, nothing is left running', async () => {
  const dataDir = await temporaryFolder()
  const { child } = await startServiceProcess({ dataDir, shelter: dataDir })
  await killHard(child)
  await vi.waitFor(() => expect(processesWith(dataDir)).toEqual([]), 10_000)
})

test('a server that has lost its owner and its watch is taken over, watched again, and stopped in the end', async () => {
  const dataDir = await temporaryFolder()
  const { child, url } = await startServiceProcess({ dataDir, shelter: dataDir })
  const orphan = await serverPid(dataDir)
  for (const watcher of watchersOf(orphan)) process.kill(watcher, 'SIGKILL')
  await killHard(child)
  const heir = await openFolder(dataDir)
  expect(heir.url).toBe(url)
  expect(watchersOf(orphan)).toHaveLength(1)
  await expect(openFolder(dataDir)).rejects.toMatchObject({ code: 'data_dir_in_use' })
  await heir.close()
  expect(processesWith(dataDir)).toEqual([])
})

test('a crashed server is started again at the same address, and still belongs to the same service', async () => {
  const dataDir = await temporaryFolder()
  const { db } = await openFolder(dataDir)
  await db.execute(sql`create table kept as select 'here' as word`)
  const crashed = await serverPid(dataDir)
  process.kill(crashed, 'SIGKILL')
  await vi.waitFor(async () => expect(await serverPid(dataDir)).not.toBe(crashed), 20_000)
  const words = () => db.execute(sql`select word from kept`)
  await vi.waitFor(async () => expect(await words()).toEqual([{ word: 'here' }]), 20_000)
  await expect(openFolder(dataDir)).rejects.toMatchObject({ code: 'data_dir_in_use' })
})

test('a start that is killed while it makes the database leaves a folder that starts', async () => {
  const dataDir = await temporaryFolder()
  const child = spawnServiceProcess({ dataDir, shelter: dataDir })
  await vi.waitFor(async () => expect((await readdir(dataDir)).join()).toContain('postgres.new-'), {
    timeout: 20_000,
    interval: 5,
  })
  await killHard(child)
  const { db } = await openFolder(dataDir)
  expect(await db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('a program that ends without closing is not held up, and takes the server along', async () => {
  const dataDir = await temporaryFolder()
  const { child } = await startServiceProcess({ dataDir, shelter: dataDir })
  child.kill('SIGTERM')
  await once(child, 'exit')
  await vi.waitFor(() => expect(processesWith(dataDir)).toEqual([]), 10_000)
})

test('a throw-away server of a killed program is removed with its files', async () => {
  const temporary = await temporaryFolder()
  const source = new URL('../../src/db/embedded/throwaway.ts', import.meta.url)
  const program = `import { startThrowawayServer } from '${source}'
    await startThrowawayServer().then(() => setInterval(() => process.stdout.write('.'), 100))`
  const env = { ...process.env, TMPDIR: temporary }
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env })
  await once(child.stdout, 'data')
  expect(processesWith(`-D ${temporary}`)).toHaveLength(1)
  await killHard(child)
  await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), 20_000)
  expect(processesWith(temporary)).toEqual([])
})
