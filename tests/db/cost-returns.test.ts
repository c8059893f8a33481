import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { previousAnswer } from '../../src/db/cost-returns.ts'
import { countRegister } from '../../src/db/district-register.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { makePlacement } from '../support/factories.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-01T08:00' })
})
afterAll(() => context.close())

const day = (text: string) => Temporal.PlainDate.from(text)

describe('what the register holds of a district in a period', () => {
  it('is placements, persons and days within it, by sex and funding and together', async () => {
    const period = { from: day('2026-01-01'), to: day('2026-03-31') }
    const place = (
      startedOn: string,
      endedOn: string | null,
      funding: 'income_support' | 'other',
      sex: 'woman' | 'man',
    ) =>
      makePlacement(context, {
        placement: {
          district: 'Kista',
          startedOn: day(startedOn),
          endedOn: endedOn === null ? null : day(endedOn),
          funding,
        },
        participant: { sex },
      })
    const { participantId } = await place('2025-12-01', '2026-01-10', 'income_support', 'woman')
    await makePlacement(context, {
      placement: {
        district: 'Kista',
        startedOn: day('2026-02-01'),
        endedOn: day('2026-02-28'),
        funding: 'other',
        participantId,
      },
    })
    await place('2026-03-30', null, 'income_support', 'woman')
    await place('2026-03-30', '2026-05-01', 'income_support', 'man')
    await place('2025-11-01', '2025-12-31', 'income_support', 'man')
    await place('2026-04-01', null, 'income_support', 'man')
    const line = (
      sex: string,
      funding: string | null,
      placements: number,
      persons: number,
      days: number,
    ) => ({
      district: 'Kista',
      sex,
      funding,
      placements,
      persons,
      days,
    })
    expect(await countRegister(context.db, period, 'Kista')).toEqual([
      line('man', 'income_support', 1, 1, 2),
      line('man', null, 1, 1, 2),
      line('woman', 'income_support', 2, 2, 12),
      line('woman', 'other', 1, 1, 28),
      line('woman', null, 3, 2, 40),
    ])
    expect(await countRegister(context.db, period, 'Norrmalm')).toEqual([])
  })
})

describe('what a district answered the last time', () => {
  it('is its latest answer about an earlier period of the same length', async () => {
    const [first, second] = [costs([10, 200_000]), costs([11, 220_000])]
    await makeCostReturn(context, { district: 'Farsta', wave: '2025-Q2', values: first })
    const { surveyId: third } = await makeCostReturn(context, {
      district: 'Farsta',
      wave: '2025-Q3',
      values: second,
    })
    await makeCostReturn(context, { district: 'Farsta', wave: '2025', values: costs([1, 1]) })
    await makeCostReturn(context, { district: 'Farsta', wave: '2025-Q4' })
    await makeCostReturn(context, { district: 'Norrmalm', wave: '2025-Q4', values: costs([2, 2]) })
    const { surveyId } = await makeCostReturn(context, { district: 'Farsta', wave: '2026-Q1' })
    expect(await previousAnswer(context.db, surveyId)).toEqual(second)
    expect(await previousAnswer(context.db, third)).toEqual(first)
  })

  it('is null for the first period, and for a survey about a placement', async () => {
    const { surveyId } = await makeCostReturn(context, { district: 'Spånga' })
    expect(await previousAnswer(context.db, surveyId)).toBeNull()
    expect(await previousAnswer(context.db, 0)).toBeNull()
  })
})
