import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./open-database.ts', import.meta.url))

/** A process of its own that has opened the database of a folder; `url` is that of its server. */
export type ServiceProcess = { child: ChildProcess; url: string; dataFolder: string }

type Start = {
  dataDir: string
  shelter: string
  /** The copy of tests/support/open-database.ts in another checkout. */
  program?: string
  uid?: number
  gid?: number
}

/** Starts it and waits until the database is open. */
export async function startServiceProcess(start: Start): Promise<ServiceProcess> {
  const child = spawnServiceProcess(start)
  if (!child.stdout) throw new Error('its output is a pipe')
  for await (const line of child.stdout) return { child, ...JSON.parse(String(line)) }
  throw new Error('it ended before the database was open')
}

/** Starts it and does not wait. */
export function spawnServiceProcess({ dataDir, shelter, program = script, ...account }: Start): ChildProcess {
  return spawn(process.execPath, [program, dataDir, shelter], {
    ...account,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Ends it without a chance to tidy up. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** The numbers of the running processes whose command line holds a text. */
export function processesWith(text: string): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  return lines
    .map(line => line.trim().split(/\s+/))
    .filter(([, state, ...args]) => !state?.startsWith('Z') && args.join(' ').includes(text))
    .map(([pid]) => Number(pid))
}

/** The shells that watch over the server with that number. */
export function watchersOf(serverPid: number): number[] {
  return processesWith(`employer-outcome-survey-watch ${serverPid}`)
}
