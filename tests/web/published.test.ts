import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportRecipients } from '../../src/db/report-schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { publicAddress } from '../../src/flow/deliver-report-letter.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { answerLate, madeUpReport, publishMadeUp, storeMonth } from '../support/published-report.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

const january = 'from=2026-01-01&to=2026-01-31'

let context: TestContext
let site: StaffSite
let analyst: Agent
let administrator: Agent
let reader: Agent
beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T12:00' })
  await storeMonth(context, '2026-01', 200)
  site = createStaffSite(context)
  analyst = await signedIn(context, site, 'analyst', { name: 'Anna Lys' })
  administrator = await signedIn(context, site, 'administrator')
  reader = supertest.agent(site.app).set('Accept-Language', 'sv')
})
afterAll(() => context.close())

/** What stands on the page, in one line. */
function wordsOf(html: string): string {
  return html
    .replace(/^.*?<main/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\s\u00a0]+/g, ' ')
}

const hiddenFields = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

const pathTo = (reportId: number) => new URL(publicAddress(context, reportId)).pathname

/** Fills the page's form in and sends it. */
async function publish(reason = '', query = january) {
  const { text } = await analyst.get(`/reports/publish?${query}`).expect(200)
  return analyst
    .post('/reports/publish')
    .type('form')
    .send({ ...hiddenFields(text), reason })
}

