import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isPostgres } from './process.ts'

/** What a data folder tells of its server; `ready` while it takes connections. Numbers it does not tell are NaN. */
export type FoundServer = { pid: number; port: number; ready: boolean }

/** Looks for a running server; undefined when there is none, also when a crash left its file behind. */
export async function findServer(folder: string): Promise<FoundServer | undefined> {
  const found = await readServerFile(folder)
  return (await isPostgres(found.pid)) ? found : undefined
}

/** Reads postmaster.pid, whose lines are listed in PostgreSQL's src/include/utils/pidfile.h. */
export async function readServerFile(folder: string): Promise<FoundServer> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map(line => line.trim())
  return { pid: wholeNumber(lines[0]), port: wholeNumber(lines[3]), ready: lines[7] === 'ready' }
}

function wholeNumber(text: string | undefined): number {
  return text ? Number(text) : Number.NaN
}
