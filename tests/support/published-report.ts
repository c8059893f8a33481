import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import type { Context } from '../../src/context.ts'
import { lockPublishing } from '../../src/db/published-reports.ts'
import { insertRecipient } from '../../src/db/report-recipients.ts'
import { answers, surveys } from '../../src/db/schema.ts'
import { purposes } from '../../src/domain/codes.ts'
import { outcomes } from '../../src/domain/outcome.ts'
import type { Count, Group, Measure, OutcomeRow, Report } from '../../src/domain/report.ts'
import { definition, placementMeasures } from '../../src/domain/report.ts'
import type { ReportForm } from '../../src/domain/short-form.ts'
import type { Rates } from '../../src/domain/statistics.ts'
import { storePublication } from '../../src/flow/publish-report.ts'
import { outcomeRow, storeOutcomes } from './outcomes.ts'
import { swedish } from './swedish.ts'

const day = Temporal.PlainDate.from

const rates: Rates = {
  response: 0.5,
  knowledge: 0.8,
  employment: { value: 0.25, lower: 0.2, upper: 0.4 },
}

/** Counts of a row; what is not given is hidden. */
function countsOf(counts: Partial<Record<Measure, Count>>): Record<Measure, Count> {
  const hidden = Object.fromEntries([...placementMeasures, ...outcomes].map(name => [name, null]))
  return { ...(hidden as Record<Measure, null>), ...counts }
}

export function outcomeRowOf(group: Group, counts: Partial<Record<Measure, Count>>): OutcomeRow {
  return { group, counts: countsOf(counts), rates }
}

/** The public report of January 2026, with a little of everything. */
export function madeUpReport(changes: Partial<Report> = {}): Report {
  return {
    definition,
    exact: false,
    period: { from: day('2026-01-01'), to: day('2026-01-31') },
    filters: {},
    nothingShown: null,
    placements: { ended: 200, surveyed: 200, answered: 100, known: 160 },
    withoutSex: null,
    rates,
    tables: [
      {
        by: ['sex'],
        rows: [
          outcomeRowOf({ sex: 'woman' }, { ended: 120, known: 100, yes: 30 }),
          outcomeRowOf({ sex: 'man' }, { ended: 80, known: 60, yes: 10 }),
        ],
      },
      { by: ['unit'], rows: [outcomeRowOf({ unit: '1' }, { ended: 200, known: 160 })] },
    ],
    details: [
      { detail: 'form', by: [], rows: [{ group: {}, of: 40, counts: { permanent: 25, seasonal: null } }] },
    ],
    answerDays: [{ firstDay: 0, lastDay: 3, answers: 60 }],
    costs: null,
    hostViews: null,
    hosts: {
      bySector: [{ sector: 'all', hosts: 40, new: 10, returning: 30 }],
      list: [
        {
          id: 7,
          organisationNumber: '5560160680',
          name: 'Bageriet AB',
          sector: 'private',
          placements: 20,
          answered: 10,
          employed: null,
        },
      ],
    },
    unitNames: { '1': 'Jobbtorg City' },
    ...changes,
  }
}

/** Publishes a made-up report as the first version, by the schedule or by a member of staff. */
export async function publishMadeUp(
  context: Context,
  report: Report = madeUpReport(),
  values: {
    kind?: 'chosen' | 'monthly' | 'quarterly'
    staffId?: string | null
    at?: string
    form?: ReportForm
  } = {},
): Promise<number> {
  const { kind = 'chosen', staffId = null, at = '2026-03-02T09:00', form = 'whole' } = values
  return context.db.transaction(async tx => {
    await lockPublishing(tx)
    const publication = { kind, follows: null, report, form, reason: null, staffId, publishedAt: swedish(at) }
    return (await storePublication(tx, publication)).id
  })
}

/** Fills an empty database with placements that ended in that month, most of them with an outcome. */
export async function storeMonth({ db }: Context, month: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) =>
    outcomeRow({
      endedOn: `${month}-15`,
      sex: index % 2 === 0 ? 'woman' : 'man',
      purpose: purposes[index % 3] ?? 'language',
      state: index % 5 === 0 ? 'closed' : 'answered',
      answers:
        index % 5 === 0 ? [] : [{ source: 'link', values: { employment: index % 4 === 0 ? 'yes' : 'no' } }],
    }),
  )
  await storeOutcomes(db, rows)
}

/** So many of the employers who had not answered do so now. */
export async function answerLate({ db }: Context, count: number, at: string): Promise<void> {
  const silent = await db.select().from(surveys).where(eq(surveys.state, 'closed')).limit(count)
  for (const { id } of silent) {
    await db.insert(answers).values({
      surveyId: id,
      version: 1,
      questionnaireVersion: 1,
      source: 'link',
      values: { employment: 'no' },
      answeredAt: swedish(at),
    })
    await db.execute(sql`update surveys set answer_version = 1, state = 'answered' where id = ${id}`)
  }
}

/** Puts an address on the list of those who get reports. */
export async function addToList(
  context: Context,
  staffId: string,
  email: string,
  values: { language?: 'sv' | 'en'; monthly?: boolean; quarterly?: boolean } = {},
): Promise<number> {
  const { language = 'sv', monthly = true, quarterly = true } = values
  const recipient = { email, language, monthly, quarterly, addedBy: staffId, addedAt: context.clock.now() }
  return (await insertRecipient(context.db, recipient)) ?? 0
}

const count = fc.option(fc.integer({ min: 0, max: 40 }), { nil: null })
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })
const someRates = fc.record({
  response: share,
  knowledge: share,
  employment: fc.record({ value: share, lower: share, upper: share }),
})
const measures = fc.record(
  Object.fromEntries([...placementMeasures, ...outcomes].map(name => [name, count])) as Record<
    Measure,
    typeof count
  >,
)
const someRows = (groups: readonly Group[]) =>
  fc.tuple(
    ...groups.map(group => fc.record({ group: fc.constant(group), counts: measures, rates: someRates })),
  )

/** Any public report of January 2026. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    placements: fc.record({ ended: count, surveyed: count, answered: count, known: count }),
    withoutSex: count,
    rates: someRates,
    women: someRows([{ sex: 'woman' }, { sex: 'man' }]),
    units: someRows([{ unit: '1', sex: 'woman' }]),
    of: count,
    permanent: count,
    answers: fc.nat(50),
    lastDay: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ women, units, of, permanent, answers: given, lastDay, ...rest }) =>
    madeUpReport({
      ...rest,
      tables: [
        { by: ['sex'], rows: women },
        { by: ['unit', 'sex'], rows: units },
      ],
      details: [{ detail: 'form', by: [], rows: [{ group: {}, of, counts: { permanent } }] }],
      answerDays: [{ firstDay: 0, lastDay, answers: given }],
    }),
  )
