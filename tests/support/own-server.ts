import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { canEnter, chooseAccount } from '../../src/db/embedded/account.ts'
import { type Cluster, createCluster } from '../../src/db/embedded/cluster.ts'
import { findServer } from '../../src/db/embedded/find.ts'
import { findInstallation } from '../../src/db/embedded/installation.ts'
import { randomPassword } from '../../src/db/embedded/password.ts'
import { startServer } from '../../src/db/embedded/server.ts'
import { createTemplate } from './database-server.ts'
import { mountDisk, unmountDisk } from './small-disk.ts'

const execute = promisify(execFile)

/** A PostgreSQL server of one test's own, as careful as the one that the service brings. */
export type OwnServer = {
  url: string
  /** Where its data lie. */
  folder: string
  /** Ends it with that signal; it is started again at once. Resolves when it takes connections. */
  restart(signal: NodeJS.Signals): Promise<void>
  /** Resolves when it takes connections (again). */
  ready(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts it with the migrated template.
 * @param diskMegabytes has its data on a disk of its own of that size; only root can make one, on Linux
 */
export async function startOwnServer(diskMegabytes?: number): Promise<OwnServer> {
  const account = await chooseAccount(undefined)
  const place = await placeFor(account)
  const disk = join(place, 'disk')
  await execute('mkdir', [disk])
  if (diskMegabytes) await mountDisk(disk, diskMegabytes)
  if (account) await execute('chown', [`${account.uid}:${account.gid}`, disk])
  const cluster: Cluster = {
    folder: join(disk, 'data'),
    logFile: join(place, 'postgres.log'),
    password: randomPassword(),
    installation: await findInstallation(account, place),
    durable: true,
  }
  await createCluster(cluster)
  const server = await startServer(cluster)
  if (!server) throw new Error('a folder made just now has a server already')
  await createTemplate(server.url)
  return {
    url: server.url,
    folder: cluster.folder,
    restart: signal => restart(cluster.folder, signal),
    ready: () => ready(cluster.folder),
    async stop() {
      await server.stop()
      if (diskMegabytes) await unmountDisk(disk)
      await rm(place, { recursive: true, force: true })
    },
  }
}

async function placeFor(account: Awaited<ReturnType<typeof chooseAccount>>): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'employer-outcome-survey-own-'))
  await chmod(place, 0o711)
  if (account) await execute('chown', [`${account.uid}:${account.gid}`, place])
  if (!(await canEnter(account, place))) throw new Error('the database can not enter the temporary folder')
  return place
}

/** Ends the server; whoever has started it starts it again. */
async function restart(folder: string, signal: NodeJS.Signals): Promise<void> {
  const ended = await findServer(folder)
  if (!ended) throw new Error('no server runs')
  process.kill(ended.pid, signal)
  await ready(folder, ended.pid)
}

async function ready(folder: string, endedPid?: number): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const found = await findServer(folder)
    if (found?.ready && found.pid !== endedPid) return
    await pause(50)
  }
  throw new Error('the server did not come back')
}
