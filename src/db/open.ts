import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import type { Config } from '../config.ts'
import { connect, type Database, disconnect } from './connect.ts'
import { connectionRefusal, isPassing } from './connection-errors.ts'
import { claimServer } from './embedded/claim.ts'
import { prepareCluster } from './embedded/data-folder.ts'
import type { Purpose } from './embedded/owner.ts'

export type OpenDatabase = {
  db: Database
  url: string
  /** Where the embedded server's data lies; undefined with DATABASE_URL. */
  dataFolder: string | undefined
  /** Ends the connections, and the embedded server if it is ours. May be called again. */
  close(): Promise<void>
}

type Options = {
  purpose: Purpose
  /** See prepareCluster; the default is the system's place for programs' data. */
  shelter?: string
}

/**
 * Opens the database of DATABASE_URL, or an embedded one in DATA_DIR. It is not migrated yet.
 * One service at a time may have a DATA_DIR; commands borrow its server, or start it for themselves. With
 * DATABASE_URL any number of instances may run.
 * @throws ExpectedError database_unreachable, database_refused, and those of prepareCluster and claimServer
 */
export async function openDatabase(
  config: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>,
  options: Options,
): Promise<OpenDatabase> {
  if (config.DATABASE_URL === undefined) return openEmbedded(config.DATA_DIR, options)
  await checkReachable(config.DATABASE_URL)
  return opened(config.DATABASE_URL, undefined, async () => {})
}

async function openEmbedded(dataDir: string, options: Options): Promise<OpenDatabase> {
  const cluster = await prepareCluster(dataDir, options.shelter ?? '/var/lib/employer-outcome-survey')
  const claim = await claimServer(cluster, resolve(dataDir), options.purpose)
  return opened(claim.url, cluster.folder, claim.release)
}

function opened(url: string, dataFolder: string | undefined, release: () => Promise<void>): OpenDatabase {
  const db = connect(url)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= disconnect(db).then(release)
    return closing
  }
  return { db, url, dataFolder, close }
}

/** A database that is started together with us gets five seconds. */
async function checkReachable(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(url)
    } catch (error) {
      if (attempt === 10 || !isPassing(error)) throw connectionRefusal(error, url)
      await sleep(500)
    }
  }
}

async function ask(url: string): Promise<void> {
  const client = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await Promise.race([client`select 1`, timeLimit()])
  } finally {
    await client.end({ timeout: 0 })
  }
}

/** Something that takes connections and drops them again would be asked for ever. */
async function timeLimit(): Promise<never> {
  await sleep(6000, undefined, { ref: false })
  throw Object.assign(new Error('the database did not answer in time'), { code: 'CONNECT_TIMEOUT' })
}
