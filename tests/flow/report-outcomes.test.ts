import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  employmentForms,
  endReasons,
  purposes,
  sexes,
  subsidies,
  workingHours,
} from '../../src/domain/codes.ts'
import { outcomes } from '../../src/domain/outcome.ts'
import { type Report, tableBy } from '../../src/domain/report.ts'
import { reportJson } from '../../src/domain/report-json.ts'
import { defaultPeriod, reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { generateOutcomes } from '../support/generated-outcomes.ts'
import { clearOutcomes, type OutcomeRow, outcomeRow, storeOutcomes } from '../support/outcomes.ts'

const from = Temporal.PlainDate.from('2011-01-01')
const to = Temporal.PlainDate.from('2011-12-31')
const now = Temporal.Instant.from('2012-03-01T08:00:00Z')
const job = { employment: 'yes', form: 'seasonal', hours: 'part_time', subsidised: 'no' }

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clearOutcomes(database.db))
afterAll(() => database.drop())

async function reportOn(rows: OutcomeRow[], moment = now): Promise<Report> {
  await storeOutcomes(database.db, rows)
  return reportOutcomes(database, { from, to, filters: {}, exact: true, now: moment })
}

describe('a report', () => {
  test.each([11, 12, 13])('equals a count by plain loops over generated placements, seed %i', async seed => {
    const rows = generateOutcomes(1_500, seed)
    const moment = Temporal.Instant.from('2011-11-15T12:00:00Z')
    const report = await reportOn(rows, moment)
    const { placements, cells, employers } = JSON.parse(JSON.stringify(reportJson(report)))
    expect({ placements, cells, employers }).toEqual(countByLoops(rows, '2011-11-15'))
    expect(report.placements.known).toBeGreaterThan(100)
  })

  test('of a period in which nothing ended has complete cells of zeros, no employers and no rates', async () => {
    const report = await reportOn([outcomeRow({ endedOn: '2010-12-31' }), outcomeRow({ endedOn: null })])
    expect(report.placements).toEqual({ ended: 0, surveyed: 0, answered: 0, known: 0 })
    expect(report.rates).toEqual({
      response: null,
      knowledge: null,
      employment: { value: null, lower: null, upper: null },
    })
    const counts = report.tables.flatMap(({ rows }) => rows.flatMap(row => Object.values(row.counts)))
    expect(counts.length).toBeGreaterThan(100)
    expect(counts.every(count => count === 0)).toBe(true)
    expect(report.hosts?.list).toEqual([])
  })

  test('has both days of its period', async () => {
    const days = ['2010-12-31', '2011-01-01', '2011-12-31', '2012-01-01']
    const report = await reportOn(days.map(endedOn => outcomeRow({ endedOn })))
    expect(report.placements.ended).toBe(2)
  })

  test('leaves out what the case system withdrew, and keeps what was interrupted or has no reason', async () => {
    const reasons = [...endReasons, null]
    const report = await reportOn(reasons.map(endReason => outcomeRow({ endReason })))
    expect(report.placements.ended).toBe(3)
  })

  test.each([
    ['the evening before in Sweden', '2011-12-29T22:59:59Z', 0],
    ['the first moment of the day in Sweden', '2011-12-29T23:00:00Z', 1],
    ['the day after', '2011-12-31T08:00:00Z', 1],
  ])('counts a placement as ended from its last day on: %s', async (_case, moment, ended) => {
    const report = await reportOn([outcomeRow({ endedOn: '2011-12-30' })], Temporal.Instant.from(moment))
    expect(report.placements.ended).toBe(ended)
  })

  test.each([
    [null, 0],
    ['scheduled', 0],
    ['open', 1],
    ['phone', 1],
    ['closed', 1],
    ['withdrawn', 0],
  ] as const)('counts a placement whose survey is %s as surveyed %i times', async (state, surveyed) => {
    const report = await reportOn([outcomeRow({ state })])
    expect(report.placements).toEqual({ ended: 1, surveyed, answered: 0, known: 0 })
  })

  test('knows an outcome by link or phone, and counts only those by link as answered', async () => {
    const report = await reportOn([
      outcomeRow({ state: 'answered', answers: [{ source: 'link', values: { employment: 'no' } }] }),
      outcomeRow({ state: 'answered', answers: [{ source: 'phone', values: job }] }),
      outcomeRow(),
    ])
    expect(report.placements).toEqual({ ended: 3, surveyed: 3, answered: 1, known: 2 })
    expect(report.rates.employment).toEqual({ value: 1 / 2, lower: 1 / 3, upper: 2 / 3 })
  })

  test('counts the latest of several answers, and where it came from', async () => {
    const report = await reportOn([
      outcomeRow({
        state: 'answered',
        answers: [
          { source: 'link', values: job },
          { source: 'link', values: { employment: 'not_yet' } },
          { source: 'phone', values: { employment: 'no' } },
        ],
      }),
    ])
    expect(report.placements).toMatchObject({ answered: 0, known: 1 })
    const [row] = tableBy(report, 'purpose', 'sex')?.rows ?? []
    expect(row).toMatchObject({ group: { sex: 'woman', purpose: 'language' }, counts: { no: 1, yes: 0 } })
    expect(report.details.find(({ detail }) => detail === 'form')?.rows[0]?.of).toBe(0)
  })

  test('lists employers by placements, then by name in Swedish order, and tells units of one number apart', async () => {
    const names = ['Öppna förskolan', 'Ängen', 'Åkern', 'Zonen', 'Äpplet', 'Äpplet', 'apoteket']
    const rows = names.map(name => outcomeRow({ employer: { organisationNumber: '2120000142', name } }))
    const report = await reportOn(rows)
    expect(report.hosts?.list.map(({ name, placements }) => `${name} ${placements}`)).toEqual([
      'Äpplet 2',
      'apoteket 1',
      'Zonen 1',
      'Åkern 1',
      'Ängen 1',
      'Öppna förskolan 1',
    ])
  })

  test('as JSON has the keys and codes of the design', async () => {
    const answered = { source: 'link', values: job } as const
    const report = await reportOn([outcomeRow({ state: 'answered', answers: [answered] })])
    const json = JSON.parse(JSON.stringify(reportJson(report)))
    expect(Object.keys(json)).toEqual(expect.arrayContaining(['period', 'placements', 'cells', 'employers']))
    expect(Object.keys(json.cells)).toEqual(['employment', 'form', 'hours', 'subsidised'])
    expect(json.period).toEqual({ from: '2011-01-01', to: '2011-12-31' })
    expect(json.placements).toEqual({ ended: 1, surveyed: 1, answered: 1, known: 1 })
    expect(json.rates).toEqual({ response: 1, knowledge: 1, employment: { value: 1, lower: 1, upper: 1 } })
    expect(json.cells.employment[0]).toEqual({ sex: 'woman', purpose: 'language', answer: 'yes', count: 1 })
    expect(json.cells.form[4]).toEqual({ sex: 'woman', code: 'seasonal', count: 1 })
    expect(json.cells.hours[1]).toEqual({ sex: 'woman', code: 'part_time', count: 1 })
    expect(json.cells.subsidised[1]).toEqual({ sex: 'woman', code: 'no', count: 1 })
    expect(json.employers).toEqual([
      {
        organisation_number: '5560160680',
        name: 'Bageriet AB',
        sector: 'private',
        placements: 1,
        answered: 1,
        employed: 1,
      },
    ])
  })
})

