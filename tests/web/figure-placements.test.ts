import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countListed } from '../../src/db/counted-placements.ts'
import type { Filters } from '../../src/domain/report.ts'
import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { readFigure } from '../../src/web/reports/figure-query.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { generateOutcomes } from '../support/generated-outcomes.ts'
import { storeOutcomes } from '../support/outcomes.ts'
import { wordsOf } from '../support/page-text.ts'
import { shownFigures } from '../support/shown-figures.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

const from = Temporal.PlainDate.from('2011-01-01')
const to = Temporal.PlainDate.from('2011-12-31')
const today = Temporal.PlainDate.from('2012-03-01')

let context: TestContext
let administrator: Agent
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2012-03-01T09:00' })
  await storeOutcomes(context.db, generateOutcomes(2_500, 5))
  await tellApart()
  const site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator')
  analyst = await signedIn(context, site, 'analyst')
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
    const behind = await Promise.all(
      figures.map(async ({ address }) => {
        const { figure, shown } = figureOf(address)
        return { address, count: await countListed(context.db, figure, today), shown }
      }),
    )
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
      expect([address, await countListed(context.db, figureOf(address).figure, today)]).toEqual([
        address,
        count,
      ])
    expect(quarters.length).toBe(36)
  })
})

const year = 'from=2011-01-01&to=2011-12-31'
const address = (query: string) => `/reports/placements?${year}&${query}`
const textOf = (html: string) => wordsOf(html).trim()
const headingIn = (html: string) => textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '')
const mainOf = (html: string) => textOf(html.slice(html.indexOf('<main')))
const idsIn = (html: string) =>
  [...html.matchAll(/<th role="rowheader"[^>]*><a href="\/placements\/(\d+)"/g)].map(([, id]) => id)
const linkIn = (html: string, rel: 'next' | 'prev') =>
  new RegExp(`href="([^"]+)" rel="${rel}"`).exec(html)?.[1]

