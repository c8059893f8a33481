import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, canEnter, chooseAccount } from './account.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { findInstallation } from './installation.ts'
import { randomPassword } from './password.ts'
import { startServer } from './server.ts'

/**
 * Starts an empty PostgreSQL server for a test or a simulation. It is fast because it never waits for the disk.
 * @returns the address of its database, and `stop`, which removes everything that it has written
 */
export async function startThrowawayServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const account = await chooseAccount(undefined)
  const folder = await temporaryFolder(account)
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const server = await startIn(folder, account)
    return { url: server.url, stop: () => server.stop().then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

async function startIn(folder: string, account: Account | undefined) {
  const cluster: Cluster = {
    folder: join(folder, 'data'),
    logFile: join(folder, 'postgres.log'),
    password: randomPassword(),
    installation: await findInstallation(account, folder),
    durable: false,
    discard: folder,
  }
  await createCluster(cluster)
  const server = await startServer(cluster)
  if (!server) throw new Error('a folder made just now has a server already')
  return server
}

/** TMPDIR may be a folder that only root can enter; then the system's own are tried. */
async function temporaryFolder(account: Account | undefined): Promise<string> {
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    if (!(await canEnter(account, parent))) continue
    const folder = await mkdtemp(join(parent, 'employer-outcome-survey-'))
    // The data inside is its owner's alone; the folder itself must let that owner through.
    await chmod(folder, 0o711)
    return folder
  }
  throw new Error('there is no temporary folder that the database can enter')
}
