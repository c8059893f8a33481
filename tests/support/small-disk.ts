import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Why a small disk can't be had here; null where it can. */
export async function diskObstacle(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root on Linux can mount a small disk'
  const folder = await mkdtemp(join(tmpdir(), 'employer-outcome-survey-disk-'))
  try {
    await mountDisk(folder, 1)
    await unmountDisk(folder)
    return null
  } catch {
    return 'this machine lets nobody mount a disk'
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Puts a disk of that size at a folder. */
export async function mountDisk(folder: string, megabytes: number): Promise<void> {
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
}

export async function unmountDisk(folder: string): Promise<void> {
  await execute('umount', [folder])
}

/** Writes to a file until nothing more fits. */
export async function fillDisk(file: string): Promise<void> {
  const handle = await open(file, 'w')
  try {
    for (const size of [1_000_000, 10_000, 500]) {
      while (await fits(() => handle.writeFile(Buffer.alloc(size))));
    }
  } finally {
    await handle.close()
  }
}

async function fits(write: () => Promise<void>): Promise<boolean> {
  return write().then(
    () => true,
    () => false,
  )
}
