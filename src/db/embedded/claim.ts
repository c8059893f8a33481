import { setTimeout as sleep } from 'node:timers/promises'
import { ExpectedError } from '../../domain/errors.ts'
import { connectionRefusal, isPassing } from '../connection-errors.ts'
import { type Cluster, clusterUrl } from './cluster.ts'
import { findServer } from './find.ts'
import { stopWithUs } from './launch.ts'
import { openSession, type Purpose, type Session } from './owner.ts'
import { stopPostgres } from './process.ts'
import { type Server, startServer } from './server.ts'

/** The use of a server. Who owns it stops it on release; who borrowed it leaves it running. */
export type Claim = { url: string; release(): Promise<void> }

const pauseMilliseconds = 200
/** After a `kill -9` the old server may be finishing, and a command that owns the server ends soon: 20 s. */
const looksInAll = 100
/** A running service will not end soon, but one that was just killed may look alive for a moment: 2 s. */
const looksAtService = 10
/** Who has started a server owns it at once; a server that nobody owns for a second has lost its starter. */
const looksAtOrphan = 5
/** How long an owner that ends waits for those who borrow its server. */
const graceSeconds: Record<Purpose, number> = { service: 10, command: 600 }

/**
 * Gets the use of a cluster's server: starts it, borrows the one of a running service or command, or takes over one
 * that has lost its owner. One process owns a server at a time: a lock in the database says which.
 * @throws ExpectedError data_dir_in_use, database_not_started, database_refused
 */
export async function claimServer(cluster: Cluster, dataDir: string, purpose: Purpose): Promise<Claim> {
  const seen = { service: 0, command: 0, nobody: 0, 'no server': 0 }
  let started: Server | undefined
  try {
    for (let look = 0; look < looksInAll && seen.service < looksAtService; look += 1) {
      if (!started && !(await findServer(cluster.folder))) started = await startServer(cluster)
      const server = started ?? (await adoptable(cluster))
      const mayOwn = started !== undefined || seen.nobody >= looksAtOrphan
      const outcome = server ? await tryClaim(server, purpose, mayOwn) : 'no server'
      if (typeof outcome === 'object') return outcome
      seen[outcome] += 1
      await sleep(pauseMilliseconds)
    }
    throw new ExpectedError('data_dir_in_use', { dir: dataDir })
  } catch (error) {
    await started?.stop()
    throw error
  }
}

/** A server that runs already: ours to stop once we own it, and not before. */
type Adoptable = Server & { adopt?(): void }

async function adoptable(cluster: Cluster): Promise<Adoptable | undefined> {
  const found = await findServer(cluster.folder)
  if (!found?.ready) return undefined
  const { pid, port } = found
  return {
    url: clusterUrl(cluster, port),
    adopt: () => stopWithUs(pid),
    stop: () => stopPostgres(pid),
  }
}

async function tryClaim(
  server: Adoptable,
  purpose: Purpose,
  mayOwn: boolean,
): Promise<Claim | Purpose | 'nobody' | 'no server'> {
  const session = openSession(server.url, purpose)
  try {
    const owner = await session.owner()
    if (!owner && mayOwn && (await session.own())) return owned(server, session, purpose)
    if (owner && purpose === 'command' && (await session.borrow())) {
      return { url: server.url, release: session.end }
    }
    await session.end()
    return owner ?? 'nobody'
  } catch (error) {
    await session.end()
    if (isPassing(error)) return 'no server'
    throw connectionRefusal(error, server.url)
  }
}

function owned(server: Adoptable, session: Session, purpose: Purpose): Claim {
  server.adopt?.()
  const release = async () => {
    await session.waitForBorrowers(graceSeconds[purpose])
    await session.end()
    await server.stop()
  }
  return { url: server.url, release }
}
