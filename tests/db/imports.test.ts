import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ImportsPage, insertImport, listImports } from '../../src/db/imports.ts'
import { createTestContext, type TestContext } from '../support/context.ts'

let context: TestContext
/** Several files within a moment, as a script uploads them. */
const minutes = [0, 5, 5, 5, 5, 2, 9, 5]

beforeAll(async () => {
  context = await createTestContext()
  const now = context.clock.now()
  for (const minute of minutes) {
    const uploadedAt = now.add({ minutes: minute })
    await insertImport(context.db, { fileName: 'a.csv', uploadedAt, decidedAt: uploadedAt, state: 'stored' })
  }
})
afterAll(() => context.close())

test('pages by key hold every file once, the latest first, forwards and back', async () => {
  const whole = await listImports(context.db, 'first', 100)
  const ids = whole.rows.map(({ id }) => id)
  expect(ids).toEqual([7, 8, 5, 4, 3, 2, 6, 1])
  const forwards = await pagesFrom('first', rows => ({ after: rows.at(-1) ?? never() }), 'hasNext')
  expect(forwards.flat()).toEqual(ids)
  const last = whole.rows.at(-1) ?? never()
  const back = await pagesFrom({ before: last }, rows => ({ before: rows[0] ?? never() }), 'hasPrevious')
  expect([...back.toReversed().flat(), last.id]).toEqual(ids)
})

type Rows = Awaited<ReturnType<typeof listImports>>['rows']

async function pagesFrom(
  start: ImportsPage,
  next: (rows: Rows) => ImportsPage,
  more: 'hasNext' | 'hasPrevious',
): Promise<number[][]> {
  const list = await listImports(context.db, start, 3)
  const ids = list.rows.map(({ id }) => id)
  return list[more] ? [ids, ...(await pagesFrom(next(list.rows), next, more))] : [ids]
}

function never(): never {
  throw new Error('an empty page')
}
