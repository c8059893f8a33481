import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, type TestContext as Running, test } from 'vitest'
import { reportFormats } from '../../src/files/report-file.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { countsInFile } from '../support/counts-in-file.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { yearFile } from '../support/placements-file.ts'
import { rowsInCsv } from '../support/report-formats.ts'
import {
  columnsOf,
  countIn,
  countsSaid,
  linksOf,
  rowsOf,
  seenOn,
  tableNames,
} from '../support/report-page.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { storeYear2011 } from '../support/stored-year.ts'

const year = '/reports?from=2011-01-01&to=2011-12-31'
const job = { employment: 'yes', form: 'permanent', hours: 'full_time', subsidised: 'no' }

const addresses = [
  year,
  '/reports?from=2011-01-01&to=2011-03-31',
  '/reports?from=2011-02-01&to=2011-02-28',
  `${year}&district=Norrmalm`,
  `${year}&sector=other_public&purpose=language`,
  `${year}&sex=woman&end_reason=interrupted`,
]

describe('the report of the year 2011', () => {
  let context: TestContext
  let analyst: Agent
  let stored: Promise<void> | undefined
  beforeAll(async () => {
    context = await createTestContext({ now: '2012-04-20T09:00' })
    analyst = await signedIn(context, createStaffSite(context), 'analyst')
  })
  afterAll(() => context.close())

  /** The page, of the year that is stored by the first test that asks for it; skipped where there are no files of it. */
  async function pageOf(running: Running, address = year): Promise<string> {
    yearFile(running, 'expected-2011.json')
    stored ??= storeYear2011(context, running)
    await stored
    return (await analyst.get(address).expect(200)).text
  }

  function expectedIn(running: Running) {
    return JSON.parse(yearFile(running, 'expected-2011.json').toString())
  }

  test('says at the top how much is known, of whom, and how many led to work', {
    timeout: 60_000,
  }, async running => {
    const expected = expectedIn(running)
    const text = seenOn(await pageOf(running))
    const written = (count: number) => count.toLocaleString('sv-SE').replaceAll(/\s/g, ' ')
    expect(text).toContain(
      `${written(expected.accepted)} placeringar avslutades. Vi vet hur det gick för ${written(expected.known)}.`,
    )
    expect(text).toContain(
      'Av 1 903 kända utfall för kvinnor och män ledde 410 till arbete hos arbetsgivaren.',
    )
    expect(text).toContain('Kön är inte registrerat för 20 av placeringarna.')
    expect(text).toMatch(/Svarsfrekvens 58,2 %.*Kännedomsgrad 72,7 %.*Andel i arbete 21,5 %/)
    expect(text).toContain('Möjligt spann 15,7–43,0 % av alla avslutade')
    expect(text).toContain(`${expected.hosts} arbetsgivare hade placeringar som avslutades.`)
  })

  test('has the counts by purpose and sex that are expected', async running => {
    const expected = expectedIn(running)
    const html = await pageOf(running)
    const columns = columnsOf(html, 'by-purpose')
    expect(columns).toEqual([
      'Syfte och kön',
      'Avslutade',
      'Känt utfall',
      'Arbete',
      'Tackade nej',
      'Inte ännu',
      'Inget arbete',
      'Okänt',
      'Svarsfrekvens',
      'Kännedomsgrad',
      'Andel i arbete',
      'Möjligt spann',
    ])
    const found = Object.fromEntries(
      rowsOf(html, 'by-purpose')
        .filter(({ name, body }) => name !== 'Alla' && body !== 'Alla syften')
        .map(({ body, name, cells }) => [
          `${name === 'Kvinnor' ? 'K' : 'M'} | ${body.toLowerCase()}`,
          cells.slice(0, 6).map(countIn),
        ]),
    )
    const counts = (group: string) => {
      const of = (answer: string): number => expected.employment_by_sex_purpose[`${group} | ${answer}`] ?? 0
      const told = ['yes', 'offered_declined', 'not_yet', 'no'].map(of)
      return [expected.by_sex_purpose[group], told.reduce((sum, count) => sum + count, 0), ...told]
    }
    expect(Object.keys(found)).toHaveLength(6)
    for (const [group, cells] of Object.entries(found)) expect([group, cells]).toEqual([group, counts(group)])
  })

  test('has the jobs by form, hours and subsidy that are expected', async running => {
    const expected = expectedIn(running)
    const rows = rowsOf(await pageOf(running), 'jobs')
    const bySex = (name: string, key: string, code: string) => {
      const { cells } = rows.find(row => row.name === name) ?? { cells: [] }
      expect([name, countIn(cells[0]), countIn(cells[1])]).toEqual([
        name,
        expected[key][`K | ${code}`],
        expected[key][`M | ${code}`],
      ])
    }
    bySex('Tillsvidare', 'form_by_sex', 'permanent')
    bySex('Visstid', 'form_by_sex', 'fixed_term')
    bySex('Annan form', 'form_by_sex', 'other')
    bySex('Heltid', 'hours_by_sex', 'full_time')
    bySex('Vid behov', 'hours_by_sex', 'on_demand')
    bySex('Med stöd', 'subsidised_by_sex', 'yes')
    bySex('Vet inte', 'subsidised_by_sex', 'unknown')
  })

  test('has the funding that is expected, and hides where few said that they declined', async running => {
    const expected = expectedIn(running).by_funding_sex
    const rows = rowsOf(await pageOf(running), 'by-funding')
    const ended = rows.map(({ name, cells }) => [name.toLowerCase(), countIn(cells[0])])
    expect(ended.slice(0, 3)).toEqual(
      ['aktivitetsstöd', 'försörjningsstöd', 'annat'].map(name => [
        name,
        expected[`${name} | K`] + expected[`${name} | M`],
      ]),
    )
    expect(rows.find(({ name }) => name === 'Annat')?.cells[3]).toBe('dold')
  })

  test('tells each purpose by its lead figure first', async running => {
    const html = await pageOf(running)
    const headings = [...html.matchAll(/<h4>([^<]*)<\/h4>/g)].map(([, heading]) => heading)
    expect(headings).toEqual([
      'Fick träna svenska som det var tänkt',
      'Ledde till arbete hos arbetsgivaren',
      'Fick den arbetsträning som var tänkt',
      'Ledde till arbete hos arbetsgivaren',
      'Ledde till arbete hos arbetsgivaren',
      'Kom närmare ett arbete',
    ])
    const [language] = rowsOf(html, 'purpose-met').filter(({ name }) => name === 'Alla')
    expect(language?.cells).toEqual(['188', '258', '126', '47', '35', '619', '72,1 %'])
    expect(seenOn(html)).toContain(
      'I 446 av dem (72,1 %) blev den helt eller till stor del som det var tänkt.',
    )
  })

  test('says who is missing, and which way the answers came', async running => {
    const html = await pageOf(running)
    expect(rowsOf(html, 'missing').slice(0, 2)).toEqual([
      { body: 'Kön', name: 'Kvinnor', cells: ['1 360', '360', '26,5 %', '51,9 %', '52,5 %', '+0,6'] },
      { body: 'Kön', name: 'Män', cells: ['1 258', '355', '28,2 %', '48,1 %', '47,5 %', '−0,6'] },
    ])
    expect(seenOn(html)).toMatch(
      /Störst är andelen okända i gruppen Jobbtorg .+, [\d,]+ %, och minst i gruppen Jobbtorg .+, [\d,]+ %\. Jämförelsen är gjord efter kön, syfte/,
    )
    expect(rowsOf(html, 'by-letter').map(({ cells }) => cells[0])).toEqual([
      '875',
      '404',
      '245',
      '379',
      '1 903',
    ])
    const sofar = rowsOf(html, 'by-day').map(({ cells }) => countIn(cells[1]))
    expect(sofar).toEqual(sofar.toSorted((one, other) => (one ?? 0) - (other ?? 0)))
  })

  test('shows no count from 1 to 4 in any table, whatever is asked for', async running => {
    for (const address of addresses) {
      const html = await pageOf(running, address)
      const cells = tableNames(html).flatMap(name => rowsOf(html, name).flatMap(row => row.cells))
      expect(cells.length).toBeGreaterThan(0)
      expect([address, cells.filter(cell => /^[1-4]$/.test(cell))]).toEqual([address, []])
    }
  })

  test('says no count from 0 to 4 in any sentence or label of a chart, whatever is asked for', async running => {
    for (const address of addresses) {
      const said = countsSaid(await pageOf(running, address))
      expect(said.length).toBeGreaterThan(5)
      expect([address, said.filter(count => count < 5)]).toEqual([address, []])
    }
  })

  test('shows no zero in a table about somebody: it would tell how it went for each of them', async running => {
    for (const address of addresses) {
      const html = await pageOf(running, address)
      const rows = tableNames(html)
        .filter(name => ['jobs', 'purpose-met'].includes(name) || columnsOf(html, name).includes('Avslutade'))
        .flatMap(name => rowsOf(html, name))
      expect(rows.length).toBeGreaterThan(0)
      const zeros = rows.filter(({ cells }) => cells[0] !== '0' && cells.includes('0'))
      expect([address, zeros]).toEqual([address, []])
    }
  })

  test.for(reportFormats)(
    'has no count from 1 to 4 in its file as %s, and hides some',
    async (format, running) => {
      for (const address of addresses) {
        await pageOf(running, address)
        const request = analyst.get(`${address.replace('/reports', '/reports/export')}&format=${format}`)
        const { body } = await request.responseType('blob').expect(200)
        const { counts, isSomethingHidden } = await countsInFile[format](body)
        expect(counts.length).toBeGreaterThan(20)
        expect([address, counts.filter(count => count > 0 && count < 5)]).toEqual([address, []])
        expect([address, isSomethingHidden]).toEqual([address, true])
      }
    },
  )

  test('has no zero about somebody in its file', async running => {
    for (const address of addresses) {
      await pageOf(running, address)
      const rows = await csvRowsAt(address)
      const wholeOf = Map.groupBy(
        rows.filter(({ measure }) => measure === 'ended' || measure === 'of'),
        groupOf,
      )
      const zeros = rows.filter(row => row.count === '0' && toldOfPersons(row))
      const somebody = zeros.filter(row => wholeOf.get(groupOf(row))?.[0]?.count !== '0')
      expect([address, somebody]).toEqual([address, []])
    }
  })

  async function csvRowsAt(address: string) {
    const request = analyst.get(`${address.replace('/reports', '/reports/export')}&format=csv`)
    return rowsInCsv((await request.responseType('blob').expect(200)).body)
  }

  test('shows no share of fewer than 20 placements', async running => {
    for (const address of addresses) {
      const html = await pageOf(running, address)
      const outcomes = tableNames(html).filter(name => columnsOf(html, name).includes('Möjligt spann'))
      const small = outcomes
        .flatMap(name => rowsOf(html, name))
        .filter(({ cells }) => (countIn(cells[0]) ?? 0) < 20)
      expect(small.flatMap(({ cells }) => cells.filter(cell => cell.includes('%')))).toEqual([])
    }
  })

  test('draws every chart twice, each with the finding in words, and nothing that the policy forbids', async running => {
    const html = await pageOf(running)
    const figures = html.split('<figure').slice(1)
    expect(figures).toHaveLength(4)
    for (const figure of figures) {
      const finding = seenOn(/<p>([^<]*)<\/p>/.exec(figure)?.[1] ?? '')
      const labels = [...figure.matchAll(/<svg role="img" aria-label="([^"]*)"/g)].map(([, label]) =>
        seenOn(label ?? ''),
      )
      expect(labels).toHaveLength(2)
      for (const label of labels) expect(label).toContain(finding)
      expect(figure).toContain('Källa: arbetsgivarnas svar till')
    }
    expect(html).not.toMatch(/ style=|<style|<script/)
  })

  test('marks what is hidden in one way, with words for who listens', async running => {
    const html = await pageOf(running)
    expect(html).toContain('<span class="hidden">dold</span>')
    expect(seenOn(html)).toContain('Där det står ”dold” visas inte siffran')
  })

  test('names in one sentence what a month is too short for, instead of tables of marks', async running => {
    const html = await pageOf(running, '/reports?from=2011-02-01&to=2011-02-28')
    expect(seenOn(html)).toContain('Uppdelning efter jobbtorg, stadsdelsnämnd, sektor')
    expect(tableNames(html)).not.toContain('by-unit')
  })

  test('leaves out under a filter what is told of the whole, and says so', async running => {
    const html = await pageOf(running, `${year}&unit=1`)
    expect(seenOn(html)).toContain('Arbetsgivarna visas bara utan urval')
    expect(seenOn(html)).toContain('Jobbtorg: Jobbtorg')
    expect(tableNames(html)).toEqual(expect.arrayContaining(['by-purpose', 'by-quarter']))
    expect(tableNames(html)).not.toEqual(expect.arrayContaining(['by-sector']))
  })

  test('says where nobody has been asked, or few have answered', async running => {
    const text = seenOn(await pageOf(running))
    expect(text).toContain('Ingen aspirant har svarat på enkäten om de här placeringarna')
    expect(text).toContain('Det finns inga uppgifter från nämnderna')
  })

  test('leads to its files and its publishing, with the same period and filters', async running => {
    const html = await pageOf(running, `${year}&sex=man&purpose=&unit=`)
    const query = 'from=2011-01-01&to=2011-12-31&sex=man'
    const links = linksOf(html).map(({ address }) => address)
    for (const format of ['xlsx', 'csv', 'json', 'json-stat'])
      expect(links).toContain(`/reports/export?${query}&format=${format}`)
    expect(links).toContain(`/reports/publish?${query}`)
  })

  test('leads an administrator, and nobody else, from each figure to the placements behind it', async running => {
    const html = await pageOf(running)
    expect(linksOf(html).filter(({ address }) => address.startsWith('/reports/placements'))).toEqual([])
    const administrator = await signedIn(context, createStaffSite(context), 'administrator')
    const { text } = await administrator.get(year).expect(200)
    const links = linksOf(text).filter(({ address }) => address.startsWith('/reports/placements'))
    const days = { from: '2011-01-01', to: '2011-12-31' }
    const told = (address: string) => Object.fromEntries(new URLSearchParams(address.split('?')[1]))
    expect(links.map(({ name, address }) => [countIn(name), told(address)])).toEqual(
      expect.arrayContaining([
        [2638, { ...days, measure: 'ended', shown: '2638' }],
        [1916, { ...days, measure: 'known', shown: '1916' }],
        [20, { ...days, sex: 'unknown', measure: 'ended', shown: '20' }],
        [1524, { ...days, sexes: 'registered', measure: 'answered', shown: '1524' }],
        [2618, { ...days, sexes: 'registered', measure: 'surveyed', shown: '2618' }],
        [1903, { ...days, sexes: 'registered', measure: 'known', shown: '1903' }],
        [410, { ...days, sexes: 'registered', measure: 'yes', shown: '410' }],
        [715, { ...days, sexes: 'registered', measure: 'unknown', shown: '715' }],
        [29, expect.objectContaining({ purpose: 'language', sex: 'woman', measure: 'yes', shown: '29' })],
        [56, expect.objectContaining({ detail: 'form:permanent', sexes: 'registered' })],
        [404, expect.objectContaining({ detail: 'letter:2' })],
        [64, expect.objectContaining({ employer: expect.any(String), measure: 'ended' })],
      ]),
    )
    const summary = linksOf(text.split('class="rates"')[0] ?? '').filter(({ address }) =>
      address.startsWith('/reports/placements'),
    )
    expect(summary).toHaveLength(6)
    for (const { name, address } of summary) {
      const found = (await administrator.get(address).expect(200)).text
      expect(seenOn(found)).toContain(name)
      expect(found).not.toContain('<p class="note" role="status">')
    }
  })

  test('speaks English too', async running => {
    await pageOf(running)
    const { text } = await analyst.get(year).set('Cookie', 'lang=en').set('Accept-Language', 'en')
    expect(seenOn(text)).toContain('2,638 placements ended. We know what happened for 1,916')
  })
})