describe('publishing', () => {
  it('begins with an empty list that says what it is for', async () => {
    const { text } = await analyst.get('/reports/published').expect(200)
    expect(wordsOf(text)).toContain('Ingen rapport är publicerad än')
    expect(text).toContain('href="/reports/publish"')
  })

  it('asks for a period first', async () => {
    const { text } = await analyst.get('/reports/publish').expect(200)
    expect(wordsOf(text)).toContain('Välj vilken period rapporten ska gälla')
    expect(text).not.toContain('method="post" action="/reports/publish"')
  })

  it.each([
    ['from=&to=2026-01-31', 'Ange första dagen i perioden'],
    ['from=2026-01-31&to=2026-01-01', 'Sista dagen får inte vara före första dagen'],
    [`${january}&sex=other`, 'Urvalet kön har ett värde som inte finns'],
    [`${january}&sex=man&purpose=language&sector=private`, 'Du kan välja högst två urval'],
    [`${january}&unit=1&sector=private`, 'kan bara kombineras med kön eller syfte'],
  ])('tells what is wrong with %s', async (query, words) => {
    const { text } = await analyst.get(`/reports/publish?${query}`).expect(422)
    expect(wordsOf(text)).toContain(words)
    const posted = await analyst.post('/reports/publish').type('form').send(query).expect(422)
    expect(wordsOf(posted.text)).toContain(words)
  })

  it.each([
    ['from=2026-01-02&to=2026-01-31', 'Perioden ska vara hela kalendermånader'],
    ['from=2026-03-01&to=2026-03-31', 'Perioden är inte slut än'],
    ['from=2025-01-01&to=2025-12-31&district=Ingenstans', 'Ingen placering med det här urvalet avslutades'],
    [`${january}&sex=woman`, 'Året är inte slut än, och då publiceras bara rapporter utan urval'],
  ])('says why %s can not be published, and does not', async (query, words) => {
    const { text } = await analyst.get(`/reports/publish?${query}`).expect(200)
    expect(wordsOf(text)).toContain(words)
    expect(text).not.toContain('method="post" action="/reports/publish"')
    const posted = await analyst.post('/reports/publish').type('form').send(query).expect(422)
    expect(wordsOf(posted.text)).toContain(words)
  })

  it('changes nothing before the button is pressed, and then leads to the frozen report', async () => {
    const plan = wordsOf((await analyst.get(`/reports/publish?${january}`).expect(200)).text)
    expect(plan).toContain('Rapporten publiceras i kort form, eftersom året inte är slut')
    expect(wordsOf((await analyst.get('/reports/published')).text)).toContain('Ingen rapport är publicerad')
    const published = await publish()
    expect([published.status, published.headers.location]).toEqual([
      303,
      '/reports/published/1?done=published',
    ])
    const { text } = await analyst.get('/reports/published/1?done=published').expect(200)
    const words = wordsOf(text)
    expect(words).toContain('Rapporten är publicerad.')
    expect(words).toContain('Publicerad rapport: 1–31 januari 2026')
    expect(words).toContain('Version 1 Publicerad 2 mars 2026 kl. 12:00 av Anna Lys. Siffrorna är låsta')
    expect(words).toContain('hur det gick för 160')
    expect(text).toContain(publicAddress(context, 1))
    const list = wordsOf((await analyst.get('/reports/published')).text)
    expect(list).toContain('1–31 januari 2026')
    expect(list).toContain('Alla placeringar')
    expect(list).toContain('Anna Lys')
  })

  it('the same again says that nothing has changed, and has no button', async () => {
    const { text } = await analyst.get(`/reports/publish?${january}`).expect(200)
    expect(wordsOf(text)).toContain('Inget har ändrats')
    expect(text).not.toContain('method="post" action="/reports/publish"')
    const sent = await analyst.post('/reports/publish').type('form').send(`${january}&based_on=1&reason=igen`)
    expect(sent.status).toBe(409)
    expect(wordsOf(sent.text)).toContain('Inget har ändrats')
  })

  it('after a late answer the published one stays, and a new version wants a reason', async () => {
    await answerLate(context, 20, '2026-03-02T12:00')
    expect(wordsOf((await analyst.get('/reports/published/1')).text)).toContain('hur det gick för 160')
    const { text } = await analyst.get(`/reports/publish?${january}`).expect(200)
    expect(wordsOf(text)).toMatch(/kända utfall: från 160 till 180/)
    for (const [reason, problem] of [
      ['', 'Skriv varför du gör en ny version.'],
      ['Det gällde 19850709-1234', 'Ta bort personnumret.'],
      ['x'.repeat(501), 'Skriv högst 500 tecken.'],
    ]) {
      const refused = await publish(reason)
      expect(refused.status).toBe(422)
      expect(wordsOf(refused.text)).toContain(problem)
      expect(refused.text).toContain(`>${reason}</textarea>`)
      expect(refused.text).toContain('<a href="#reason">')
    }
    const published = await publish('Sena svar <från> april')
    expect(published.headers.location).toBe('/reports/published/2?done=published')
    const words = wordsOf((await analyst.get('/reports/published/2').expect(200)).text)
    expect(words).toContain('Version 2 Publicerad')
    expect(words).toContain('Sena svar &lt;från&gt; april')
    expect(words).toContain('hur det gick för 180')
    expect(words).toMatch(/kända utfall: från 160 till 180/)
  })

  it('whoever had the page open meanwhile is told, and keeps what was typed', async () => {
    await answerLate(context, 10, '2026-03-02T12:00')
    const fields = { from: '2026-01-01', to: '2026-01-31', based_on: '1', reason: 'Min text' }
    const { text } = await analyst.post('/reports/publish').type('form').send(fields).expect(409)
    expect(wordsOf(text)).toContain('Någon har publicerat rapporten medan du hade sidan öppen')
    expect(text).toContain('>Min text</textarea>')
    expect(hiddenFields(text).based_on).toBe('2')
  })

  it('an earlier version is for administrators', async () => {
    const { text } = await administrator.get('/reports/published/1').expect(200)
    expect(wordsOf(text)).toContain('hur det gick för 160')
    expect(wordsOf(text)).toContain('Det här är en äldre version')
    expect(text).toContain('href="/reports/published/2"')
    await analyst.get('/reports/published/1').expect(403)
    expect((await analyst.get('/reports/published/2')).text).not.toContain('href="/reports/published/1"')
  })

  it.each(['0', '99', 'x', '1e3', '9'.repeat(20)])('there is no report %s', async id => {
    await analyst.get(`/reports/published/${id}`).expect(404)
  })
})

