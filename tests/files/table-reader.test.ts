import { describe, expect, test } from 'vitest'
import { readTable } from '../../src/files/table.ts'
import { readTableAside } from '../../src/files/table-reader.ts'
import { placementsFile } from '../support/placements-file.ts'

/** More than is read without a thread. */
const large = placementsFile(
  Array.from({ length: 5_000 }, (_, index) => ({
    placering_id: `P${index}`,
    arbetsgivare: 'Åkeri & Söner "Å" AB',
  })),
)

describe('a file that is large enough for a thread of its own', () => {
  test('reads the same as without one, row by row', async () => {
    expect(large.length).toBeGreaterThan(1_000_000)
    expect(await readTableAside(large)).toEqual(await readTable(large))
  })

  test('is refused for the same reasons', async () => {
    const ragged = Buffer.concat([large, Buffer.from('en;rad;till\r\n')])
    const refusal = { code: 'row_width', details: { row: 5002, found: 3, expected: 23 } }
    await expect(readTableAside(ragged)).rejects.toMatchObject(refusal)
  })

  test('leaves the others their turn while it is read', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await readTableAside(large)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })
})

test('a small file is read as it is', async () => {
  expect((await readTableAside(placementsFile([{}]))).rows).toHaveLength(1)
})
