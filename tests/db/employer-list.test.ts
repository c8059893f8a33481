import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allEmployers,
  countEmployers,
  type EmployerFilter,
  type EmployerPageOf,
  listEmployers,
} from '../../src/db/employer-list.ts'
import { employers } from '../../src/db/schema.ts'
import { mergeEmployers } from '../../src/flow/merge-employers.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { countByHand } from '../support/employer-counts.ts'
import { storeEmployerWorld } from '../support/employer-world.ts'

let context: TestContext
const today = Temporal.PlainDate.from('2026-02-27')
const everything: EmployerFilter = { words: [], sector: null }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  await storeEmployerWorld(context.db, { hosts: 60, count: 900, today, seed: 7 })
  const now = context.clock.now()
  for (const [employerId, intoId] of [
    [5, 6],
    [6, 7],
    [8, 7],
    [20, 21],
  ] as const)
    await mergeEmployers(context, { employerId, intoId, actor: 'kim', now })
})
afterAll(() => context.close())

describe('the register', () => {
  test('has the figures that plain loops over the stored rows give, for every employer', async () => {
    const counted = await countByHand(context.db, today)
    const rows = await allEmployers(context.db, everything, today)
    expect(rows).toHaveLength(56)
    for (const row of rows) expect(row).toEqual(counted.get(row.id))
    // The world holds what the figures are about.
    const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0)
    for (const figure of ['ongoing', 'ahead', 'byLink', 'byPhone', 'onPhoneList', 'waiting'] as const)
      expect(total(row => row[figure])).toBeGreaterThan(0)
    expect(total(row => row.asked)).toBe(
      total(row => row.byLink + row.byPhone + row.onPhoneList + row.waiting + row.neverAnswered),
    )
  })

  test('is in Swedish order, without the merged ones', async () => {
    const rows = await allEmployers(context.db, everything, today)
    const swedish = new Intl.Collator('sv')
    const names = rows.map(({ name }) => name)
    expect(names).toEqual(names.toSorted(swedish.compare))
    const merged = await context.db.select().from(employers).where(sql`merged_into_id is not null`)
    expect(merged).toHaveLength(4)
    for (const { name } of merged) expect(names).not.toContain(name)
  })

  test('comes in pages by key that hold every employer once, the same forwards and back', async () => {
    const whole = (await allEmployers(context.db, everything, today)).map(({ id }) => id)
    const forwards = await walk('first', ids => ({ after: ids.at(-1) ?? 0 }), 'hasNext')
    expect(forwards.flatMap(({ ids }) => ids)).toEqual(whole)
    expect(forwards.map(({ hasPrevious }) => hasPrevious)).toEqual([
      false,
      ...forwards.slice(1).map(() => true),
    ])
    const last = whole.at(-1) ?? 0
    const backwards = await walk({ before: last }, ids => ({ before: ids[0] ?? 0 }), 'hasPrevious')
    expect(backwards.toReversed().flatMap(({ ids }) => ids)).toEqual(whole.slice(0, -1))
    expect(backwards.every(({ hasNext }) => hasNext)).toBe(true)
  })

  test('goes on after an employer that has been merged meanwhile, and begins anew after one that nobody knows', async () => {
    const whole = (await allEmployers(context.db, everything, today)).map(({ name }) => name)
    const [merged] = await context.db.select().from(employers).where(sql`id = 20`)
    const swedish = new Intl.Collator('sv')
    const next = whole.find(name => swedish.compare(name, merged?.name ?? '') > 0)
    const { rows } = await listEmployers(context.db, everything, { after: 20 }, { rowsPerPage: 1, today })
    expect(rows.map(({ name }) => name)).toEqual([next])
    const anew = await listEmployers(context.db, everything, { after: 99_999 }, { rowsPerPage: 1, today })
    expect(anew.rows.map(({ name }) => name)).toEqual([whole[0]])
    expect(anew.hasPrevious).toBe(false)
  })

  test('finds what a loop over names, numbers and earlier names finds, whatever the words', async () => {
    const rows = await context.db.select().from(employers)
    const searches = [
      'åkeri',
      'ÖRTA',
      'ängens förskola',
      'zoo 1',
      '5560000',
      'bag',
      'ö',
      '100%',
      '_',
      'vård &',
      'saknas',
    ]
    for (const search of searches) {
      const words = search.split(' ')
      const expected = new Set(
        rows
          .filter(({ name, organisationNumber }) =>
            words.every(word => `${name} ${organisationNumber}`.toLowerCase().includes(word.toLowerCase())),
          )
          .map(({ id, mergedIntoId }) => mergedIntoId ?? id),
      )
      const filter = { words, sector: null }
      const found = await allEmployers(context.db, filter, today)
      expect([search, new Set(found.map(({ id }) => id))]).toEqual([search, expected])
      expect(await countEmployers(context.db, filter, 1000)).toBe(expected.size)
    }
  })

  test('narrowed to a sector holds that sector only, and counts no further than told', async () => {
    const rows = await allEmployers(context.db, { words: [], sector: 'non_profit' }, today)
    expect(new Set(rows.map(({ sector }) => sector))).toEqual(new Set(['non_profit']))
    expect(await countEmployers(context.db, everything, 10)).toBe(10)
    expect(await countEmployers(context.db, everything, 1000)).toBe(56)
  })
})

async function walk(
  start: EmployerPageOf,
  turn: (ids: number[]) => EmployerPageOf,
  more: 'hasNext' | 'hasPrevious',
) {
  const page = async (of: EmployerPageOf) => {
    const { rows, ...rest } = await listEmployers(context.db, everything, of, { rowsPerPage: 7, today })
    return { ids: rows.map(({ id }) => id), ...rest }
  }
  const pages = [await page(start)]
  for (let current = pages[0]; current?.[more]; ) {
    current = await page(turn(current.ids))
    pages.push(current)
  }
  return pages
}
