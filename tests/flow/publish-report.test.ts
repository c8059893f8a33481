import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  findPublishedReport,
  listPublications,
  type PublicationsPage,
  versionsOf,
} from '../../src/db/published-reports.ts'
import { publishedReports } from '../../src/db/report-schema.ts'
import { events } from '../../src/db/schema.ts'
import type { Filters } from '../../src/domain/report.ts'
import { planPublication, publishReport } from '../../src/flow/publish-report.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { answerLate, madeUpReport, publishMadeUp, storeMonth } from '../support/published-report.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-03-02T12:00' })
})
afterEach(() => context.close())

const day = Temporal.PlainDate.from
const january = { from: day('2026-01-01'), to: day('2026-01-31') }

type Order = Partial<Parameters<typeof publishReport>[1]>

function publish(order: Order = {}) {
  return publishReport(context, {
    period: january,
    filters: {},
    kind: null,
    reason: '',
    basedOn: 0,
    staffId: 'kim',
    now: context.clock.now(),
    ...order,
  })
}

async function publishedId(order: Order = {}): Promise<number> {
  const published = await publish(order)
  if (published.outcome !== 'published') throw new Error(JSON.stringify(published))
  return published.id
}

const tellings = () =>
  context.db.select().from(events).where(eq(events.kind, 'report.published')).orderBy(events.id)

describe('publishing', () => {
  it('stores what the public report is now, with its definition, when and who, and tells of it', async () => {
    await storeMonth(context, '2026-01', 200)
    const id = await publishedId()
    const { report } = await planPublication(context, {
      period: january,
      filters: {},
      kind: null,
      now: context.clock.now(),
    })
    expect(report.placements).toMatchObject({ ended: 200, known: 160 })
    expect(await findPublishedReport(context.db, id)).toEqual({
      id,
      kind: 'chosen',
      reportId: id,
      version: 1,
      definition: report.definition,
      period: january,
      filters: {},
      reason: null,
      staffName: 'Kim',
      publishedAt: context.clock.now(),
      report,
      form: 'short',
    })
    const detail = { publishedReportId: id, reportId: id, version: 1, kind: 'chosen' }
    expect(await tellings()).toMatchObject([
      { at: context.clock.now(), actor: 'kim', detail: { ...detail, from: '2026-01-01', to: '2026-01-31' } },
    ])
  })

  it('a later answer does not change what is published', async () => {
    await storeMonth(context, '2026-01', 200)
    const id = await publishedId()
    const before = await findPublishedReport(context.db, id)
    await answerLate(context, 20, '2026-03-03T09:00')
    expect(await findPublishedReport(context.db, id)).toEqual(before)
    const { report } = await planPublication(context, {
      period: january,
      filters: {},
      kind: null,
      now: context.clock.now(),
    })
    expect(report.placements.known).toBe(180)
  })

  it.each([
    ['days', 200, day('2026-01-02'), january.to, 'not_whole_months'],
    ['a month that goes on', 200, day('2026-03-01'), day('2026-03-31'), 'not_over'],
    ['too few placements', 3, january.from, january.to, 'too_few'],
  ])('of %s is refused', async (_words, count, from, to, why) => {
    await storeMonth(context, '2026-01', count)
    expect(await publish({ period: { from, to } })).toEqual({ outcome: 'refused', why })
    expect(await context.db.$count(publishedReports)).toBe(0)
    expect(await tellings()).toEqual([])
  })
})

describe('while the year goes on', () => {
  beforeEach(() => storeMonth(context, '2026-01', 200))
  const quarter = { from: day('2026-01-01'), to: day('2026-03-31') }
  const inApril = swedish('2026-04-01T12:00')
  const inJanuary = swedish('2027-01-04T12:00')
  const tablesOf = async (id: number) => {
    const published = await findPublishedReport(context.db, id)
    return { form: published?.form, by: published?.report.tables.map(({ by }) => by.join()) }
  }

  it('a report is published in short form, and in whole when the year is over', async () => {
    const month = await publishedId()
    expect(await tablesOf(month)).toEqual({ form: 'short', by: ['', 'sex'] })
    expect((await findPublishedReport(context.db, month))?.report).toMatchObject({ hosts: null, details: [] })
    const id = await publishedId({ period: quarter, now: inApril })
    expect(await tablesOf(id)).toEqual({ form: 'short', by: ['', 'sex', 'purpose'] })
    const again = { basedOn: month, now: inJanuary, reason: 'Året är över' }
    const plan = await planPublication(context, { period: january, filters: {}, kind: null, now: inJanuary })
    expect(plan).toMatchObject({ form: 'whole', changes: [], isUnchanged: false })
    const whole = await publishedId(again)
    const { form, by } = await tablesOf(whole)
    expect([form, by]).toEqual(['whole', expect.arrayContaining(['purpose,sex', 'unit'])])
    expect(await publish({ ...again, basedOn: whole })).toEqual({ outcome: 'unchanged', id: whole })
  })

  it('one with filters is refused, and published when the year is over', async () => {
    const women: Filters = { sex: 'woman' }
    expect(await publish({ filters: women })).toEqual({ outcome: 'refused', why: 'year_not_over' })
    expect(await publish({ filters: women, now: inJanuary })).toMatchObject({ outcome: 'published' })
  })
})

