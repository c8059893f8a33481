import { compare, type Figure } from './figure.ts'
import { createLargeDatabase } from './large-world.ts'
import { startProgram } from './program.ts'

/** A running service and a session in it. */
export type StaffPages = { url: string; cookie: string }

const many = 100_000
const few = 1_000
const requestsPerRound = 20

/**
 * What there is to do, a placement, and each list: an early and a late page of it, its filters and
 * its search: a frequent word, a rare one, an address.
 */
const pages = [
  ['what to do', '/'],
  ["a unit's", '/?unit=7'],
  ['to call', '/?lane=call'],
  ['waiting', '/?lane=waiting'],
  ['a placement', '/placements/77'],
  ['a contact', '/placements/77/contact'],
  ['placements', '/placements'],
  ['a late page', '/placements?after=2023-06-01.1'],
  ['by status', '/placements?status=phone'],
  ['by unit', '/placements?unit=7'],
  ['by coach', '/placements?coach=coach42%40city.example'],
  ['frequent word', '/placements?q=ageriet'],
  ['rare word', '/placements?q=p-777'],
  ['address', '/placements?q=kontakt77%40host'],
  ['employers', '/employers'],
  ['late employers', '/employers?after=120'],
  ['by sector', '/employers?sector=private'],
  ['common host', '/employers?q=ageriet'],
  ['single letters', '/employers?q=a+e'],
  ['rare host', '/employers?q=5560000077'],
  ['an employer', '/employers/77'],
  ['merging', '/employers/77/merge'],
] as const

/**
 * Each page of the staff in a city with 100,000 placements, against the same page in one with 1,000: it may take at most
 * three times as long. One request after the other, so that it is the server's time that is measured.
 */
export async function measurePages(serverUrl: string): Promise<Figure[]> {
  const large = startProgram<object, StaffPages>(new URL('./our-pages.ts', import.meta.url))
  const small = startProgram<object, StaffPages>(new URL('./our-pages.ts', import.meta.url))
  const start = async (program: typeof large, name: string, count: number) =>
    program.ask({
      databaseUrl: await createLargeDatabase(serverUrl, name, count),
      smtpUrl: 'smtp://127.0.0.1:1',
    })
  try {
    const ours = await start(large, 'bench_many', many)
    const baseline = await start(small, 'bench_few', few)
    const figures: Figure[] = []
    for (const [name, path] of pages) {
      const sides = { ours: () => ask(ours, path), baseline: () => ask(baseline, path) }
      figures.push(await compare({ name, unit: 'pages/s', required: 1 / 3 }, sides))
    }
    return figures
  } finally {
    await Promise.all([large.stop(), small.stop()])
  }
}

/** Pages a second, one at a time. */
async function ask({ url, cookie }: StaffPages, path: string): Promise<number> {
  const startedAt = performance.now()
  for (let request = 0; request < requestsPerRound; request += 1) {
    const response = await fetch(url + path, { headers: { cookie }, redirect: 'manual' })
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  }
  return (requestsPerRound * 1000) / (performance.now() - startedAt)
}
