import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findServer } from '../../src/db/embedded/find.ts'
import type { Purpose } from '../../src/db/embedded/owner.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts'

/** An empty folder of the test's own, removed when the test ends. By default everybody may enter it. */
export async function temporaryFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'employer-outcome-survey-test-'))
  await chmod(folder, mode)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Opens the embedded database of a folder in this process; closed when the test ends. */
export async function openFolder(
  dataDir: string,
  purpose: Purpose = 'service',
  shelter = dataDir,
): Promise<OpenDatabase> {
  const opened = await openDatabase({ DATA_DIR: dataDir, DATABASE_URL: undefined }, { purpose, shelter })
  onTestFinished(opened.close)
  return opened
}

/** The number of the server process that runs on a folder. */
export async function serverPid(dataDir: string): Promise<number> {
  const found = await findServer(join(dataDir, 'postgres'))
  if (!found) throw new Error('no server runs')
  return found.pid
}
