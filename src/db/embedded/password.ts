import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { ExpectedError } from '../../domain/errors.ts'

/** 192 bits, in characters that need no escaping in a URL. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Reads the password of the embedded database, or makes it at the first start. The file appears complete or not at
 * all, and two starts at once end up with the same one.
 * @param isNeeded true when there is a database already, which a new password would not open
 * @throws ExpectedError data_dir_password_missing
 */
export async function readOrCreatePassword(file: string, isNeeded: boolean): Promise<string> {
  const known = await readPassword(file)
  if (known !== undefined) return known
  if (isNeeded) throw new ExpectedError('data_dir_password_missing', { file })
  const staging = `${file}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await writeFile(staging, `${randomPassword()}\n`, { mode: 0o600, flush: true })
    await link(staging, file).catch(ignoreExisting)
  } finally {
    await rm(staging, { force: true })
  }
  return readOrCreatePassword(file, true)
}

async function readPassword(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
