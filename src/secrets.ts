import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'

type Secrets = readonly [string, ...string[]]

/**
 * The secrets that links and sign-in are derived from. Without SECRET_KEYS one of 256 bits is made at the first start
 * and kept in DATA_DIR/secret.key, readable by the owner only: beside the database, never in it (rule 5).
 */
export async function loadSecrets(config: Pick<Config, 'SECRET_KEYS' | 'DATA_DIR'>): Promise<Secrets> {
  const [first, ...others] = config.SECRET_KEYS
  if (first !== undefined) return [first, ...others]
  const file = join(config.DATA_DIR, 'secret.key')
  await mkdir(config.DATA_DIR, { recursive: true })
  // wx: of two processes that start at once, one makes the key and both read it.
  await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch(
    ignoreExisting,
  )
  return [await readFile(file, 'utf8')]
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