describe('a second publication of the same', () => {
  beforeEach(() => storeMonth(context, '2026-01', 200))

  it('says that nothing has changed, and publishes nothing', async () => {
    const id = await publishedId()
    expect(await publish({ basedOn: 1, reason: 'Igen' })).toEqual({ outcome: 'unchanged', id })
    expect(await context.db.$count(publishedReports)).toBe(1)
  })

  it('is a new version of it with its reason, and what changed can be told; the earlier one stays', async () => {
    const first = await publishedId()
    await answerLate(context, 20, '2026-03-03T09:00')
    const request = { period: january, filters: {}, kind: null, now: context.clock.now() }
    const { follows, changes } = await planPublication(context, request)
    expect(follows?.version).toBe(1)
    expect(changes).toContainEqual(
      expect.objectContaining({ table: 'placements', measure: 'known', before: 160, after: 180 }),
    )
    const second = await publishedId({ basedOn: 1, reason: ' Sena svar.\r\n' })
    const versions = await versionsOf(context.db, first)
    expect(versions.map(({ id, version, reason }) => ({ id, version, reason }))).toEqual([
      { id: first, version: 1, reason: null },
      { id: second, version: 2, reason: 'Sena svar.' },
    ])
    expect(versions.map(({ report }) => report.placements.known)).toEqual([160, 180])
    expect((await listPublications(context.db, 'first', 10)).rows.map(({ id }) => id)).toEqual([second])
  })

  it.each([
    ['', 'required'],
    [' \n ', 'required'],
    ['Fel om 19850709-1234', 'personal_identity_number'],
    ['x'.repeat(501), 'too_long'],
  ])('wants a reason in words: %j is told as %s', async (reason, problem) => {
    await publishedId()
    await answerLate(context, 20, '2026-03-03T09:00')
    expect(await publish({ basedOn: 1, reason })).toEqual({ outcome: 'invalid', problem })
    expect(await context.db.$count(publishedReports)).toBe(1)
  })

  it('takes a reason of 500 characters', async () => {
    await publishedId()
    await answerLate(context, 20, '2026-03-03T09:00')
    await publishedId({ basedOn: 1, reason: 'å'.repeat(500) })
  })

  it('with other filters is another report', async () => {
    const now = swedish('2027-01-04T12:00')
    const all = await publishedId({ now })
    const women: Filters = { sex: 'woman' }
    const id = await publishedId({ filters: women, now })
    expect(await findPublishedReport(context.db, id)).toMatchObject({ version: 1, filters: women })
    expect((await listPublications(context.db, 'first', 10)).rows.map(publication => publication.id)).toEqual(
      [id, all],
    )
  })

  it('corrects the one that the schedule has made, and keeps its kind', async () => {
    const scheduled = await publishMadeUp(context, madeUpReport(), { kind: 'monthly' })
    const id = await publishedId({ basedOn: 1, reason: 'Rättat' })
    const detail = { kind: 'monthly', reportId: scheduled, version: 2 }
    expect(await findPublishedReport(context.db, id)).toMatchObject(detail)
  })

  it('is based on the version that was seen, and not on one of another report with the same number', async () => {
    const other = await publishMadeUp(context, madeUpReport({ filters: { sex: 'man' } }))
    const id = await publishedId()
    await answerLate(context, 20, '2026-03-03T09:00')
    for (const basedOn of [0, 1, other]) {
      expect(await publish({ basedOn, reason: 'Sena svar' })).toEqual({ outcome: 'stale' })
    }
    await publishedId({ basedOn: id, reason: 'Sena svar' })
  })

  it('by two who did not know of each other is published once, and the other is told', async () => {
    const results = await Promise.all([publish(), publish(), publish()])
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['published', 'stale', 'stale'])
    expect(await context.db.$count(publishedReports)).toBe(1)
    await answerLate(context, 20, '2026-03-03T09:00')
    const corrections = await Promise.all([1, 2].map(() => publish({ basedOn: 1, reason: 'Sena svar' })))
    expect(corrections.map(({ outcome }) => outcome).toSorted()).toEqual(['published', 'stale'])
    expect(await tellings()).toHaveLength(2)
  })
})

it('the database refuses to change or remove what is published', async () => {
  await publishMadeUp(context)
  for (const statement of [
    sql`update published_reports set figures = '{}'`,
    sql`update published_reports set reason = 'x'`,
    sql`delete from published_reports`,
  ]) {
    await expect(context.db.execute(statement)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('append-only') },
    })
  }
  expect(await context.db.$count(publishedReports)).toBe(1)
})

it('the newest report is listed first, a page at a time in both directions', async () => {
  const filters: Filters[] = [{}, { sex: 'man' }, { sex: 'woman' }, { unit: '1' }, { unit: '2' }]
  const ids: number[] = []
  for (const some of filters) ids.unshift(await publishMadeUp(context, madeUpReport({ filters: some })))
  const [fifth = 0, fourth = 0, third = 0, second = 0, first = 0] = ids
  const read = async (page: PublicationsPage) => {
    const { rows, ...where } = await listPublications(context.db, page, 2)
    return { ids: rows.map(({ id }) => id), ...where }
  }
  expect(await read('first')).toEqual({ ids: [fifth, fourth], hasPrevious: false, hasNext: true })
  expect(await read({ after: fourth })).toEqual({ ids: [third, second], hasPrevious: true, hasNext: true })
  expect(await read({ after: second })).toEqual({ ids: [first], hasPrevious: true, hasNext: false })
  expect(await read({ before: first })).toEqual({ ids: [third, second], hasPrevious: true, hasNext: true })
  expect(await read({ before: third })).toEqual({ ids: [fifth, fourth], hasPrevious: false, hasNext: true })
})
