import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countListed, listCounted } from '../../src/db/counted-placements.ts'
import type { CountedPlacements } from '../../src/domain/counted-placements.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { generateOthers, generateOutcomes } from '../support/generated-outcomes.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'

const period = { from: Temporal.PlainDate.from('2011-01-01'), to: Temporal.PlainDate.from('2011-12-31') }
const today = Temporal.PlainDate.from('2012-03-01')
const told = { overall: '5', work: 'at_host' }

/** Only the participant has told of the first two; of the third both have, of the last nobody. */
const rows = [
  outcomeRow({ participant: told }),
  outcomeRow({ state: null, participant: { overall: '1', work: 'elsewhere' } }),
  outcomeRow({
    state: 'answered',
    participant: told,
    answers: [{ source: 'link', values: { employment: 'yes' } }],
  }),
  outcomeRow(),
]

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await storeOutcomes(database.db, [...rows, ...generateOthers(generateOutcomes(400, 3), 3)])
})
afterAll(() => database.drop())

function figureOf(counted: CountedPlacements['counted'], ofFirst = false): CountedPlacements {
  return { period, group: {}, employerId: ofFirst ? 1 : null, onlyRegisteredSex: false, counted }
}

describe('the list behind a figure', () => {
  test.each([
    ['ended', 2],
    ['known', 1],
    ['yes', 1],
    ['no', 0],
    ['unknown', 1],
    ['surveyed', 2],
    ['answered', 1],
  ] as const)('of %s leaves out what the participant alone has told', async (measure, listed) => {
    const figure = figureOf({ measure }, true)
    expect(await countListed(database.db, figure, today)).toBe(listed)
    const { rows: shown } = await listCounted(database.db, figure, today, 'first', 50)
    expect(shown.length).toBe(listed)
    expect(shown.map(({ caseId }) => caseId)).not.toContain('P0')
  })

  test('holds none of them in any list, however long', async () => {
    const figure = figureOf({ measure: 'ended' })
    const listed = await countListed(database.db, figure, today)
    const { rows: shown } = await listCounted(database.db, figure, today, 'first', 1_000)
    expect(shown.length).toBe(listed)
    expect(listed).toBeGreaterThan(0)
  })
})
