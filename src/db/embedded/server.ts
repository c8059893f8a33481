import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ExpectedError } from '../../domain/errors.ts'
import { type Cluster, clusterUrl } from './cluster.ts'
import { findServer } from './find.ts'
import { launch } from './launch.ts'
import { stopPostgres } from './process.ts'

/** A server that takes connections. */
export type Server = {
  url: string
  /** Stops it and waits until it is gone. */
  stop(): Promise<void>
}

/**
 * Starts the server of a cluster, at a free port or the given one, and starts it again at the same port if it ends
 * without `stop`: connection pools heal by themselves then.
 * @returns undefined when another process had started it first
 * @throws ExpectedError database_not_started, with the file that says why
 */
export async function startServer(cluster: Cluster, givenPort?: number): Promise<Server | undefined> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const port = givenPort ?? (await freePort())
    const child = await launch(cluster, port)
    if (child) return supervise(cluster, port, child)
    if (await findServer(cluster.folder)) return undefined
    // The port was taken in between, or the processes of a crashed server are not all gone yet.
    await sleep(1000)
  }
  throw new ExpectedError('database_not_started', { log: cluster.logFile })
}

function supervise(cluster: Cluster, port: number, first: ChildProcess): Server {
  let stopping = false
  let current = Promise.resolve(first)
  const follow = (child: ChildProcess) => {
    child.once('exit', () => {
      if (stopping) return
      current = relaunch(cluster, port, child, () => stopping)
      current.then(follow)
    })
  }
  const stop = async () => {
    stopping = true
    const { pid } = await current
    if (pid !== undefined) await stopPostgres(pid)
  }
  follow(first)
  return { url: clusterUrl(cluster, port), stop }
}

/** Tries each second until it runs again, or is no longer wanted: then the ended process is given back. */
async function relaunch(cluster: Cluster, port: number, ended: ChildProcess, isOver: () => boolean) {
  while (!isOver()) {
    const child = await launch(cluster, port).catch(() => undefined)
    if (child) return child
    await sleep(1000)
  }
  return ended
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
