import { createHash, randomBytes } from 'node:crypto'
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
} from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ExpectedError } from '../../domain/errors.ts'
import { canEnter, chooseAccount } from './account.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { findInstallation } from './installation.ts'
import { readOrCreatePassword } from './password.ts'

/**
 * Prepares the cluster of a DATA_DIR: finds it, or makes it at the first start. It lies in DATA_DIR/postgres, and
 * its password in DATA_DIR/postgres.password.
 * @param shelter where the data goes when the server's account cannot enter DATA_DIR, which then holds a link to
 *   it; also where that account finds the programs when it cannot enter the checkout
 * @throws ExpectedError data_dir_not_writable, data_dir_unreachable, data_dir_broken, data_dir_version,
 *   data_dir_password_missing, and those of findInstallation and createCluster
 */
export async function prepareCluster(dataDir: string, shelter: string): Promise<Cluster> {
  try {
    return await prepare(resolve(dataDir), shelter)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    throw new ExpectedError('data_dir_not_writable', {
      dir: error.path ?? dataDir,
      reason: String(error.code),
    })
  }
}

async function prepare(dataDir: string, shelter: string): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true })
  await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  const place = join(dataDir, 'postgres')
  const existing = await findExisting(place)
  const account = await chooseAccount(existing)
  const cluster: Cluster = {
    folder: existing ?? place,
    logFile: join(dataDir, 'postgres.log'),
    password: await readOrCreatePassword(join(dataDir, 'postgres.password'), existing !== undefined),
    installation: await findInstallation(account, shelter),
    durable: true,
  }
  if (existing !== undefined) return checkExisting(cluster)
  if (!(await canEnter(account, dataDir))) return createElsewhere(cluster, shelter)
  await createCluster(cluster)
  return cluster
}

/** The real folder of the data; undefined when there is none yet. An empty folder counts as none. */
async function findExisting(place: string): Promise<string | undefined> {
  try {
    const folder = await realpath(place)
    const names = await readdir(folder)
    if (names.length === 0) return undefined
    if (names.includes('PG_VERSION')) return folder
  } catch (error) {
    if (!isAbsence(error)) throw error
    const target = await readlink(place).catch(() => undefined)
    if (target === undefined) return undefined
    // A link whose target is gone: starting afresh would hide that the data is lost or not mounted.
    throw new ExpectedError('data_dir_broken', { dir: target })
  }
  throw new ExpectedError('data_dir_broken', { dir: place })
}

async function checkExisting(cluster: Cluster): Promise<Cluster> {
  const { folder, installation } = cluster
  if (!(await canEnter(installation.account, folder))) {
    throw new ExpectedError('data_dir_unreachable', { dir: folder, user: installation.account?.name ?? '' })
  }
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
  if (found === installation.version) return cluster
  throw new ExpectedError('data_dir_version', { dir: folder, found, expected: installation.version })
}

/** Each new cluster gets a fresh folder: that of a DATA_DIR which somebody has removed stays as it is. */
async function createElsewhere(cluster: Cluster, shelter: string): Promise<Cluster> {
  const key = createHash('sha256').update(cluster.folder).digest('hex').slice(0, 12)
  const folder = join(shelter, `data-${key}-${randomBytes(3).toString('hex')}`)
  await createCluster({ ...cluster, folder })
  try {
    await symlink(folder, cluster.folder)
  } catch (error) {
    // Another start made the link first: its data counts.
    await rm(folder, { recursive: true, force: true })
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return { ...cluster, folder: await realpath(cluster.folder) }
}

function isUnwritable(error: unknown): error is NodeJS.ErrnoException {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
