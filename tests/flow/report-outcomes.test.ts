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
import type { Report } from '../../src/domain/statistics.ts'
import { defaultPeriod, reportJson, reportOutcomes } from '../../src/flow/report-outcomes.ts'
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
  return reportOutcomes(database, { from, to, now: moment })
}

describe('a report', () => {
  test.each([11, 12, 13])('equals a count by plain loops over generated placements, seed %i', async seed => {
    const rows = generateOutcomes(1_500, seed)
    const moment = Temporal.Instant.from('2011-11-15T12:00:00Z')
    const report = await reportOn(rows, moment)
    expect({ ...report, rates: undefined }).toEqual({ ...countByLoops(rows, '2011-11-15'), rates: undefined })
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
    expect(report.cells.employment).toHaveLength(45)
    expect(report.cells.employment.every(({ count }) => count === 0)).toBe(true)
    expect(report.employers).toEqual([])
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
    expect(report.cells.employment.filter(({ count }) => count > 0)).toEqual([
      { sex: 'woman', purpose: 'language', answer: 'no', count: 1 },
    ])
    expect(report.cells.form.every(({ count }) => count === 0)).toBe(true)
  })

  test('lists employers by placements, then by name in Swedish order, and tells units of one number apart', async () => {
    const names = ['Öppna förskolan', 'Ängen', 'Åkern', 'Zonen', 'Äpplet', 'Äpplet', 'apoteket']
    const rows = names.map(name => outcomeRow({ employer: { organisationNumber: '2120000142', name } }))
    const report = await reportOn(rows)
    expect(report.employers.map(({ name, placements }) => `${name} ${placements}`)).toEqual([
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
    expect(Object.keys(json)).toEqual(['period', 'placements', 'rates', 'cells', 'employers'])
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

describe('the period that is shown first', () => {
  test.each([
    ['is last year', ['2011-05-05', '2012-02-01'], '2011-01-01', '2011-12-31'],
    ['is the last whole year with data', ['2009-05-05', '2012-02-01'], '2009-01-01', '2009-12-31'],
    ['is this year before there is a whole one', ['2012-02-01'], '2012-01-01', '2012-12-31'],
    ['is this year where there is no data', [], '2012-01-01', '2012-12-31'],
  ])('%s', async (_case, days, first, last) => {
    await storeOutcomes(
      database.db,
      days.map(endedOn => outcomeRow({ endedOn })),
    )
    const period = await defaultPeriod(database, now)
    expect([period.from.toString(), period.to.toString()]).toEqual([first, last])
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
    period: { from, to },
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
        ...employer,
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