describe('the link', () => {
  it('shows the latest version to anybody, and leaves nothing behind', async () => {
    const { text, headers } = await reader.get(pathTo(1)).expect(200)
    expect(wordsOf(text)).toContain('Vad praktikplaceringarna ledde till, 1–31 januari 2026')
    expect(wordsOf(text)).toContain('hur det gick för 180')
    expect(wordsOf(text)).toContain('Sena svar')
    expect(text).not.toMatch(/Anna Lys|\/reports/)
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-robots-tag']).toBe('noindex, nofollow')
    expect(headers['referrer-policy']).toBe('no-referrer')
  })

  it('speaks the language that is asked for, without a cookie', async () => {
    const { text, headers } = await reader.get(`${pathTo(1)}?lang=en`).expect(200)
    expect(text).toContain('<html lang="en">')
    expect(wordsOf(text)).toContain('What the placements led to, 1–31 January 2026')
    expect(headers['set-cookie']).toBeUndefined()
    const english = await reader.get(pathTo(1)).set('Accept-Language', 'en-GB').expect(200)
    expect(english.text).toContain('<html lang="en">')
  })

  it('of another kind, of no report, cut or changed leads to one friendly page', async () => {
    const good = pathTo(1).slice('/published/'.length)
    const links = [
      createLink(context.linkKeys, { id: 1, linkNumber: 1 }),
      createLink(context.reportLinkKeys, { id: 1, linkNumber: 2 }),
      createLink(context.reportLinkKeys, { id: 999, linkNumber: 1 }),
      good.slice(0, -1),
      `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`,
      '1',
      '%2e%2e',
    ]
    const pages = new Set<string>()
    for (const link of links) {
      const { text, headers } = await reader.get(`/published/${link}`).expect(404)
      expect(headers['x-robots-tag']).toBe('noindex, nofollow')
      pages.add(wordsOf(text))
    }
    expect([...pages]).toEqual([expect.stringContaining('Rapporten finns inte här')])
  })

  it('opens no survey', async () => {
    const link = createLink(context.reportLinkKeys, { id: 1, linkNumber: 1 })
    const { text } = await reader.get(`/s/${link}`).expect(404)
    expect(text).not.toContain('Rapporten')
  })

  it('of a version that is not the first one is no other link', async () => {
    expect((await analyst.get('/reports/published/2')).text).toContain(publicAddress(context, 1))
    await reader.get(pathTo(2)).expect(404)
  })
})

it('a report with filters, hidden figures and the schedule behind it says so in words', async () => {
  const report = madeUpReport({
    filters: { unit: '1', sex: 'woman' },
    placements: { ended: 200, surveyed: null, answered: null, known: null },
  })
  const id = await publishMadeUp(context, report, { kind: 'monthly' })
  const { text } = await analyst.get(`/reports/published/${id}`).expect(200)
  expect(wordsOf(text)).toContain('Kön: Kvinnor, Jobbtorg: Jobbtorg City · Månadsrapport')
  expect(wordsOf(text)).toContain('Publicerad automatiskt 2 mars 2026')
  expect(wordsOf(text)).toContain(
    '200 placeringar avslutades. För hur många av dem vi vet hur det gick visas inte.',
  )
  expect(text).toContain('unit&#x3D;1&amp;kind&#x3D;monthly')
})

describe('a report in short form', () => {
  const short =
    'Rapporten är i kort form, eftersom året inte är slut. Hela rapporten kommer när året är över.'

  it('says at its end why, and claims of nothing that it left out that it is hidden', async () => {
    for (const { text } of [await analyst.get('/reports/published/2'), await reader.get(pathTo(1))]) {
      const words = wordsOf(text)
      expect(words.split(short)).toHaveLength(2)
      expect(words).toContain('Utfall efter kön')
      expect(words).toContain('Arbetsgivarna finns med i hela rapporten.')
      expect(words).not.toMatch(/efter syfte|Resultatet läses|det här urvalet|utan urval|antalen är för små/)
    }
  })

  it('is not what one of a year that is over is', async () => {
    const id = await publishMadeUp(context, madeUpReport({ filters: { sex: 'man' } }))
    expect(wordsOf((await analyst.get(`/reports/published/${id}`)).text)).not.toContain('kort form')
  })
})

