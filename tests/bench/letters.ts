import { checkSameSize, compare, type Figure } from './figure.ts'
import { type Program, startProgram } from './program.ts'
import type { Arrived } from './sink.ts'
import { copyDatabase, createDueDatabase } from './world.ts'

const count = 2_000

/** Sending due letters, in letters a second: the whole path of the service against nodemailer's pool alone. */
export async function measureLetters(serverUrl: string): Promise<Figure> {
  await createDueDatabase(serverUrl, 'bench_letters', count)
  const sink = startProgram<object, Arrived>(new URL('./sink.ts', import.meta.url))
  const service = startProgram<object, number>(new URL('./our-letters.ts', import.meta.url))
  const bare = startProgram<object, number>(new URL('./baseline-letters.ts', import.meta.url))
  const { url: smtpUrl } = await sink.ask({})
  const bytes = { ours: 0, baseline: 0 }
  let rounds = 0

  async function ours(): Promise<number> {
    rounds += 1
    const databaseUrl = await copyDatabase(serverUrl, 'bench_letters', `bench_letters_${rounds}`)
    const seconds = await service.ask({ databaseUrl, smtpUrl, count })
    bytes.ours = await arrivedBytes(sink)
    return count / seconds
  }
  async function baseline(): Promise<number> {
    const seconds = await bare.ask({ smtpUrl, count })
    bytes.baseline = await arrivedBytes(sink)
    checkSameSize('letters', bytes.ours, bytes.baseline)
    return count / seconds
  }
  try {
    return await compare({ name: 'send letters', unit: 'letters/s', required: 0.4 }, { ours, baseline })
  } finally {
    await Promise.all([service.stop(), bare.stop(), sink.stop()])
  }
}

async function arrivedBytes(sink: Program<object, Arrived>): Promise<number> {
  const { messages, bytes } = await sink.ask({})
  if (messages !== count) throw new Error(`${messages} letters arrived, and not ${count}`)
  return bytes
}
