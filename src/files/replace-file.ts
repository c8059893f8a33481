import { randomUUID } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ExpectedError } from '../domain/errors.ts'

/**
 * Writes a file, or replaces the one that is there, in one step: whoever opens it finds the old one or the new one whole,
 * also when the disk gets full or the power goes. Refuses with file_folder_missing, file_is_folder, file_not_file or
 * file_unwritable.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeBeside(await targetOf(path), bytes)
  } catch (error) {
    throw fileFault(path, error)
  }
}

/** What is written, and who may read it where it is there already. */
type Target = { file: string; mode: number | null }

/** A link stays a link, and what is no file, such as a terminal, is not replaced by one. */
async function targetOf(path: string): Promise<Target> {
  const found = await stat(path).catch(absent)
  if (found === null) return { file: path, mode: null }
  if (found.isDirectory()) throw new ExpectedError('file_is_folder', { file: path })
  if (!found.isFile()) throw new ExpectedError('file_not_file', { file: path })
  return { file: await realpath(path), mode: found.mode & 0o777 }
}

function absent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}

async function writeBeside({ file: target, mode }: Target, bytes: Uint8Array): Promise<void> {
  const beside = join(dirname(target), `.${basename(target).slice(0, 50)}.${randomUUID()}.tmp`)
  try {
    const file = await open(beside, 'wx')
    try {
      if (mode !== null) await file.chmod(mode)
      await file.writeFile(bytes)
      // Or the new name may reach the disk before what it names.
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

function fileFault(path: string, error: unknown): unknown {
  if (error instanceof ExpectedError || !(error instanceof Error && 'code' in error)) return error
  const reason = String(error.code)
  const isMissing = reason === 'ENOENT' || reason === 'ENOTDIR'
  const details = isMissing ? { file: path, folder: dirname(path) } : { file: path, reason }
  return new ExpectedError(isMissing ? 'file_folder_missing' : 'file_unwritable', details, { cause: error })
}