it('the list goes on on further pages', async () => {
  for (let year = 1900; year < 1950; year += 1) {
    const period = {
      from: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
      to: Temporal.PlainDate.from({ year, month: 12, day: 31 }),
    }
    await publishMadeUp(context, madeUpReport({ period }))
  }
  const { text } = await analyst.get('/reports/published').expect(200)
  const [, next = ''] = /href="(\/reports\/published\?after&#x3D;\d+)" rel="next"/.exec(text) ?? []
  const older = await analyst.get(next.replace('&#x3D;', '=')).expect(200)
  expect(wordsOf(older.text)).toContain('1–31 januari 2026')
  const [, previous = ''] = /href="(\/reports\/published\?before&#x3D;\d+)" rel="prev"/.exec(older.text) ?? []
  expect((await analyst.get(previous.replace('&#x3D;', '=')).expect(200)).text).toContain('1949')
})

describe('the recipients', () => {
  const add = (fields: object) => administrator.post('/reports/recipients').type('form').send(fields)
  const namnd = { email: 'namnd@staden.example', language: 'sv', monthly: 'on' }

  it('are nobody at first, and the page says what happens and when', async () => {
    const words = wordsOf((await administrator.get('/reports/recipients').expect(200)).text)
    expect(words).toContain('Ingen står på listan')
    expect(words).toContain('Nästa månadsrapport gäller 1–28 februari 2026 och skickas 1 april 2026.')
    expect(words).toContain('Nästa kvartalsrapport gäller 1 januari–31 mars 2026 och skickas 4 maj 2026.')
    expect(words).toContain('Länken i mejlet öppnas utan inloggning')
  })

  it('are added, and stand on the list', async () => {
    const { headers } = await add(namnd).expect(303)
    expect(headers.location).toBe('/reports/recipients?done=added')
    const { text } = await administrator.get('/reports/recipients?done=added')
    expect(wordsOf(text)).toContain('Mottagaren är tillagd.')
    expect(wordsOf(text)).toMatch(/namnd@staden\.example Rapporter varje månad Språk Svenska/)
  })

  it.each([
    [{ ...namnd, email: '' }, 'email', 'Skriv en e-postadress.'],
    [{ ...namnd, email: 'nämnden' }, 'email', 'Adressen ska se ut som'],
    [{ ...namnd, email: 'Namnd@Staden.example' }, 'email', 'Adressen står redan på listan.'],
    [{ email: 'ny@staden.example', language: 'sv' }, 'monthly', 'Välj minst en rapport.'],
    [{ ...namnd, language: 'fi', email: 'ny@staden.example' }, 'language', 'Välj svenska eller engelska.'],
  ])('%j is refused beside the field and in the summary', async (fields, target, words) => {
    const { text } = await add(fields).expect(422)
    expect(text).toContain(`<a href="#${target}">`)
    expect(wordsOf(text).split(words)).toHaveLength(3)
    expect(text).toContain(`value="${fields.email}"`)
  })

  it('are removed, stay in the database, and can come back', async () => {
    const { headers } = await administrator.post('/reports/recipients/1/remove').expect(303)
    expect(headers.location).toBe('/reports/recipients?done=removed')
    expect(wordsOf((await administrator.get('/reports/recipients')).text)).toContain('Ingen står på listan')
    expect(await context.db.$count(reportRecipients)).toBe(1)
    await add(namnd).expect(303)
    expect(await context.db.$count(reportRecipients)).toBe(2)
  })

  it.each(['0', '1', 'x', '9'.repeat(20)])(
    'removing %s, who is not on the list, changes nothing',
    async id => {
      await administrator.post(`/reports/recipients/${id}/remove`).expect(303)
      expect(wordsOf((await administrator.get('/reports/recipients')).text)).toContain('namnd@staden.example')
    },
  )

  it('are for administrators only, on the navigation too', async () => {
    await analyst.get('/reports/recipients').expect(403)
    await add(namnd).expect(422)
    expect((await analyst.get('/reports/published')).text).not.toContain('/reports/recipients')
    expect((await administrator.get('/reports/published')).text).toContain('/reports/recipients')
  })
})
