import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countCosts } from '../../src/flow/count-costs.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { makePlacement } from '../support/factories.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-01T08:00' })
  const place = (
    district: string,
    startedOn: string,
    endedOn: string | null,
    funding: 'income_support' | 'activity_grant',
  ) =>
    makePlacement(context, {
      placement: {
        district,
        startedOn: day(startedOn),
        endedOn: endedOn === null ? null : day(endedOn),
        funding,
      },
    })
  // 31 + 28 + 31 days of one, and 16 of another.
  await place('Farsta', '2024-12-01', '2025-03-31', 'income_support')
  await place('Farsta', '2025-03-16', null, 'income_support')
  await place('Kista', '2025-02-01', '2025-02-10', 'activity_grant')
  await makeCostReturn(context, { district: 'Farsta', wave: '2025-Q1', values: costs([2, 21_200]) })
  await makeCostReturn(context, { district: 'Kista', wave: '2025-Q1' })
  await makeCostReturn(context, { district: 'Farsta', wave: '2025-Q2', values: costs([6, 60_000]) })
  await makeCostReturn(context, { district: 'Farsta', wave: '2024', values: costs([9, 90_000]) })
  await makeCostReturn(context, { district: 'Farsta', wave: '2025', values: costs([9, 999]) })
})
afterAll(() => context.close())

const day = (text: string) => Temporal.PlainDate.from(text)
const count = (from: string, to: string, exact = true) =>
  countCosts(context, { period: { from: day(from), to: day(to) }, exact })

describe('the costs of a report', () => {
  it('are those of the cost periods within its own, by the register’s days', async () => {
    const { periods, rows, missing, activityGrant } = await count('2025-01-01', '2025-05-31')
    expect(periods).toEqual(['2025-Q1'])
    expect(rows.map(({ district }) => district)).toEqual(['Farsta', null])
    expect(rows[0]?.woman.paid).toBe(21_200)
    expect(rows[0]?.woman.perMonth).toBeCloseTo(21_200 / (106 / 30.4375), 6)
    expect(missing).toEqual([{ district: 'Kista', period: '2025-Q1' }])
    expect(activityGrant.woman).toBeCloseTo(1 / 3, 6)
  })

  it('are of quarters where a year was asked about by quarter, too, so that nothing counts twice', async () => {
    const { periods, rows } = await count('2024-01-01', '2025-12-31')
    expect(periods).toEqual(['2024', '2025-Q1', '2025-Q2'])
    expect(rows.at(-1)?.woman.paid).toBe(171_200)
  })

  it('are none where no period is within', async () => {
    expect(await count('2025-01-02', '2025-03-31')).toMatchObject({ periods: [], rows: [], missing: [] })
  })

  it('are hidden in public where they are those of a few', async () => {
    const { rows } = await count('2025-01-01', '2025-03-31', false)
    expect(rows.at(-1)).toMatchObject({ woman: { paid: null, perMonth: null } })
  })
})