/** The page with its addresses and names as a browser reads them. */
async function show(path: string, who = administrator) {
  const { status, headers, text } = await who.get(path)
  return { status, headers, text: text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') }
}

describe('the page of a figure', () => {
  test('lists as many placements as it says, each once, newest end first, forwards and back', async () => {
    const asked = address('measure=known&sexes=registered')
    const count = await countListed(context.db, figureOf(asked).figure, today)
    const pages: string[][] = []
    let next: string | undefined = asked
    let last = asked
    while (next) {
      last = next
      const { text } = await show(next)
      expect(headingIn(text)).toMatch(new RegExp(`: ${count} placeringar$`))
      pages.push(idsIn(text) as string[])
      next = linkIn(text, 'next')
    }
    expect(new Set(pages.flat()).size).toBe(count)
    expect(pages.length).toBeGreaterThan(2)
    const ends = await context.db.execute<{ id: string }>(sql`
      select id from placements where id = any(${`{${pages.flat().join()}}`}::bigint[]) order by ended_on desc, id desc`)
    expect(pages.flat()).toEqual(ends.map(({ id }) => String(id)))
    const before = linkIn((await show(last)).text, 'prev')
    expect(idsIn((await show(before ?? '')).text)).toEqual(pages.at(-2))
  })

  test.each([
    [
      'measure=yes&sex=woman&purpose=language',
      /^Kvinnor, språkpraktik, avslutade 1 januari–31 december 2011, arbete hos arbetsgivaren: \d+ placeringar$/,
    ],
    ['measure=ended', /^Alla, avslutade 1 januari–31 december 2011: \d+ placeringar$/],
    [
      'measure=ended&quarter=2011-Q3&sexes=registered',
      /^Kvinnor och män, avslutade 1 juli–30 september 2011: /,
    ],
    ['measure=unknown&unit=2&sex=man', /^Män, Jobbtorg Kista, avslutade .*, utfallet okänt: /],
    [
      'measure=no&district=%C3%96stra+%26+V%C3%A4stra+%3D+100+%25',
      /^Alla, stadsdelsnämnd Östra & Västra = 100 %, avslutade .*, inget arbete hos arbetsgivaren: /,
    ],
    ['detail=form:permanent&sex=unknown', /^Kön inte registrerat, avslutade .*, tillsvidareanställning: /],
    ['detail=purpose_met:4', /, syftet helt uppnått: /],
    ['detail=letter:2', /, svar via länk efter första påminnelsen: /],
    ['days=0-0', /, svar senast samma dag som placeringen slutade: /],
    ['days=3-5', /, svar 3–5 dagar efter slutet: /],
    ['measure=answered&employer=1', /^Alla, hos Enhet ., avslutade .*, svar via länk: /],
    [
      'measure=ended&quarter=2012-Q1',
      /^Alla, avslutade 2012-Q1, som ligger utanför 1 januari–31 december 2011: 0 placeringar$/,
    ],
  ])('says in words what %s is', async (query, words) => {
    const { text, status } = await show(address(query))
    expect([status, headingIn(text)]).toEqual([200, expect.stringMatching(words)])
  })

  test('shows of each placement the case, host, unit, period, purpose, outcome and where and when that came from', async () => {
    const { text } = await show(address('measure=yes&unit=2'))
    const [id] = idsIn(text)
    const [row] = await context.db.execute<Record<'caseId' | 'host' | 'source', string>>(sql`
      select case_id as "caseId", employers.name as host, answers.source
      from placements
      join employers on employers.id = employer_id
      join surveys on placement_id = placements.id
      join answers on survey_id = surveys.id and version = answer_version
      where placements.id = ${id}`)
    const shown = mainOf(text)
      .split(row?.caseId ?? '-')[1]
      ?.slice(0, 200)
    const source = row?.source === 'link' ? 'via länk' : 'per telefon'
    expect(shown).toMatch(
      new RegExp(`^ ${row?.host} Jobbtorg Kista .*2011 .* Arbete\\s?${source}, \\d+ \\w+ 201[12]`),
    )
    expect((await show(`/placements/${id}`)).status).toBe(200)
  })

  test('is for administrators, is not kept by browsers, says that it is internal, and leaves no event', async () => {
    const events = () => context.db.execute(sql`select count(*)::int as count from events`)
    const before = await events()
    const { text, headers } = await show(address('measure=ended'))
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toContain('Bara för administratörer.')
    expect((await show(address('measure=ended'), analyst)).status).toBe(403)
    expect(await events()).toEqual(before)
  })

  test('speaks English', async () => {
    const { text } = await administrator
      .get(address('measure=yes&sex=woman&district=unknown'))
      .set('Cookie', 'lang=en')
    expect(headingIn(text)).toMatch(
      /^Women, no district board registered, ended 1 January–31 December 2011, work at the employer: /,
    )
  })

  test('leads back to the report with its filters', async () => {
    const { text } = await show(address('measure=yes&sex=woman&unit=2&filtered=unit'))
    expect(text).toContain('href="/reports?from=2011-01-01&to=2011-12-31&unit=2"')
  })

  test('says so when the figure that was clicked is another one now, and only then', async () => {
    const asked = address('measure=answered&sex=man')
    const now = await countListed(context.db, figureOf(asked).figure, today)
    const changed = mainOf((await show(`${asked}&shown=${now + 1}`)).text)
    expect(changed).toContain(`Du kom hit från siffran ${now + 1}, men nu är antalet ${now}.`)
    expect(changed).toContain('En publicerad rapport behåller sina siffror.')
    expect(mainOf((await show(`${asked}&shown=${now}`)).text)).not.toContain('Du kom hit')
  })

  test('does not say so where the difference could be what participants have answered', async () => {
    const text = mainOf((await show(`${address('measure=yes&sex=man')}&shown=999`)).text)
    expect(text).not.toContain('Du kom hit')
    expect(text).toContain('så antalet kan vara ett annat än i rapporten')
  })

  test.each([
    ['measure=ended&employer=999999', 'Det finns ingen arbetsgivare med det numret.'],
    ['measure=ended&unit=999999', 'Det finns ingen enhet med det numret.'],
    ['measure=ended&district=Atlantis', 'Ingen placering räknas i den här siffran nu.'],
  ])('is empty and says why: %s', async (query, why) => {
    const { text, status } = await show(address(query))
    expect([status, idsIn(text)]).toEqual([200, []])
    expect(headingIn(text)).toMatch(/: 0 placeringar$/)
    expect(mainOf(text)).toContain(why)
  })

  test('of an employer that has been merged since leads to the other one', async () => {
    await context.db.execute(sql`insert into employers (organisation_number, name, sector, merged_into_id)
      values ('5560160680', 'Gamla Bageriet', 'private', 1)`)
    const [{ id } = { id: '' }] = await context.db.execute<{ id: string }>(
      sql`select id from employers where name = 'Gamla Bageriet'`,
    )
    const { text } = await show(address(`measure=ended&employer=${id}`))
    expect(mainOf(text)).toContain('Arbetsgivaren är sammanslagen med en annan')
    expect(text).toContain('measure=ended&employer=1"')
  })
})

describe('an address that leads to no figure is refused, says why and leads to the report:', () => {
  test.each([
    ['to=2011-12-31&measure=yes', 'Adressen saknar periodens första dag.'],
    ['from=2011-01-01&measure=yes', 'Adressen saknar periodens sista dag.'],
    ['from=2011-02-30&to=2011-12-31&measure=yes', 'I adressen är periodens första dag inte ett datum'],
    [
      'from=2011-12-31&to=2011-01-01&measure=yes',
      'I adressen ligger periodens sista dag före den första dagen.',
    ],
    [year, 'Adressen anger inte vad som ska räknas'],
    [`${year}&measure=many`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&measure=yes&measure=no`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&measure=yes&detail=form:other`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&detail=form:toString`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&detail=form:other:other`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&days=3`, 'Adressen anger inte vad som ska räknas'],
    [`${year}&measure=yes&sex=K`, 'Adressen har ett okänt värde för kön.'],
    [`${year}&measure=yes&purpose=__proto__`, 'Adressen har ett okänt värde för syfte.'],
    [`${year}&measure=yes&unit=Kista`, 'Adressen har ett okänt värde för jobbtorg.'],
    [`${year}&measure=yes&sector=public`, 'Adressen har ett okänt värde för sektor.'],
    [`${year}&measure=yes&end_reason=withdrawn`, 'Adressen har ett okänt värde för avslutsorsak.'],
    [`${year}&measure=yes&quarter=2011-Q5`, 'Adressen har ett okänt värde för kvartal.'],
    [`${year}&measure=yes&employer=-1`, 'Adressen har ett okänt värde för arbetsgivaren.'],
    [`${year}&measure=yes&sexes=some`, 'Adressen har ett okänt värde för vilka kön som räknas.'],
    [`${year}&measure=yes&shown=many`, 'Adressen har ett okänt värde för siffran som du kom från.'],
  ])('%s', async (query, why) => {
    const { text, status } = await show(`/reports/placements?${query}`)
    expect(status).toBe(422)
    expect(mainOf(text)).toContain(why)
    expect(text).toContain('href="/reports"')
  })

  test("a place in the list that can't be read is the first page", async () => {
    const first = idsIn((await show(address('measure=ended'))).text)
    for (const place of [
      'after=nowhere',
      'after=.7',
      'before=2011-13-01.7',
      'after=2010-01-01.7',
      'before=.7',
    ])
      expect(idsIn((await show(address(`measure=ended&${place}`))).text)).toEqual(first)
  })
})