describe('a public report', () => {
  test.each([
    ['a year', '2011-01-01', '2011-12-31'],
    ['a quarter', '2011-04-01', '2011-06-30'],
    ['a month', '2011-05-01', '2011-05-31'],
    ['months across quarters', '2011-02-01', '2011-08-31'],
  ])('of %s tells what the exact one tells of women and men, or nothing', async (_case, first, last) => {
    const days = { from: Temporal.PlainDate.from(first), to: Temporal.PlainDate.from(last) }
    await storeOutcomes(database.db, generateOutcomes(3_000, 5))
    const exact = await reportOutcomes(database, { ...days, filters: {}, exact: true, now })
    const told = await reportOutcomes(database, { ...days, filters: {}, exact: false, now })
    const rows = told.tables.filter(({ by }) => by.includes('sex')).flatMap(table => table.rows)
    expect(rows.filter(({ counts }) => counts.known !== null).length).toBeGreaterThan(1)
    for (const { group, counts } of rows) {
      const same = tableBy(exact, ...(Object.keys(group) as ('sex' | 'purpose')[]))?.rows.find(
        row => row.group.sex === group.sex && row.group.purpose === group.purpose,
      )
      for (const [measure, count] of Object.entries(counts))
        if (count !== null) expect(count).toBe(same?.counts[measure as 'ended'])
    }
  })

  test.each([
    ['a period that cuts a month', '2011-01-01', '2011-12-30', 'not_whole_months'],
    ['a period that is not over', '2012-01-01', '2012-12-31', 'not_over'],
    ['a period in which three placements ended', '2011-12-01', '2011-12-31', 'too_few'],
  ])('of %s shows nothing: %s to %s, %s', async (_case, first, last, reason) => {
    await storeOutcomes(database.db, [outcomeRow(), outcomeRow(), outcomeRow()])
    const days = { from: Temporal.PlainDate.from(first), to: Temporal.PlainDate.from(last) }
    const report = await reportOutcomes(database, { ...days, filters: {}, exact: false, now })
    expect(report.nothingShown).toBe(reason)
    expect(Object.values(report.placements)).toEqual([null, null, null, null])
    const { cells, employers } = JSON.parse(JSON.stringify(reportJson(report)))
    expect(cells.employment).toHaveLength(45)
    expect(cells.employment.every(({ count }: { count: unknown }) => count === null)).toBe(true)
    expect(employers).toEqual([])
  })

  test('of a period in which nothing ended tells zeros, for there is nobody to find', async () => {
    const report = await reportOutcomes(database, { from, to, filters: {}, exact: false, now })
    expect(report.nothingShown).toBe(null)
    expect(report.placements).toEqual({ ended: 0, surveyed: 0, answered: 0, known: 0 })
  })

  test('under a filter that leaves one person shows nothing', async () => {
    const many = Array.from({ length: 60 }, () => outcomeRow({ sex: 'man' }))
    await storeOutcomes(database.db, [...many, outcomeRow({ sex: 'woman' })])
    const report = await reportOutcomes(database, { from, to, filters: { sex: 'woman' }, exact: false, now })
    expect(report.nothingShown).toBe('too_few')
  })

  test('never tells how those without a registered sex did', async () => {
    const registered = (['woman', 'man'] as const).flatMap(sex =>
      Array.from({ length: 40 }, () => outcomeRow({ sex })),
    )
    const without = Array.from({ length: 12 }, (_, index) =>
      outcomeRow(
        index < 6
          ? { sex: 'unknown', state: 'answered', answers: [{ source: 'link', values: job }] }
          : { sex: 'unknown' },
      ),
    )
    await storeOutcomes(database.db, [...registered, ...without])
    const report = await reportOutcomes(database, { from, to, filters: {}, exact: false, now })
    expect(report.placements.ended).toBe(92)
    expect(report.withoutSex).toBe(12)
    expect(tableBy(report)?.rows[0]?.counts.ended).toBe(80)
    const filtered = await reportOutcomes(database, {
      from,
      to,
      filters: { sex: 'unknown' },
      exact: false,
      now,
    })
    expect(filtered.nothingShown).toBe('too_few')
  })

  test('counts those without a registered sex nowhere where they are too few', async () => {
    const registered = (['woman', 'man'] as const).flatMap(sex =>
      Array.from({ length: 40 }, () => outcomeRow({ sex })),
    )
    await storeOutcomes(database.db, [...registered, outcomeRow({ sex: 'unknown' })])
    const report = await reportOutcomes(database, { from, to, filters: {}, exact: false, now })
    expect(report.placements.ended).toBe(80)
    expect(report.withoutSex).toBe(null)
  })
})

