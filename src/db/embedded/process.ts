import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Is there a process with that number? One of another user counts. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Is it a running PostgreSQL server? After a crash, and always in containers, the number of a dead server may belong
 * to something else, or to its remains that nobody has collected (state Z).
 * Where the system does not tell (no /proc), a living process is taken for one.
 */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /^\d+ \(postgres\) [^ZX]/.test(status)
}

/**
 * Shuts a server down: open transactions are rolled back, connections closed, everything written.
 * One that does not manage within half a minute is told to leave the rest to recovery at the next start.
 */
export async function stopPostgres(pid: number): Promise<void> {
  if (!(await isPostgres(pid))) return
  signal(pid, 'SIGINT')
  if (await isGoneWithin(pid, 30_000)) return
  signal(pid, 'SIGQUIT')
  await isGoneWithin(pid, 10_000)
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (!(await isPostgres(pid))) return true
    await sleep(20)
  }
  return false
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}
