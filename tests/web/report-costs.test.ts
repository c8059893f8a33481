import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { makePlacement } from '../support/factories.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-07T10:00' })
  analyst = await signedIn(context, createStaffSite(context), 'analyst')
  for (let count = 0; count < 48; count += 1)
    await makePlacement(context, {
      placement: {
        funding: count < 24 ? 'income_support' : 'activity_grant',
        startedOn: Temporal.PlainDate.from('2026-01-01'),
      },
      participant: { sex: count % 2 === 0 ? 'woman' : 'man' },
    })
  await makeCostReturn(context, { district: 'Farsta', values: costs([12, 240_000], [10, 200_000.5]) })
  await makeCostReturn(context, { district: 'Norrmalm', values: costs([8, 80_000], [7, 70_000]) })
  await makeCostReturn(context, { district: 'Kista' })
  await makeCostReturn(context, { district: 'Älvsjö' })
})
afterAll(() => context.close())

async function report(query: string): Promise<string> {
  return (await analyst.get(`/reports?${query}`).expect(200)).text
}

/** The fourth question of the report, in words. */
async function costsIn(query: string): Promise<string> {
  return wordsOf(/<h2 id="costs">(.*?)<h2/s.exec(await report(query))?.[1] ?? '')
}

const quarter = 'from=2026-01-01&to=2026-03-31'

describe('what the placements have cost, in the report', () => {
  it('is told by board and sex, with the total, what a month has cost, and what is missing', async () => {
    const words = await costsIn(quarter)
    expect(words).toMatch(/Under kvartal 1 2026 betalade nämnderna 590\s001 kronor/)
    expect(words).toMatch(
      /50,0\s% av kvinnornas och 50,0\s% av männens placeringar hade aktivitetsstöd i stället/,
    )
    expect(words).toMatch(/Norrmalm 80\s000 70\s000 – –/)
    // Twelve placements of 58 days.
    expect(words).toMatch(/Farsta 240\s000 200\s001 10\s496 8\s746/)
    expect(words).toMatch(/Alla nämnder som svarat 320\s000 270\s001/)
    expect(words).toContain('kvartal 1 2026: Kista och Älvsjö')
  })

  it('is none of a period without a whole quarter, and says so', async () => {
    expect(await costsIn('from=2026-02-01&to=2026-03-31')).toContain('ryms helt i rapportens period')
  })

  it('is left out of a selection', async () => {
    expect(await costsIn(`${quarter}&sex=woman`)).toContain('bara i rapporter utan urval')
  })

  it('stands in the report as JSON', async () => {
    const { body } = await analyst.get(`/reports/export?${quarter}&format=json`).expect(200)
    expect(body.costs.periods).toEqual(['2026-Q1'])
    expect(body.costs.cells).toContainEqual({
      district: 'Norrmalm',
      sex: 'man',
      paid: 70_000,
      paid_per_placement_month: null,
    })
    expect(body.costs.missing).toEqual([
      { district: 'Kista', period: '2026-Q1' },
      { district: 'Älvsjö', period: '2026-Q1' },
    ])
    expect(body.costs.activity_grant_share).toEqual({ woman: 0.5, man: 0.5 })
  })

  it('stands in the long form, in whole kronor, and in the other files', async () => {
    const { text } = await analyst.get(`/reports/export?${quarter}&format=csv`).expect(200)
    const rows = text.split(/\r?\n/).filter(line => line.startsWith('costs'))
    expect(rows.map(row => [row.split(';')[0], row.split(';').at(-2)])).toEqual([
      ['costs_by_sex', '320000'],
      ['costs_by_sex', '270001'],
      ['costs_by_district_sex', '240000'],
      ['costs_by_district_sex', '200001'],
      ['costs_by_district_sex', '80000'],
      ['costs_by_district_sex', '70000'],
    ])
    for (const format of ['xlsx', 'json-stat'])
      await analyst.get(`/reports/export?${quarter}&format=${format}`).expect(200)
  })
})