describe('asking for a report', () => {
  let context: TestContext
  let site: StaffSite
  let analyst: Agent
  beforeAll(async () => {
    context = await createTestContext({ now: '2012-03-14T09:00' })
    site = createStaffSite(context)
    await storeOutcomes(context.db, [
      ...copies(30, { state: 'answered', answers: [{ source: 'link', values: job }] }),
      ...copies(30, { sex: 'man' }),
      outcomeRow({ endedOn: '2010-05-31' }),
    ])
    analyst = await signedIn(context, site, 'analyst')
  })
  afterAll(() => context.close())

  const pageOf = async (address: string, status = 200) => (await analyst.get(address).expect(status)).text

  test('opens with the last whole year in which placements ended', async () => {
    const html = await pageOf('/reports')
    expect(html).toContain('value="2011-01-01"')
    expect(seenOn(html)).toContain('Placeringar som avslutades 1 januari–31 december 2011')
  })

  test('offers the usual periods, and keeps the filters in them', async () => {
    const html = await pageOf(`${year}&purpose=language`)
    const choices = linksOf(html.split('choices-of-period')[1]?.split('</nav>')[0] ?? '').map(
      ({ name, address }) => [name, address.replace('/reports?', '')],
    )
    expect(choices).toEqual([
      ['I år till och med februari 2012', 'from=2012-01-01&to=2012-02-29&purpose=language'],
      ['Förra året', 'from=2011-01-01&to=2011-12-31&purpose=language'],
      ['Förra månaden', 'from=2012-02-01&to=2012-02-29&purpose=language'],
    ])
  })

  test.each([
    ['from=2011-02-30&to=2011-12-31', 'from', 'Första dagen ska vara ett datum'],
    ['from=2011-12-31&to=2011-01-01', 'to', 'Sista dagen får inte vara före första dagen.'],
    ['from=2011-01-01', 'to', 'Ange sista dagen i perioden.'],
    ['from=2011-01-01&from=2012-01-01&to=2012-12-31', 'from', 'Ange första dagen i perioden.'],
    ['from=2011-01-01&to=2011-12-31&purpose=hobby', 'purpose', 'Urvalet finns inte.'],
    ['from=2011-01-01&to=2011-12-31&unit=1&sector=private', 'sector', 'Välj bara ett av jobbtorg'],
    ['from=2011-01-01&to=2011-12-31&sex=man&purpose=language&unit=1', 'unit', 'Välj högst två urval.'],
  ])(
    'tells what is wrong with %s beside the field and above, and keeps what was typed',
    async (query, field, message) => {
      const html = await pageOf(`/reports?${query}`, 422)
      expect(html).toMatch(new RegExp(`<p><a href="#${field}">${message}`))
      expect(html).toMatch(
        new RegExp(`id="${field}"[^>]*aria-invalid="true" aria-describedby="${field}-problem"`),
      )
      expect(html).toMatch(new RegExp(`id="${field}-problem">${message}`))
      expect(html).toContain(`value="${new URLSearchParams(query).get('to') ?? ''}"`)
      expect(html).not.toContain('class="report"')
      for (const [name, value] of new URLSearchParams(query))
        if (name !== 'from' && name !== 'to' && value !== 'hobby')
          expect(html).toMatch(new RegExp(`<option value="${value}" selected`))
    },
  )

  test.each([
    [
      'from=2011-01-15&to=2011-12-10',
      'Välj hela månader',
      ['1 februari–30 november 2011', '1 januari–31 december 2011'],
    ],
    ['from=2012-01-01&to=2012-12-31', 'Perioden är inte slut', ['1 januari–29 februari 2012']],
    [
      'from=2012-03-01&to=2012-03-31',
      'Perioden är inte slut',
      ['1–29 februari 2012', '1 januari–31 december 2011'],
    ],
    [
      'from=2013-01-01&to=2013-12-31',
      'Perioden är inte slut',
      ['1–29 februari 2012', '1 januari–31 december 2011'],
    ],
  ])('teaches why %s has no figures, and offers what has', async (query, heading, offered) => {
    const html = await pageOf(`/reports?${query}`)
    expect(html).toContain(`<h2>${heading}</h2>`)
    expect(html).not.toMatch(/<svg|<table|<dl|\/reports\/export/)
    const offers = /class="offers"([\s\S]*?)<\/nav>/.exec(html)?.[1] ?? ''
    expect(linksOf(offers).map(({ name }) => name)).toEqual(offered)
  })

  test('says until when answers may come, while they may', async () => {
    const open = await pageOf('/reports?from=2011-01-01&to=2012-02-29')
    expect(seenOn(open)).toContain('Fler svar kan komma in till och med söndag 13 maj 2012.')
    expect(seenOn(await pageOf(year))).not.toContain('Fler svar kan komma in')
  })

  test('says nothing of a single placement but that there are too few', async () => {
    const html = await pageOf('/reports?from=2010-01-01&to=2010-12-31')
    expect(seenOn(html)).toContain('Så få placeringar avslutades 1 januari–31 december 2010')
    expect(html).not.toMatch(/<svg|<table|<dl/)
  })

  test('says that nothing ended in an empty period, without rates, chart or table', async () => {
    const html = await pageOf('/reports?from=2001-01-01&to=2001-12-31')
    expect(seenOn(html)).toContain('Ingen placering avslutades 1 januari–31 december 2001.')
    expect(html).not.toMatch(/<svg|<table|<dl|\/reports\/export/)
  })

  test.each([
    ['administrator', 200],
    ['coach', 403],
  ] as const)('is answered for a signed-in %s with %i', async (role, status) => {
    const agent = await signedIn(context, site, role, { unitId: 1 })
    await agent.get(year).expect(status)
  })

  test('is not for somebody who has not signed in', async () => {
    const response = await supertest(site.app).get(year).expect(303)
    expect(response.headers.location).toMatch(/^\/sign-in/)
  })
})

function copies(count: number, changes: Parameters<typeof outcomeRow>[0]) {
  return Array.from({ length: count }, () => outcomeRow(changes))
}

type CsvRow = Record<string, string>

/** Whether an outcome or what a job or a placement was like: what is about our letters may be nobody. */
function toldOfPersons({ table = '', measure = '' }: CsvRow): boolean {
  if (/^(?:form|hours|subsidised|purpose_met)/.test(table)) return true
  return table.startsWith('outcome') && measure !== 'answered' && measure !== 'surveyed'
}

function groupOf({ measure: _, count: __, hidden: ___, ...group }: CsvRow): string {
  return JSON.stringify(group)
}
