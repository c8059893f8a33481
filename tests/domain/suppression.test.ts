import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  leastCount,
  nothingHidden,
  type Pattern,
  type SuppressedTable,
  suppress,
} from '../../src/domain/suppression.ts'

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>

/** A table of one time and one group. */
function tableOf(counts: Counts, changes: Partial<SuppressedTable> = {}): SuppressedTable {
  return {
    times: [{ key: '2011', parent: '' }],
    rows: Object.keys(counts),
    groups: 1,
    parts: Object.keys(Object.values(counts)[0] ?? {}),
    zeroIsHarmless: false,
    inherited: nothingHidden,
    count: (_time, row, _group, part) => counts[row]?.[part] ?? 0,
    ...changes,
  }
}

function hiddenIn(pattern: Pattern): { rows: string[]; parts: string[]; times: string[] } | 'all' {
  if (!pattern.shown) return 'all'
  const { rows, parts, times } = pattern.hidden
  return { rows: [...rows].sort(), parts: [...parts].sort(), times: [...times].sort() }
}

describe('in a table', () => {
  test.each<[string, Counts, ReturnType<typeof hiddenIn>]>([
    [
      'nothing is hidden where all counts are five',
      rowsOf([5, 5], [5, 5]),
      { rows: [], parts: [], times: [] },
    ],
    [
      'a small row gets the smallest other as company',
      rowsOf([9, 3], [20, 20], [8, 8]),
      { rows: ['r0', 'r2'], parts: [], times: [] },
    ],
    ['zero is small', rowsOf([9, 0], [20, 20], [8, 8]), { rows: ['r0', 'r2'], parts: [], times: [] }],
    [
      'rows that are too small together take another',
      rowsOf([1, 1], [1, 1], [9, 9], [20, 20]),
      { rows: ['r0', 'r1', 'r2'], parts: [], times: [] },
    ],
    ['nothing of two rows is left where one is small', rowsOf([9, 4], [20, 20]), 'all'],
    [
      'of several parts the small one goes with the next',
      rowsOf([3, 7, 50], [4, 6, 40], [2, 8, 60]),
      { rows: [], parts: ['p0', 'p1'], times: [] },
    ],
    ['nothing is shown of a single row with a small part', rowsOf([4, 90]), 'all'],
  ])('%s', (_case, counts, hidden) => {
    expect(hiddenIn(suppress(tableOf(counts)))).toEqual(hidden)
  })

  test('a zero that tells nothing about a person is shown', () => {
    expect(hiddenIn(suppress(tableOf(rowsOf([9, 0], [8, 8]), { zeroIsHarmless: true })))).toEqual({
      rows: [],
      parts: [],
      times: [],
    })
  })

  test('what a coarser table hides is hidden, with company', () => {
    const inherited = { ...nothingHidden, rows: new Set(['r1']) }
    expect(hiddenIn(suppress(tableOf(rowsOf([30, 30], [20, 20], [10, 10]), { inherited })))).toEqual({
      rows: ['r1', 'r2'],
      parts: [],
      times: [],
    })
  })
})

describe('of the quarters of a year', () => {
  const quarters = ['Q1', 'Q2', 'Q3', 'Q4'].map(key => ({ key, parent: '2011' }))

  test('a weak one goes with the weakest of the others', () => {
    const counts: Record<string, number> = { Q1: 3, Q2: 40, Q3: 30, Q4: 50 }
    const table = tableOf(rowsOf([1, 1]), { times: quarters, count: time => counts[time] ?? 0 })
    expect(hiddenIn(suppress(table))).toEqual({ rows: [], parts: [], times: ['Q1', 'Q3'] })
  })
})

describe('for any counts', () => {
  const anyTable = fc.record({
    rows: fc.integer({ min: 1, max: 6 }),
    parts: fc.integer({ min: 1, max: 4 }),
    times: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 3 }),
    seed: fc.array(fc.nat({ max: 30 }), { minLength: 300, maxLength: 300 }),
  })

  test('every block is at least five, and nothing is hidden alone on its axis', () => {
    fc.assert(
      fc.property(anyTable, ({ rows, parts, times, groups, seed }) => {
        const name = (prefix: string, count: number) =>
          Array.from({ length: count }, (_, index) => `${prefix}${index}`)
        const at = (time: string, row: string, group: number, part: string) =>
          seed[
            ((Number(time.slice(1)) * 6 + Number(row.slice(1))) * 3 + group) * 4 + Number(part.slice(1))
          ] ?? 0
        const table: SuppressedTable = {
          times: name('t', times).map(key => ({ key, parent: '' })),
          rows: name('r', rows),
          groups,
          parts: name('p', parts),
          zeroIsHarmless: false,
          inherited: nothingHidden,
          count: at,
        }
        const pattern = suppress(table)
        if (!pattern.shown) return
        const blocks = (values: readonly string[], hidden: ReadonlySet<string>) => {
          const rest = values.filter(value => hidden.has(value))
          expect(rest.length).not.toBe(1)
          return [
            ...values.filter(value => !hidden.has(value)).map(value => [value]),
            ...(rest.length ? [rest] : []),
          ]
        }
        for (const t of blocks(name('t', times), pattern.hidden.times))
          for (const r of blocks(name('r', rows), pattern.hidden.rows))
            for (const p of blocks(name('p', parts), pattern.hidden.parts))
              for (let group = 0; group < groups; group += 1) {
                const sum = t
                  .flatMap(x => r.flatMap(y => p.map(z => at(x, y, group, z))))
                  .reduce((a, b) => a + b, 0)
                expect(sum).toBeGreaterThanOrEqual(leastCount)
              }
      }),
      { numRuns: 500 },
    )
  })
})

function rowsOf(...rows: number[][]): Counts {
  return Object.fromEntries(
    rows.map((counts, row) => [
      `r${row}`,
      Object.fromEntries(counts.map((count, part) => [`p${part}`, count])),
    ]),
  )
}
