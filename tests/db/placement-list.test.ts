import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPlacements, type PageOf, type PlacementFilter } from '../../src/db/placement-list.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'

let context: TestContext

const everything: PlacementFilter = {
  status: null,
  unitId: null,
  coachEmail: null,
  words: [],
  searchesAddresses: true,
  endedFrom: null,
  endedTo: null,
}
/** Newest end first, so those without an end before all others. A page of three ends within a day, twice. */
const ends = [
  '2026-01-05',
  null,
  '2026-01-07',
  '2026-01-05',
  '2026-01-05',
  null,
  '2026-01-06',
  null,
  '2026-01-05',
  null,
]

beforeAll(async () => {
  context = await createTestContext()
  for (const end of ends) {
    const endedOn = end === null ? null : Temporal.PlainDate.from(end)
    await makePlacement(context, { placement: { endedOn, endReason: null } })
  }
})
afterAll(() => context.close())

test('pages by key hold every placement once, in the same order forwards and back', async () => {
  const whole = (await page('first', 100)).ids
  expect(whole).toHaveLength(ends.length)

  const forwards = await walk('first', ({ last }) => ({ after: last }), 'hasNext')
  expect(forwards.map(({ ids }) => ids.length)).toEqual([3, 3, 3, 1])
  expect(forwards.flatMap(({ ids }) => ids)).toEqual(whole)

  const end = forwards.at(-1)
  if (!end) throw new Error('no page')
  const backwards = await walk({ before: end.last }, ({ first }) => ({ before: first }), 'hasPrevious')
  expect(backwards.toReversed().flatMap(({ ids }) => ids)).toEqual(whole.slice(0, -1))
  expect(backwards.every(({ hasNext }) => hasNext)).toBe(true)
})

test('the first page has nothing before it, and a page after a placement has', async () => {
  const first = await page('first', 3)
  expect([first.hasPrevious, first.hasNext]).toEqual([false, true])
  expect((await page({ after: first.last }, 3)).hasPrevious).toBe(true)
})

type Page = Awaited<ReturnType<typeof page>>

async function walk(start: PageOf, turn: (from: Page) => PageOf, more: 'hasNext' | 'hasPrevious') {
  const pages = [await page(start, 3)]
  for (let current = pages[0]; current?.[more]; ) {
    current = await page(turn(current), 3)
    pages.push(current)
  }
  return pages
}

async function page(of: PageOf, rowsPerPage: number) {
  const { rows, hasPrevious, hasNext } = await listPlacements(context.db, everything, of, rowsPerPage)
  const [first] = rows
  const last = rows.at(-1)
  if (!first || !last) throw new Error('an empty page')
  return { ids: rows.map(({ id }) => id), first, last, hasPrevious, hasNext }
}
