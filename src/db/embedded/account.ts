import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { ExpectedError } from '../../domain/errors.ts'

const execute = promisify(execFile)

/** The system user that the server runs as. */
export type Account = { name: string; uid: number; gid: number }

/**
 * Who is to run the server: undefined means ourselves. PostgreSQL refuses to run as root, so root lends it to
 * the owner of the data, else to `postgres`, else to `nobody`. No user is made.
 * @param dataFolder the data that is there already, if any
 */
export async function chooseAccount(dataFolder: string | undefined): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = dataFolder === undefined ? undefined : await ownerOf(dataFolder)
  const account = owner ?? (await accountNamed('postgres')) ?? (await accountNamed('nobody'))
  if (!account) throw new ExpectedError('database_no_account')
  return account
}

/** Runs a program to its end as that user, in a folder that everybody can enter; rejects when it fails. */
export async function runAs(account: Account | undefined, program: string, args: string[]): Promise<string> {
  const { stdout } = await execute(program, args, childOptions(account))
  return stdout
}

/**
 * How every program of the database is started. Settings such as PGDATA or PGPORT of the operator's own shell
 * must not reach it, and the current folder may be one that only root can enter.
 */
export function childOptions(account: Account | undefined) {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  return { cwd: '/', env, ...(account && { uid: account.uid, gid: account.gid }) }
}

/** Can that user pass through the folder and all its parents? Tried, not computed: access lists count too. */
export async function canEnter(account: Account | undefined, folder: string): Promise<boolean> {
  if (!account) return true
  return runAs(account, 'test', ['-x', folder]).then(
    () => true,
    () => false,
  )
}

async function ownerOf(folder: string): Promise<Account | undefined> {
  const { uid, gid } = await stat(folder)
  return uid === 0 ? undefined : { name: String(uid), uid, gid }
}

async function accountNamed(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])])
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}
