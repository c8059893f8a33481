import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ManualClock, systemClock } from '../../src/clock.ts'
import { surveys } from '../../src/db/schema.ts'
import { insertMember } from '../../src/db/staff.ts'
import { createLink } from '../../src/domain/link.ts'
import { type FaultySmtp, startFaultySmtp } from '../support/faulty-smtp.ts'
import { type Dose, type Fault, imported, morning, type Stage, setStage } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

export const pageFaults: readonly Fault[] = [
  { name: 'the mail server hangs while people use the pages', play: playHungServer },
]

const program = fileURLToPath(new URL('../support/service.ts', import.meta.url))
const mostTimesSlower = 3
const admin = 'admin@kommunen.example'

/** Every connection hangs after the final dot, and the pages are asked for meanwhile; before it the same without that. */
async function playHungServer(dose: Dose): Promise<Tally> {
  const calm = await onStage(dose, async (stage, smtp) => measure(dose, stage, smtp))
  const broken: string[] = []
  let times = 0
  const hung = await onStage(dose, async (stage, smtp) => {
    smtp.misbehave({ at: 'end', does: 'stall' }, dose.letters)
    const medians = await measure(dose, stage, smtp)
    times = smtp.struck()
    return medians
  })
  for (const [page, median] of Object.entries(hung.result)) {
    const ratio = median / (calm.result[page] ?? 0)
    if (!(ratio <= mostTimesSlower)) broken.push(`${page} took ${ratio.toFixed(1)} times as long`)
  }
  return { ...hung.tally, times, broken: [...hung.tally.broken, ...broken] }
}

async function onStage<T>(dose: Dose, play: (stage: Stage, smtp: FaultySmtp) => Promise<T>) {
  const clock = new ManualClock(imported)
  const smtp = await startFaultySmtp({ now: () => clock.now() })
  const stage = await setStage(dose, { smtpUrl: `smtp://127.0.0.1:${smtp.port}`, clock })
  try {
    const member = {
      id: randomUUID(),
      name: 'Admin',
      email: admin,
      role: 'administrator',
      unitId: null,
    } as const
    await insertMember(stage.db, member)
    const result = await play(stage, smtp)
    const letters = smtp.taken.filter(({ recipient }) => recipient !== admin)
    return { result, tally: await countLetters(stage.db, letters, { times: 0, due: dose.letters }) }
  } finally {
    await stage.close()
    await smtp.stop()
  }
}

/** The service in a process of its own, with its worker; then its letters are brought to an end. */
async function measure(dose: Dose, stage: Stage, smtp: FaultySmtp): Promise<Record<string, number>> {
  const smtpUrl = `smtp://127.0.0.1:${smtp.port}`
  const ahead = systemClock.now().until(morning).toString()
  const child = spawn(process.execPath, [program, stage.databaseUrl, smtpUrl, ahead], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [address] = await once(child.stdout, 'data')
    await reached(() => smtp.struck() + smtp.taken.length >= Math.min(dose.letters, 5))
    return await medians(String(address).trim(), await formPath(stage), dose)
  } finally {
    smtp.recover()
    child.kill('SIGTERM')
    await once(child, 'exit')
    stage.clock.set(morning.add({ minutes: 30 }))
    await stage.goOn()
  }
}

async function formPath({ db, instance }: Stage): Promise<string> {
  const [survey] = await db.select().from(surveys).orderBy(surveys.id).limit(1)
  if (!survey) throw new Error('there is no survey')
  return `/s/${createLink(instance.linkKeys, survey)}`
}

async function medians(url: string, form: string, dose: Dose): Promise<Record<string, number>> {
  const signIn = { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email: admin }) } as const
  return {
    'the form': await median(dose.times * 10, () => fetch(`${url}${form}`)),
    'the way in': await median(dose.times * 5, () => fetch(`${url}/sign-in`)),
    'asking for a code': await median(3, () => fetch(`${url}/sign-in`, signIn)),
  }
}

/** Of the time that it takes; those before are not counted. */
async function median(times: number, ask: () => Promise<Response>): Promise<number> {
  const took: number[] = []
  for (let request = 0; request < times + Math.ceil(times / 5); request += 1) {
    const begun = performance.now()
    const response = await ask()
    await response.text()
    if (response.status >= 400) throw new Error(`a page answered ${response.status}`)
    took.push(performance.now() - begun)
  }
  const sorted = took.slice(-times).toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

async function reached(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (condition()) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error('the service has not begun to send within 20 seconds')
}
