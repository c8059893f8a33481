import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { openFolder, temporaryFolder } from '../support/data-folder.ts'
import { processesWith } from '../support/service-process.ts'

// Whole servers are made here, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

test('a folder that cannot be made is refused', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(openFolder(join(folder, 'file', 'data'))).rejects.toMatchObject({
    code: 'data_dir_not_writable',
    details: { dir: join(folder, 'file', 'data'), reason: 'ENOTDIR' },
  })
})

test('data of another PostgreSQL version are refused', async () => {
  const dataDir = await temporaryFolder()
  await openFolder(dataDir).then(opened => opened.close())
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
  await expect(openFolder(dataDir)).rejects.toMatchObject({
    code: 'data_dir_version',
    details: { found: '17', expected: '18' },
  })
})

test('data whose password is gone are refused, and nothing is made anew', async () => {
  const dataDir = await temporaryFolder()
  await openFolder(dataDir).then(opened => opened.close())
  await rm(join(dataDir, 'postgres.password'))
  await expect(openFolder(dataDir)).rejects.toMatchObject({ code: 'data_dir_password_missing' })
  await writeFile(join(dataDir, 'postgres.password'), 'another\n', { mode: 0o600 })
  await expect(openFolder(dataDir)).rejects.toMatchObject({ code: 'database_refused' })
  expect(processesWith(dataDir)).toEqual([])
})

test('a link to data that are gone, and a folder that holds something else, are refused', async () => {
  const dataDir = await temporaryFolder()
  await symlink(join(dataDir, 'gone'), join(dataDir, 'postgres'))
  await expect(openFolder(dataDir)).rejects.toMatchObject({
    code: 'data_dir_broken',
    details: { dir: join(dataDir, 'gone') },
  })
  const other = await temporaryFolder()
  await mkdir(join(other, 'postgres'))
  await writeFile(join(other, 'postgres', 'notes.txt'), '')
  await expect(openFolder(other)).rejects.toMatchObject({ code: 'data_dir_broken' })
})

test('a server that cannot start names the file that says why', async () => {
  const dataDir = await temporaryFolder()
  await openFolder(dataDir).then(opened => opened.close())
  await rename(join(dataDir, 'postgres', 'global'), join(dataDir, 'postgres', 'elsewhere'))
  await expect(openFolder(dataDir)).rejects.toMatchObject({
    code: 'database_not_started',
    details: { log: join(dataDir, 'postgres.log') },
  })
})

test('after a crash, a number that now belongs to another program does not keep the server from starting', async () => {
  const dataDir = await temporaryFolder()
  await openFolder(dataDir).then(opened => opened.close())
  await writeFile(
    join(dataDir, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${dataDir}\n0\n5432\n\n\n\nready\n`,
  )
  const { db } = await openFolder(dataDir)
  expect(await db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('what a start that was killed half-way has left is cleared away', async () => {
  const dataDir = await temporaryFolder()
  // No system gives out numbers that high.
  await mkdir(join(dataDir, 'postgres.new-4194305-abc', 'data'), { recursive: true })
  await mkdir(join(dataDir, 'postgres.new-1-abc'))
  const { close } = await openFolder(dataDir, 'service', await temporaryFolder())
  await close()
  const expected = ['postgres', 'postgres.log', 'postgres.new-1-abc', 'postgres.password']
  expect((await readdir(dataDir)).sort()).toEqual(expected)
})