describe('the period that is shown first', () => {
  test.each([
    ['is last year', ['2011-05-05', '2012-02-01'], '2011-01-01', '2011-12-31'],
    ['is the last whole year with data', ['2009-05-05', '2012-02-01'], '2009-01-01', '2009-12-31'],
    ['is this year so far before there is a whole one', ['2012-02-01'], '2012-01-01', '2012-02-29'],
    ['is this year so far where there is no data', [], '2012-01-01', '2012-02-29'],
  ])('%s', async (_case, days, first, last) => {
    await storeOutcomes(
      database.db,
      days.map(endedOn => outcomeRow({ endedOn })),
    )
    const period = await defaultPeriod(database, now)
    expect([period.from.toString(), period.to.toString()]).toEqual([first, last])
  })

  test('is the month before in the January of a new register', async () => {
    const period = await defaultPeriod(database, Temporal.Instant.from('2012-01-20T08:00:00Z'))
    expect([period.from.toString(), period.to.toString()]).toEqual(['2011-12-01', '2011-12-31'])
  })

  test('does not count a year in which everything was withdrawn', async () => {
    await storeOutcomes(database.db, [
      outcomeRow({ endedOn: '2010-05-05' }),
      outcomeRow({ endedOn: '2011-05-05', endReason: 'withdrawn' }),
    ])
    expect((await defaultPeriod(database, now)).from.year).toBe(2010)
  })
})

