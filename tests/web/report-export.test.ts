import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '../../src/files/table.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { seenOn } from '../support/report-page.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

const year = 'from=2011-01-01&to=2011-12-31'
const job = { employment: 'yes', form: 'permanent', hours: 'full_time', subsidised: 'no' }

/** As a register may hold it: with two blanks in a row, and longer than any field of a form of ours. */
const longDistrict = `Södra  ${'Ängby '.repeat(40)}slut`

let context: TestContext
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  await storeOutcomes(context.db, [
    ...copies(30, { state: 'answered', answers: [{ source: 'link', values: job }] }),
    ...copies(30, { state: 'answered', answers: [{ source: 'phone', values: { employment: 'no' } }] }),
    ...copies(30, {}),
    ...copies(30, { district: longDistrict }),
    ...copies(3, { employer: { organisationNumber: '2120000142', name: '=Kiosk' }, sex: 'unknown' }),
  ])
  analyst = await signedIn(context, createStaffSite(context), 'analyst')
})
afterAll(() => context.close())

describe('a report as a file', () => {
  test.each([
    [
      'xlsx',
      'rapport-2011-01-01-2011-12-31.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['csv', 'rapport-2011-01-01-2011-12-31.csv', 'text/csv; charset=utf-8'],
    ['json', 'rapport-2011-01-01-2011-12-31.json', 'application/json; charset=utf-8'],
    ['json-stat', 'rapport-2011-01-01-2011-12-31.json-stat.json', 'application/json; charset=utf-8'],
  ])('is downloaded as %s under its name', async (format, name, type) => {
    const { headers } = await download(`${year}&format=${format}`)
    expect(headers['content-disposition']).toBe(`attachment; filename=${name}`)
    expect(headers['content-type']).toBe(type)
  })

  test('holds the public figures, and nothing of single placements', async () => {
    const { columns, rows } = await readTable((await download(`${year}&format=csv`)).body)
    const counts = rows.map(row => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
    expect(counts).toContainEqual(expect.objectContaining({ table: 'outcome', measure: 'yes', count: '30' }))
    expect(counts.filter(({ sex, table }) => sex === 'unknown' && table !== 'placements')).toEqual([])
    const kiosk = counts.filter(({ employer }) => employer === '=Kiosk')
    expect(kiosk.map(({ count, hidden }) => [count, hidden])).toEqual(Array(3).fill(['', 'yes']))
  })

  test('is in the language of its reader, with the filter in its definitions', async () => {
    const request = analyst.get(`/reports/export?${year}&sex=woman`).set('Cookie', 'lang=en')
    const { body } = await request.set('Accept-Language', 'en').responseType('blob').expect(200)
    const read = await readXlsxFile(body)
    expect(read.map(({ sheet }) => sheet)).toContain('Outcome (purpose)')
    expect(read.at(-1)?.data).toContainEqual(['Selection', 'Sex: Women.'])
  })

  test('is of just what the page is of, also with a name of two blanks in a row', async () => {
    const query = `${year}&district=${encodeURIComponent(longDistrict)}`
    const { body } = await download(`${query}&format=json`)
    expect(JSON.parse(String(body))).toMatchObject({
      filters: { district: longDistrict },
      placements: { ended: 30 },
    })
    const { text } = await analyst.get(`/reports?${query}`).expect(200)
    expect(seenOn(text)).toContain('30 placeringar')
  })

  test('of a period that may not be shown has everything hidden and says why', async () => {
    const { body } = await download('from=2011-01-02&to=2011-12-31&format=json')
    expect(JSON.parse(String(body))).toMatchObject({
      nothing_shown: 'not_whole_months',
      placements: { ended: null, surveyed: null, answered: null, known: null },
      tables: [],
    })
  })

  test('on those without a registered sex shows nothing', async () => {
    const { body } = await download(`${year}&sex=unknown&format=json`)
    expect(JSON.parse(String(body))).toMatchObject({ nothing_shown: 'too_few', tables: [] })
  })

  test.each([
    ['', '/reports?from=&to='],
    ['format=csv&from=2011-12-31&to=2011-01-01', '/reports?from=2011-12-31&to=2011-01-01'],
    [`${year}&sex=x`, `/reports?${year}&sex=x`],
    [`${year}&unit=1&district=Farsta&format=json`, `/reports?${year}&unit=1&district=Farsta`],
    ['from=//example.org&to=%0d%0aX', '/reports?from=%2F%2Fexample.org&to=X'],
  ])('leads back to the page, which says what is wrong: %s', async (query, location) => {
    const { headers } = await analyst.get(`/reports/export?${query}`).expect(303)
    expect(headers.location).toBe(location)
  })

  test('is not for a coach', async () => {
    const coach = await signedIn(context, createStaffSite(context), 'coach', { unitId: 1 })
    await coach.get(`/reports/export?${year}`).expect(403)
  })
})

function download(query: string) {
  return analyst.get(`/reports/export?${query}`).responseType('blob').expect(200)
}

function copies(count: number, changes: Parameters<typeof outcomeRow>[0]) {
  return Array.from({ length: count }, (_, index) =>
    outcomeRow({ sex: index % 2 === 0 ? 'woman' : 'man', ...changes }),
  )
}
