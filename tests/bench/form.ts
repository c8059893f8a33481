import autocannon from 'autocannon'
import { checkSameSize, compare, type Figure } from './figure.ts'
import { startProgram } from './program.ts'
import { createDueDatabase } from './world.ts'

/** A server that shows one page a survey. */
export type FormPages = { url: string; paths: string[] }

const surveyCount = 3_000
const secondsPerRound = 5

/** Opening the form, in answers a second: the real application against a bare server that gives a page of its size. */
export async function measureForm(serverUrl: string): Promise<Figure> {
  const databaseUrl = await createDueDatabase(serverUrl, 'bench_form', surveyCount)
  const service = startProgram<object, FormPages>(new URL('./our-form.ts', import.meta.url))
  const bare = startProgram<object, FormPages>(new URL('./baseline-form.ts', import.meta.url))
  try {
    const ours = await service.ask({ databaseUrl, smtpUrl: 'smtp://127.0.0.1:1' })
    const bytes = await pageSize(ours)
    const baseline = await bare.ask({ databaseUrl, bytes })
    checkSameSize('form', bytes, await pageSize(baseline))
    return await compare(
      { name: 'open the form', unit: 'answers/s', required: 0.5 },
      { ours: () => load(ours), baseline: () => load(baseline) },
    )
  } finally {
    await Promise.all([service.stop(), bare.stop()])
  }
}

async function pageSize({ url, paths: [path] }: FormPages): Promise<number> {
  const response = await fetch(`${url}${path}`)
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return (await response.bytes()).length
}

/** Each connection asks for every page, and begins where no other one does. */
async function load({ url, paths }: FormPages): Promise<number> {
  const connections = 10
  let begun = 0
  const result = await autocannon({
    url,
    connections,
    duration: secondsPerRound,
    setupClient(client) {
      const first = Math.floor((begun * paths.length) / connections)
      begun += 1
      client.setRequests([...paths.slice(first), ...paths.slice(0, first)].map(path => ({ path })))
    },
  })
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`)
  return result['2xx'] / result.duration
}
