import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, type TestContext } from '../support/context.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

const job = { employment: 'yes', form: 'permanent', hours: 'full_time', subsidised: 'no' }
const period = '/reports?from=2011-01-01&to=2011-12-31'

let context: TestContext
let site: StaffSite
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  site = createStaffSite(context)
  await storeOutcomes(context.db, [
    ...copies(30, { state: 'answered', answers: [{ source: 'link', values: job }] }),
    ...copies(10, {
      sex: 'man',
      state: 'answered',
      answers: [{ source: 'phone', values: { employment: 'no' } }],
    }),
    ...copies(20, { sex: 'man' }),
  ])
  analyst = await signedIn(context, site, 'analyst')
})
afterAll(() => context.close())

describe('the report page', () => {
  test('says in words how much is known, and shows the three rates with their bounds', async () => {
    const text = textOf(await analyst.get(period).expect(200))
    expect(text).toContain('Av 60 avslutade placeringar är utfallet känt för 40.')
    expect(text).toContain('Av dem ledde 30 till arbete hos arbetsgivaren. För 20 vet vi inte hur det gick.')
    expect(text).toMatch(/Svarsfrekvens 50,0 %.*Kännedomsgrad 66,7 %.*Andel i arbete 75,0 %/)
    expect(text).toContain('Mellan 50,0 % och 83,3 % av alla avslutade')
    expect(text).toContain('Siffrorna visar exakta antal och är bara för internt bruk.')
  })

  test('has every purpose and sex in its table, and no share of fewer than 20', async () => {
    const { text } = await analyst.get(period)
    expect(text.match(/<tbody>/g)).toHaveLength(4)
    const rows = rowsOf(text)
    expect(rows).toHaveLength(16)
    expect(rows[0]).toEqual(['Kvinnor', '30', '30', '0', '0', '0', '0', '30', '100,0 %', '100,0 %–100,0 %'])
    expect(rows[1]).toEqual(['Män', '30', '0', '0', '0', '10', '20', '10', '–', '0,0 %–66,7 %'])
    expect(rows[2]).toEqual(['Okänt kön', '0', '0', '0', '0', '0', '0', '0', '–', '–'])
    expect(rows[15]).toEqual(['Alla', '60', '30', '0', '0', '10', '20', '40', '75,0 %', '50,0 %–83,3 %'])
  })

  test('draws one chart that says what it shows, and that its content security policy lets through', async () => {
    const response = await analyst.get(period)
    const charts = response.text.match(/<svg [^>]*>/g) ?? []
    expect(charts).toHaveLength(2)
    for (const chart of charts)
      expect(chart).toContain(
        'Andel av de avslutade placeringarna som vi vet ledde till arbete: språkpraktik 50,0',
      )
    expect(response.headers['content-security-policy']).toContain("style-src 'self'")
    expect(response.text).not.toMatch(/ style=|<style|<script/)
  })

  test('speaks English too', async () => {
    const text = textOf(await analyst.get(period).set('Cookie', 'lang=en').set('Accept-Language', 'en'))
    expect(text).toContain('Of 60 ended placements, the outcome is known for 40.')
  })

  test('opens with the last whole year in which placements ended', async () => {
    const { text } = await analyst.get('/reports').expect(200)
    expect(text).toContain('value="2011-01-01"')
    expect(text).toContain('value="2011-12-31"')
    expect(textOf({ text })).toContain('Placeringar som avslutades 1 januari–31 december 2011')
  })

  test('says that nothing ended in an empty period, without rates, chart or table', async () => {
    const { text } = await analyst.get('/reports?from=2001-01-01&to=2001-12-31').expect(200)
    expect(textOf({ text })).toContain('Ingen placering avslutades 1 januari–31 december 2001.')
    expect(text).not.toMatch(/<svg|<table|<dl/)
  })

  test.each([
    ['from=2011-02-30&to=2011-12-31', 'Första dagen ska vara ett datum'],
    ['from=2011-12-31&to=2011-01-01', 'Sista dagen får inte vara före första dagen.'],
    ['from=2011-01-01', 'Ange sista dagen i perioden.'],
    ['from=2011-01-01&from=2012-01-01&to=2012-12-31', 'Ange första dagen i perioden.'],
  ])('tells what is wrong with the period %s, and keeps what was typed', async (query, message) => {
    const { text } = await analyst.get(`/reports?${query}`).expect(422)
    expect(textOf({ text })).toContain(message)
    expect(text).toContain('aria-invalid="true"')
    expect(text).toContain(`value="${new URLSearchParams(query).get('to') ?? ''}"`)
  })
})

describe('exact figures', () => {
  test.each([
    ['administrator', 200],
    ['coach', 403],
  ] as const)('for a signed-in %s: status %i', async (role, status) => {
    const agent = await signedIn(context, site, role, { unitId: 1 })
    await agent.get(period).expect(status)
  })

  test('are not for somebody who has not signed in', async () => {
    const response = await supertest(site.app).get(period).expect(303)
    expect(response.headers.location).toMatch(/^\/sign-in/)
  })
})

function copies(count: number, changes: Parameters<typeof outcomeRow>[0]) {
  return Array.from({ length: count }, () => outcomeRow(changes))
}

/** What a reader sees, with every blank as one space. */
function textOf({ text }: { text: string }): string {
  return text
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/[\s\u00a0]+/g, ' ')
}

function rowsOf(html: string): string[][] {
  return html
    .split('<tr')
    .filter(row => row.includes('scope="row"'))
    .map(row => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, cell]) => textOf({ text: cell ?? '' })))
}
