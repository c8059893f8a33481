import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countCounted, listCounted } from '../../src/db/counted-placements.ts'
import type { Filters } from '../../src/domain/report.ts'
import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { readFigure } from '../../src/web/reports/figure-query.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { generateOutcomes } from '../support/generated-outcomes.ts'
import { storeOutcomes } from '../support/outcomes.ts'
import { shownFigures } from '../support/shown-figures.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

const from = Temporal.PlainDate.from('2011-01-01')
const to = Temporal.PlainDate.from('2011-12-31')
const today = Temporal.PlainDate.from('2012-03-01')

let context: TestContext
let administrator: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  await storeOutcomes(context.db, generateOutcomes(4_000, 5))
  await tellApart()
  administrator = await signedIn(context, createStaffSite(context), 'administrator')
})
afterAll(() => context.close())

/** Gives what was generated every trait and every answer that reports tell apart. Answers are append-only but for here. */
async function tellApart(): Promise<void> {
  await context.db.transaction(async tx => {
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`insert into units (name) values ('Jobbtorg Kista'), ('Jobbtorg Farsta')`)
    await tx.execute(sql`
      update placements set unit_id = 1 + id % 3,
        district = (array['Farsta', 'Östra & Västra = 100 %', null])[1 + id % 3],
        funding = (array['activity_grant', 'income_support', 'other', 'unknown'])[1 + id / 3 % 4],
        started_on = ended_on - (id % 140)::int
      where ended_on is not null`)
    await tx.execute(sql`
      update employers set sector = (array['municipal', 'other_public', 'private', 'non_profit'])[1 + id % 4]`)
    await tx.execute(sql`update surveys set letters_sent = id % 5`)
    await tx.execute(sql`
      update answers
      set values = values || jsonb_build_object('purpose_met', (array['4', '3', '2', '1', 'unknown'])[1 + answers.id % 5]),
        answered_at = placements.ended_on + make_interval(hours => (answers.id * 7 % 600)::int - 24)
      from surveys join placements on placements.id = surveys.placement_id
      where surveys.id = answers.survey_id and placements.ended_on is not null`)
  })
}

async function reportOn(filters: Filters, exact: boolean, period = { from, to }) {
  return reportOutcomes(context, { ...period, filters, exact, now: context.clock.now() })
}

function figureOf(address: string) {
  const asked = readFigure(Object.fromEntries(new URLSearchParams(address.split('?')[1])))
  if ('problem' in asked) throw new Error(`${address}: ${asked.field} ${asked.problem}`)
  return asked
}

describe('the placements behind a figure are as many as the figure says:', () => {
  const reports: [name: string, filters: Filters, exact: boolean, least: number][] = [
    ['every one of a public report', {}, false, 300],
    ['every one of an exact report', {}, true, 600],
    ['every one of a public report on women', { sex: 'woman' }, false, 50],
    ['every one of a public report on a unit', { unit: '2' }, false, 20],
    [
      'every one of an exact report on a purpose and a district',
      { purpose: 'language', district: 'Farsta' },
      true,
      50,
    ],
  ]

  test.each(reports)('%s', { timeout: 120_000 }, async (_name, filters, exact, least) => {
    const figures = shownFigures(await reportOn(filters, exact))
    const behind = []
    for (const { address } of figures) {
      const { figure, shown } = figureOf(address)
      behind.push({ address, count: await countCounted(context.db, figure, today), shown })
    }
    expect(behind).toEqual(figures.map(figure => ({ ...figure, shown: figure.count })))
    expect(figures.length).toBeGreaterThan(least)
  })

  test('also of an exact report that begins and ends in the middle of a quarter', {
    timeout: 60_000,
  }, async () => {
    const period = { from: from.add({ days: 40 }), to: to.subtract({ days: 40 }) }
    const quarters = shownFigures(await reportOn({}, true, period)).filter(({ address }) =>
      address.includes('quarter='),
    )
    for (const { address, count } of quarters)
      expect([address, await countCounted(context.db, figureOf(address).figure, today)]).toEqual([
        address,
        count,
      ])
    expect(quarters.length).toBe(36)
  })
})
