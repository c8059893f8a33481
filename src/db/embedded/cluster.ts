import { appendFile, chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ExpectedError } from '../../domain/errors.ts'
import { runAs } from './account.ts'
import type { Installation } from './installation.ts'
import { isAlive } from './process.ts'

/** A folder with a PostgreSQL server's data (PostgreSQL calls it a cluster), and what is needed to run it. */
export type Cluster = {
  /** The real folder, no link. */
  folder: string
  /** Where the server's own messages go. */
  logFile: string
  password: string
  installation: Installation
  /** False for a throw-away server: it never waits for the disk, and would not survive a power cut. */
  durable: boolean
  /** A folder to remove should this process end without stopping the server; of a throw-away one only. */
  discard?: string
}

/** The only database user; the service has the server for itself. */
const databaseUser = 'survey'

/** The address of the cluster's database while its server listens on that port. */
export function clusterUrl(cluster: Cluster, port: number): string {
  return `postgres://${databaseUser}:${cluster.password}@127.0.0.1:${port}/postgres`
}

/**
 * Makes a new cluster. It appears under its name only when it is complete: a start that is killed half-way leaves
 * a folder aside, which the next one clears away.
 * @returns false when another start had made it first
 * @throws ExpectedError database_not_started
 */
export async function createCluster(cluster: Cluster): Promise<boolean> {
  const { folder, installation } = cluster
  await clearAbandoned(folder)
  const staging = await mkdtemp(`${folder}.new-${process.pid}-`)
  try {
    await giveAway(staging, installation)
    await initialise(staging, cluster)
    return await takePlace(join(staging, 'data'), folder)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Makes a folder or file the server account's own. */
async function giveAway(path: string, { account }: Installation): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}

async function clearAbandoned(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const prefix = `${basename(folder)}.new-`
  for (const name of await readdir(dirname(folder))) {
    const maker = Number(name.slice(prefix.length).split('-')[0])
    if (!name.startsWith(prefix) || isAlive(maker)) continue
    // Its initdb may be writing still; then the next start clears it away.
    await rm(join(dirname(folder), name), { recursive: true, force: true }).catch(() => {})
  }
}

/** Swedish is the language of the sorting; messages and formats stay neutral. */
async function initialise(staging: string, cluster: Cluster): Promise<void> {
  const { installation, password, durable, logFile } = cluster
  const passwordFile = join(staging, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await giveAway(passwordFile, installation)
  const initdb = runAs(installation.account, join(installation.folder, 'bin', 'initdb'), [
    `--pgdata=${join(staging, 'data')}`,
    `--username=${databaseUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=sv-SE',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ])
  await initdb.catch(async error => {
    await appendFile(logFile, String(error), { mode: 0o600 })
    throw new ExpectedError('database_not_started', { log: logFile })
  })
}

async function takePlace(made: string, folder: string): Promise<boolean> {
  try {
    await rename(made, folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY') return false
    throw error
  }
}
