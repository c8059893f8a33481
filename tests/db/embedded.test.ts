import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import { openFolder, serverPid, temporaryFolder } from '../support/data-folder.ts'
import { processesWith, watchersOf } from '../support/service-process.ts'

// Whole servers are made here, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

test('the first start makes a durable database that sorts in Swedish, and closing leaves no process', async () => {
  const dataDir = await temporaryFolder()
  const { db, dataFolder, close } = await openFolder(dataDir)
  const [row] = await db.execute(sql`
    select string_agg(name, '' order by name) as sorted,
      string_agg(name, '' order by name collate "sv-SE-x-icu") as explicitly,
      current_setting('fsync') as fsync, current_setting('server_encoding') as encoding
    from (values ('ö'), ('z'), ('å'), ('a'), ('ä')) as letters (name)`)
  const pid = await serverPid(dataDir)
  expect(row).toEqual({ sorted: 'azåäö', explicitly: 'azåäö', fsync: 'on', encoding: 'UTF8' })
  expect(dataFolder).toBe(join(dataDir, 'postgres'))
  expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600)
  expect(watchersOf(pid)).toHaveLength(1)
  await close()
  await close()
  expect(processesWith(dataDir)).toEqual([])
  await vi.waitFor(() => expect(watchersOf(pid)).toEqual([]))
})

test('the data are there at the next start', async () => {
  const dataDir = await temporaryFolder()
  const first = await openFolder(dataDir)
  await first.db.execute(sql`create table kept as select 'here' as word`)
  await first.close()
  const second = await openFolder(dataDir)
  expect(await second.db.execute(sql`select word from kept`)).toEqual([{ word: 'here' }])
})

test('a second service on the folder is refused, and the first goes on', async () => {
  const dataDir = await temporaryFolder()
  const { db } = await openFolder(dataDir)
  await expect(openFolder(dataDir)).rejects.toMatchObject({
    code: 'data_dir_in_use',
    details: { dir: dataDir },
  })
  expect(await db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('of two services that start at once on an empty folder, one gets it', async () => {
  const dataDir = await temporaryFolder()
  const both = await Promise.allSettled([openFolder(dataDir), openFolder(dataDir)])
  const refused = both.filter(result => result.status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'data_dir_in_use' } }])
})

test('commands beside a service use its server and leave it running', async () => {
  const dataDir = await temporaryFolder()
  const service = await openFolder(dataDir)
  const commands = await Promise.all([openFolder(dataDir, 'command'), openFolder(dataDir, 'command')])
  expect(commands.map(command => command.url)).toEqual([service.url, service.url])
  await Promise.all(commands.map(command => command.close()))
  expect(await service.db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('a command alone starts the server and stops it, after those who borrow it', async () => {
  const dataDir = await temporaryFolder()
  const owner = await openFolder(dataDir, 'command')
  const borrower = await openFolder(dataDir, 'command')
  const ended: string[] = []
  const ownerEnds = owner.close().then(() => ended.push('owner'))
  await sleep(300)
  expect(await borrower.db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
  await borrower.close().then(() => ended.push('borrower'))
  await ownerEnds
  expect(ended).toEqual(['borrower', 'owner'])
  expect(processesWith(dataDir)).toEqual([])
})

test('a throw-away server leaves neither process nor file', async () => {
  const temporary = await temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { stop } = await startThrowawayServer()
  expect(processesWith(`-D ${temporary}`)).toHaveLength(1)
  await stop()
  expect(processesWith(temporary)).toEqual([])
  expect(await readdir(temporary)).toEqual([])
})
