import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childOptions } from './account.ts'
import type { Cluster } from './cluster.ts'
import { findServer, readServerFile } from './find.ts'
import { isAlive, isPostgres } from './process.ts'

/**
 * Starts the server process of a cluster at that port of 127.0.0.1 and waits until it takes connections; after a
 * crash that includes the recovery. It ends with this process, however that ends.
 * @returns undefined when it ended at once: the folder or the port is in use
 */
export async function launch(cluster: Cluster, port: number): Promise<ChildProcess | undefined> {
  await removeMisleadingFile(cluster.folder)
  const child = await spawnServer(cluster, port)
  if (child.pid === undefined) return undefined
  const watch = stopWithUs(child.pid, cluster.discard)
  child.once('exit', watch.release)
  return (await isReady(cluster.folder, child)) ? child : undefined
}

const watchName = 'employer-outcome-survey-watch'
// $1 is the server's number, $2 a folder to remove with it, or nothing. The wait is bounded: where nobody collects
// ended processes, their numbers stay in use.
const watchScript = `
  read -r line && exit
  kill -INT "$1"
  test -n "$2" || exit
  tries=0
  while kill -0 "$1" && test $tries -lt 100; do sleep 0.1; tries=$((tries + 1)); done
  rm -rf "$2"`

/**
 * Has a shell ask the server to stop once this process is gone, also by `kill -9`: the shell waits at the end of a
 * pipe that closes then.
 * @param discard a folder that it removes afterwards
 */
export function stopWithUs(pid: number, discard = ''): { release(): void } {
  const watch = spawn('sh', ['-c', watchScript, watchName, String(pid), discard], {
    ...childOptions(undefined),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.unref()
  if (watch.stdin instanceof Socket) watch.stdin.unref()
  // When a whole group of processes is ended, the shell may go first.
  watch.stdin.on('error', () => {})
  return { release: () => watch.stdin.end('\n') }
}

/**
 * PostgreSQL clears its own leftovers, unless the dead server's number now belongs to another program of the same
 * user, as it does when a container is started again: then it would refuse for ever.
 */
async function removeMisleadingFile(folder: string): Promise<void> {
  const { pid } = await readServerFile(folder)
  if (isAlive(pid) && !(await isPostgres(pid))) await rm(join(folder, 'postmaster.pid'), { force: true })
}

async function spawnServer(cluster: Cluster, port: number): Promise<ChildProcess> {
  const { folder, account } = cluster.installation
  const settings = Object.entries(settingsOf(cluster, port)).map(([name, value]) => `--${name}=${value}`)
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
    if (found?.ready && found.pid === child.pid) return true
    await sleep(20)
  }
  return false
}
