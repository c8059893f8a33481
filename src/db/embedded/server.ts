import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rm } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ExpectedError } from '../../domain/errors.ts'
import { childOptions } from './account.ts'
import { type Cluster, clusterUrl } from './cluster.ts'
import { isAlive, isPostgres, stopPostgres } from './process.ts'

/** A server of ours that takes connections. */
export type Server = {
  pid: number
  url: string
  /** Stops it and waits until it is gone. */
  stop(): Promise<void>
}

/** What a data folder tells of the server that runs on it; `ready` once it takes connections. */
export type Found = { pid: number; port: number; ready: boolean }

/** Looks for a running server; undefined when there is none, also when a crash left its file behind. */
export async function findServer(folder: string): Promise<Found | undefined> {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!(await isPostgres(pid))) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Starts the server of a cluster on 127.0.0.1, at a free port or the given one, and waits until it takes
 * connections (after a crash that includes the recovery). It ends with this process, however that ends.
 * @returns undefined when another process had started it first
 * @throws ExpectedError database_not_started, with the file that says why
 */
export async function startServer(cluster: Cluster, port?: number): Promise<Server | undefined> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const started = await tryStart(cluster, port ?? (await freePort()))
    if (started) return started
    if (await findServer(cluster.folder)) return undefined
    // The port was taken in between, or the processes of a crashed server are not all gone yet.
    await sleep(1000)
  }
  throw new ExpectedError('database_not_started', { log: cluster.logFile })
}

/** Asks the server to stop once this process is gone, also by `kill -9`: the pipe to a watching shell closes then. */
export function stopWithUs(pid: number): { release(): void } {
  const script = 'read -r line || kill -INT "$1"'
  const watch = spawn('sh', ['-c', script, 'sh', String(pid)], {
    ...childOptions(undefined),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.unref()
  if (watch.stdin instanceof Socket) watch.stdin.unref()
  // The shell may be gone first when everything is being shut down.
  watch.stdin.on('error', () => {})
  return { release: () => watch.stdin.end('\n') }
}

async function tryStart(cluster: Cluster, port: number): Promise<Server | undefined> {
  await removeMisleadingFile(cluster.folder)
  const child = await spawnServer(cluster, port)
  const pid = child.pid
  if (pid === undefined) return undefined
  const watch = stopWithUs(pid)
  child.once('exit', () => watch.release())
  if (!(await isReady(cluster.folder, child))) return undefined
  return { pid, url: clusterUrl(cluster, port), stop: () => stopPostgres(pid) }
}

/**
 * PostgreSQL clears its own leftovers, unless the dead server's number now belongs to another program of the same
 * user, as it does when a container is started again: then it would refuse for ever.
 */
async function removeMisleadingFile(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (isAlive(pid) && !(await isPostgres(pid))) await rm(file, { force: true })
}

async function spawnServer(cluster: Cluster, port: number): Promise<ChildProcess> {
  const { folder, account } = cluster.installation
  const settings = Object.entries(settingsOf(cluster, port)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const log = await open(cluster.logFile, 'a', 0o600)
  try {
    const child = spawn(join(folder, 'bin', 'postgres'), ['-D', cluster.folder, ...settings], {
      ...childOptions(account),
      // Its own session: the terminal's Ctrl-C reaches us alone, and we stop it in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    child.unref()
    await once(child, 'spawn')
    return child
  } finally {
    await log.close()
  }
}

function settingsOf({ durable }: Cluster, port: number): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '64MB',
    // Small data: no parallel queries, which want more shared memory than a container usually has.
    max_parallel_workers_per_gather: 0,
    io_method: 'sync',
    wal_level: 'minimal',
    max_wal_senders: 0,
    // Rule 8: rows and statements, which may hold answers, stay out of the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
}

/** True once it takes connections, false when it ended before. */
async function isReady(folder: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const found = await findServer(folder)
    if (found?.pid === child.pid && found?.ready) return true
    await sleep(20)
  }
  return false
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
