import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { contacts, districts, events, surveys } from '../../src/db/schema.ts'
import { planCostReturns } from '../../src/flow/plan-cost-returns.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

const open: TestContext[] = []
afterEach(async () => {
  for (const context of open.splice(0)) await context.close()
})

async function contextAt(now: string, costPeriod = 'quarter'): Promise<TestContext> {
  const context = await createTestContext({ now, settings: { COST_PERIOD: costPeriod } })
  open.push(context)
  return context
}

const day = (text: string) => Temporal.PlainDate.from(text)

/** A placement of a district, from one day to another; without a last day it goes on. */
function place(
  context: Context,
  district: string | null,
  startedOn: string,
  endedOn: string | null,
  endReason = 'as_planned',
) {
  return makePlacement(context, {
    placement: {
      district,
      startedOn: day(startedOn),
      endedOn: endedOn === null ? null : day(endedOn),
      endReason: endReason as 'as_planned',
    },
  })
}

async function planned(context: Context) {
  const rows = await context.db
    .select({ district: districts.name, wave: surveys.wave, opensAt: surveys.opensAt })
    .from(surveys)
    .innerJoin(districts, eq(districts.id, surveys.districtId))
    .orderBy(districts.name, surveys.wave)
  return rows.map(
    ({ district, wave, opensAt }) =>
      `${district} ${wave} ${opensAt?.toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime()}`,
  )
}

describe('the cost returns of a period that is over', () => {
  it('are planned for the districts that had a placement going on in it', async () => {
    const context = await contextAt('2011-04-01T08:00')
    await place(context, 'Farsta', '2010-11-01', '2011-01-01')
    await place(context, 'Kista', '2011-03-31', null)
    await place(context, 'Norrmalm', '2011-01-10', '2011-06-30')
    await place(context, 'Before', '2010-11-01', '2010-12-31')
    await place(context, 'After', '2011-04-01', null)
    await place(context, 'Cancelled', '2011-01-10', '2011-02-28', 'withdrawn')
    await place(context, null, '2011-01-10', '2011-02-28')
    await planCostReturns(context, context.clock.now())
    expect(await planned(context)).toEqual([
      'Farsta 2011-Q1 2011-04-01T09:00:00',
      'Kista 2011-Q1 2011-04-01T09:00:00',
      'Norrmalm 2011-Q1 2011-04-01T09:00:00',
    ])
  })

  it('are about a year where the setting says so', async () => {
    const context = await contextAt('2012-01-02T08:00', 'year')
    await place(context, 'Farsta', '2011-02-01', '2011-04-30')
    await planCostReturns(context, context.clock.now())
    expect(await planned(context)).toEqual(['Farsta 2011 2012-01-02T09:00:00'])
  })

  it('are none where the setting says none', async () => {
    const context = await contextAt('2011-04-01T08:00', 'none')
    await place(context, 'Farsta', '2011-02-01', '2011-02-28')
    await planCostReturns(context, context.clock.now())
    expect(await planned(context)).toEqual([])
  })

  it.each([
    ['on its last day', '2011-03-31T23:59', []],
    ['the day after', '2011-04-01T00:00', ['Farsta 2011-Q1 2011-04-01T09:00:00']],
    ['sixty days after it', '2011-05-30T12:00', ['Farsta 2011-Q1 2011-04-01T09:00:00']],
    ['sixty-one days after it', '2011-05-31T12:00', []],
  ])(
    'are planned from the day after it and as long as a placement would be: %s',
    async (_, now, expected) => {
      const context = await contextAt(now)
      await place(context, 'Farsta', '2011-02-01', '2011-02-28')
      await planCostReturns(context, context.clock.now())
      expect(await planned(context)).toEqual(expected)
    },
  )

  it('are planned once, by two instances at once and twice, with one event each', async () => {
    const context = await contextAt('2011-04-01T08:00')
    for (const district of ['Farsta', 'Kista', 'Norrmalm']) await place(context, district, '2011-02-01', null)
    const now = context.clock.now()
    await Promise.all([planCostReturns(context, now), planCostReturns(context, now)])
    await planCostReturns(context, now)
    expect(await planned(context)).toHaveLength(3)
    const told = await context.db.select().from(events).where(eq(events.kind, 'survey.scheduled'))
    expect(told.filter(({ placementId }) => placementId === null)).toHaveLength(3)
  })

  it('are added where an import tells of a district late, and leave the others as they are', async () => {
    const context = await contextAt('2011-04-01T08:00')
    await place(context, 'Farsta', '2011-02-01', null)
    await planCostReturns(context, context.clock.now())
    await place(context, 'Kista', '2011-02-01', null)
    await planCostReturns(context, swedish('2011-04-08T08:00'))
    expect(await planned(context)).toEqual([
      'Farsta 2011-Q1 2011-04-01T09:00:00',
      'Kista 2011-Q1 2011-04-01T09:00:00',
    ])
  })

  it('go to the phone list while nobody has told whom to ask', async () => {
    const context = await contextAt('2011-04-01T08:00')
    await place(context, 'Farsta', '2011-02-01', null)
    await context.tickAt('2011-04-01T09:00')
    const [survey] = await context.db.select().from(surveys).where(eq(surveys.wave, '2011-Q1'))
    expect(survey).toMatchObject({ state: 'phone', phoneReason: 'no_address' })
    const [contact] = await context.db
      .select()
      .from(contacts)
      .where(eq(contacts.id, survey?.contactId ?? 0))
    expect(contact).toMatchObject({ name: '', email: null, employerId: null, participantId: null })
  })
})