/** The same report, counted one placement at a time. */
function countByLoops(rows: OutcomeRow[], today: string) {
  const ended = rows.filter(
    ({ endedOn, endReason }) =>
      endedOn !== null &&
      endedOn >= '2011-01-01' &&
      endedOn <= '2011-12-31' &&
      endedOn <= today &&
      endReason !== 'withdrawn',
  )
  const last = (row: OutcomeRow) => row.answers.at(-1)
  const answerTo = (row: OutcomeRow, question: string) => last(row)?.values[question]
  const by = (code: string, question: string, sex: string) =>
    ended.filter(row => row.sex === sex && answerTo(row, question) === code).length
  const table = <Code extends string>(question: string, codes: readonly Code[]) =>
    sexes.flatMap(sex => codes.map(code => ({ sex, code, count: by(code, question, sex) })))
  return {
    placements: {
      ended: ended.length,
      surveyed: ended.filter(({ state }) => !['scheduled', 'withdrawn', null].includes(state)).length,
      answered: ended.filter(row => last(row)?.source === 'link').length,
      known: ended.filter(row => row.answers.length > 0).length,
    },
    cells: {
      employment: sexes.flatMap(sex =>
        purposes.flatMap(purpose =>
          outcomes.map(answer => {
            const counted = ended.filter(
              row =>
                row.sex === sex &&
                row.purpose === purpose &&
                (answerTo(row, 'employment') ?? 'unknown') === answer,
            )
            return { sex, purpose, answer, count: counted.length }
          }),
        ),
      ),
      form: table('form', employmentForms),
      hours: table('hours', workingHours),
      subsidised: table('subsidised', subsidies),
    },
    employers: employersByLoops(rows, ended),
  }
}

function employersByLoops(rows: OutcomeRow[], ended: OutcomeRow[]) {
  const order = [...new Map(rows.map(({ employer }) => [JSON.stringify(employer), employer])).values()]
  return order
    .map((employer, stored) => {
      const own = ended.filter(row => JSON.stringify(row.employer) === JSON.stringify(employer))
      const answers = own.map(row => row.answers.at(-1))
      return {
        stored,
        organisation_number: employer.organisationNumber,
        name: employer.name,
        sector: 'private',
        placements: own.length,
        answered: answers.filter(answer => answer?.source === 'link').length,
        employed: answers.filter(answer => answer?.values.employment === 'yes').length,
      }
    })
    .filter(({ placements }) => placements > 0)
    .sort(
      (a, b) => b.placements - a.placements || a.name.localeCompare(b.name, 'sv-SE') || a.stored - b.stored,
    )
    .map(({ stored, ...employer }) => employer)
}
