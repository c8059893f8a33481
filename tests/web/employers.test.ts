import { eq } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contacts, employers, events, placements } from '../../src/db/schema.ts'
import { readTable } from '../../src/files/table.ts'
import { mergeEmployers } from '../../src/flow/merge-employers.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent
let analyst: Agent

const day = Temporal.PlainDate.from

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator', { name: 'Märta Ek' })
  analyst = await signedIn(context, site, 'analyst')
})
afterAll(() => context.close())

test('the empty register teaches where employers come from', async () => {
  const { text } = await administrator.get('/employers').expect(200)
  expect(text).toContain('Arbetsgivarna kommer från verksamhetssystemet')
  expect(text).not.toContain('/employers/export')
})

test.each([
  ['/employers?q=%00', 200],
  ['/employers?after=999999999999999', 200],
  ['/employers?after=x&before=-1&sector=nonsense', 200],
  ['/employers/export?q=%00&format=pdf', 200],
  ['/employers/monthly?month=%00', 422],
  ['/employers/monthly?month=2026-01&month=2026-02', 422],
  ['/employers/0', 404],
  ['/employers/abc', 404],
  ['/employers/999999999999999', 404],
  ['/employers/99999999999999999999', 404],
  ['/employers/0/merge', 404],
  ['/employers/0/separate', 303],
])('what no database can look for is no fault: %s', async (address, status) => {
  await administrator.get(address).expect(status)
})

describe('with employers', () => {
  const ids: Record<string, { employerId: number; placementId: number; contactId: number; unitId: number }> =
    {}
  const employerOf = (name: string) => ids[name]?.employerId ?? 0

  beforeAll(async () => {
    const make = async (name: string, overrides: Parameters<typeof makePlacement>[1] = {}) => {
      const employer = { name, organisationNumber: '5560160680', ...overrides.employer }
      ids[name] = await makePlacement(context, { ...overrides, employer })
    }
    const ongoing = { startedOn: day('2026-02-02'), endedOn: null, endReason: null }
    await make('Åkeriet AB', { contact: { name: 'Elin Falk', email: 'elin@akeri.example' } })
    await make('Åkeriet', { employer: { name: 'Åkeriet', organisationNumber: '5566778899' } })
    await make('Biblioteket', {
      employer: { name: 'Biblioteket', organisationNumber: '2120000142', sector: 'municipal' },
      unit: 'Jobbtorg Söder',
      placement: ongoing,
    })
    await make('Örtagården', { contact: { email: null }, placement: { workplace: null } })
    await make('Makulerade Möbler', { placement: { endReason: 'withdrawn' } })
    await make('=cmd|calc')
    await mergeEmployers(context, {
      employerId: employerOf('=cmd|calc'),
      intoId: employerOf('Örtagården'),
      actor: 'test',
      now: context.clock.now(),
    })
    await context.tickAt('2026-03-02T09:00')
    const survey = await surveyOf(context, ids['Åkeriet AB']?.placementId ?? 0)
    const raw = {
      purpose_met: '4',
      employment: 'yes',
      form: 'permanent',
      hours: 'full_time',
      subsidised: 'no',
      host_again: 'conditions',
    }
    const now = context.clock.now()
    const answer = { surveyId: survey?.id ?? 0, raw, basedOn: 0, source: 'link', staffId: null, now } as const
    expect(await receiveAnswer(context, answer)).toMatchObject({ outcome: 'stored' })
  })

  test('the register shows each in Swedish order with its figures, and a cancelled placement nowhere', async () => {
    const { text } = await administrator.get('/employers').expect(200)
    expect(namesIn(text)).toEqual(['Biblioteket', 'Makulerade Möbler', 'Åkeriet', 'Åkeriet AB', 'Örtagården'])
    const words = wordsOf(text)
    expect(words).toContain('Biblioteket 212000-0142, kommunal Placeringar 1 1 pågår nu')
    expect(words).toContain('Makulerade Möbler 556016-0680, privat Placeringar 0 Senaste slut – ')
    expect(words).toMatch(
      /Åkeriet AB 556016-0680, privat Placeringar 1 Senaste slut 27 februari 2026 Svar på enkäter 1 av 1 Tar emot igen ja, på vissa villkor/,
    )
  })

  test.each([
    ['q=ÅKERI', ['Åkeriet', 'Åkeriet AB']],
    ['q=556677-8899', ['Åkeriet']],
    ['q=5566778899', ['Åkeriet']],
    ['q=teket+2120', ['Biblioteket']],
    ['q=åkeri+teket', []],
    ['q=%25', []],
    ['sector=municipal', ['Biblioteket']],
    ['sector=private&q=ört', ['Örtagården']],
    ['sector=nonsense', expect.any(Array)],
  ])('the filter %s finds %j', async (query, names) => {
    const { text } = await administrator.get(`/employers?${query}`).expect(200)
    expect(namesIn(text)).toEqual(names)
  })

  test('a filter that finds nothing says so, offers to be cleared, and keeps what was typed', async () => {
    const { text } = await administrator.get('/employers?q=finns-inte').expect(200)
    expect(text).toContain('Inga arbetsgivare passar')
    expect(text).toContain('Rensa filtret')
    expect(text).toContain('value="finns-inte"')
  })

  test('an employer tells its workplaces, contacts, placements, answers and whether it would host again', async () => {
    const { text } = await administrator.get(`/employers/${employerOf('Åkeriet AB')}`).expect(200)
    expect(titleOf(text)).toContain('Åkeriet AB')
    const words = wordsOf(text)
    expect(words).toContain('Organisationsnummer 556016-0680 · privat')
    expect(words).toContain('Köket 1')
    expect(words).toContain('Elin Falk 08-123 45 67 elin@akeri.example 1 brev, 1 svar, får brev på svenska')
    expect(words).toContain('Frågad om 1 placering. Svarat via länk 1')
    expect(words).toContain('Svarsfrekvens visas när minst 20 placeringar är frågade')
    expect(words).toContain('Fick arbete här 1 av 1')
    expect(words).toContain('Senaste svaret: ja, på vissa villkor (2 mars 2026)')
    expect(text).toContain(`href="/placements/${ids['Åkeriet AB']?.placementId}"`)
  })

  test.each([
    [{ email: null }, 'e-postadress saknas'],
    [{ optedOutAt: Temporal.Instant.from('2026-02-27T08:00:00Z') }, 'vill inte ha brev'],
    [{ undeliverableAt: Temporal.Instant.from('2026-02-27T08:00:00Z') }, 'breven kommer inte fram'],
  ])('a contact with %j is told to be unreachable, and why', async (obstacle, words) => {
    const { employerId, contactId } = ids.Åkeriet ?? { employerId: 0, contactId: 0 }
    const free = { email: 'x@akeriet.example', optedOutAt: null, undeliverableAt: null }
    await context.db
      .update(contacts)
      .set({ ...free, ...obstacle })
      .where(eq(contacts.id, contactId))
    const { text } = await administrator.get(`/employers/${employerId}`).expect(200)
    expect(text).toContain(words)
    await context.db.update(contacts).set(free).where(eq(contacts.id, contactId))
  })

  test('a contact that was replaced names the one who came after', async () => {
    const { employerId, contactId } = ids.Biblioteket ?? { employerId: 0, contactId: 0 }
    const [next] = await context.db
      .insert(contacts)
      .values({ employerId, name: 'Nils Holm', email: 'nils@bibliotek.example', language: 'sv' })
      .returning()
    await context.db.update(contacts).set({ replacedById: next?.id }).where(eq(contacts.id, contactId))
    const { text } = await administrator.get(`/employers/${employerId}`).expect(200)
    expect(text).toContain('ersatt av Nils Holm')
  })

  test('an analyst sees contacts without addresses, and neither merges nor separates', async () => {
    const id = employerOf('Åkeriet AB')
    const list = await analyst.get('/employers').expect(200)
    const one = await analyst.get(`/employers/${id}`).expect(200)
    expect(one.text).toContain('Elin Falk')
    for (const { text } of [list, one]) expect(text).not.toMatch(/08-123|@|tel:|mailto:|Slå ihop/)
    await refusesMerging(analyst, id)
  })

  test('a coach sees every employer with its contacts, but placements of the own unit only', async () => {
    const coach = await signedIn(context, site, 'coach', { unitId: ids.Biblioteket?.unitId ?? 0 })
    const { text: list } = await coach.get('/employers').expect(200)
    expect(namesIn(list)).toHaveLength(5)
    const id = employerOf('Åkeriet AB')
    const { text: others } = await coach.get(`/employers/${id}`).expect(200)
    expect(others).toContain('elin@akeri.example')
    expect(others).not.toContain('/placements/')
    expect(others).toContain('1 placering till hör till en annan enhet än din')
    const { text: own } = await coach.get(`/employers/${employerOf('Biblioteket')}`).expect(200)
    expect(own).toContain(`/placements/${ids.Biblioteket?.placementId}`)
    expect(own).not.toContain('hör till en annan enhet')
    await refusesMerging(coach, id)
  })

  test('nobody who is not signed in sees anything', async () => {
    const { default: supertest } = await import('supertest')
    const paths = ['', '/export', '/monthly?month=2026-01', '/1', '/1/merge', '/1/separate']
    for (const path of paths) {
      const { headers } = await supertest(site.app).get(`/employers${path}`).expect(303)
      expect(headers.location).toContain('/sign-in')
    }
    for (const path of ['/1/merge', '/1/separate']) {
      const { headers } = await supertest(site.app).post(`/employers${path}`).expect(303)
      expect(headers.location).toContain('/sign-in')
    }
  })

  describe('the file of the list', () => {
    test('holds what is under the filter, in the language of the reader, and no contact', async () => {
      const bytes = await download(administrator, '/employers/export?q=åkeri&format=xlsx')
      const [list, about] = await readXlsxFile(bytes)
      expect(list?.sheet).toBe('Arbetsgivare')
      expect(list?.data[0]?.slice(0, 5)).toEqual([
        'Organisationsnummer',
        'Namn',
        'Sektor',
        'Tidigare namn',
        'Placeringar hittills',
      ])
      expect(list?.data.slice(1).map(row => [row[1], row[4], row[7]])).toEqual([
        ['Åkeriet', 1, new Date('2026-02-27T00:00:00Z')],
        ['Åkeriet AB', 1, new Date('2026-02-27T00:00:00Z')],
      ])
      expect(about?.sheet).toBe('Om siffrorna')
      const english = await download(
        administrator.get('/employers/export?format=csv').set('Cookie', 'lang=en'),
      )
      const { columns } = await readTable(english)
      expect(columns.slice(0, 3)).toEqual(['Organisation number', 'Name', 'Sector'])
      for (const text of [english.toString(), JSON.stringify([list, about])])
        expect(text).not.toMatch(/Elin|@|08-123/)
    })

    test('is named and typed, has a byte order mark as CSV, and defuses a name that is a formula', async () => {
      const { headers } = await administrator.get('/employers/export?q=cmd&format=csv').expect(200)
      expect(headers['content-type']).toBe('text/csv; charset=utf-8')
      expect(headers['content-disposition']).toBe('attachment; filename=arbetsgivare-2026-03-02.csv')
      const csv = (await download(administrator, '/employers/export?q=cmd&format=csv')).toString()
      expect(csv.startsWith('\uFEFFOrganisationsnummer;Namn;')).toBe(true)
      expect(csv).toContain("\r\n556016-0680;Örtagården;privat;'=cmd|calc;2;")
    })
  })

  describe('the compilation of a month', () => {
    test('is one button for the last full month, and a choice of earlier ones', async () => {
      const { text } = await administrator.get('/employers').expect(200)
      expect(text).toContain('Hämta månadens sammanställning (februari 2026)')
      expect(text).toContain('href="/employers/monthly?month=2026-02&amp;format=xlsx"')
      const months = [...text.matchAll(/<option value="(\d{4}-\d\d)"/g)].map(([, month]) => month)
      expect(months.slice(0, 3)).toEqual(['2026-02', '2026-01', '2025-12'])
    })

    test('has the hosts, the totals by sector and the definitions, and nobody’s name', async () => {
      const bytes = await download(administrator, '/employers/monthly?month=2026-02')
      const [hosts, sectors, about] = await readXlsxFile(bytes)
      expect(hosts?.data).toEqual([
        [
          'Organisationsnummer',
          'Namn',
          'Sektor',
          'Placeringar under månaden',
          'Därav började',
          'Därav avslutades',
          'Språkpraktik',
          'Arbetsträning',
          'Steg till anställning',
        ],
        ['212000-0142', 'Biblioteket', 'kommunal', 1, 1, 0, 1, 0, 0],
        ['556677-8899', 'Åkeriet', 'privat', 1, 0, 1, 1, 0, 0],
        ['556016-0680', 'Åkeriet AB', 'privat', 1, 0, 1, 1, 0, 0],
        ['556016-0680', 'Örtagården', 'privat', 2, 0, 2, 2, 0, 0],
      ])
      expect(sectors?.data.slice(1).map(([sector, count, going]) => [sector, count, going])).toEqual([
        ['kommunal', 1, 1],
        ['annan offentlig', 0, 0],
        ['privat', 3, 4],
        ['ideell', 0, 0],
        ['alla sektorer', 4, 5],
      ])
      const told = new Map(about?.data.map(([term, meaning]) => [term, meaning]))
      expect(told.get('Månad')).toBe('februari 2026, det vill säga 1–28 februari 2026.')
      expect(told.get('Läge')).toContain('27 februari 2026 kl. 12:00')
      expect(told.get('Källa')).toContain('verksamhetssystemet')
      expect(JSON.stringify([hosts, sectors, about])).not.toMatch(/Elin|Å\.B\.|@/)
    })

    test('is the same on another day with the same data, and as CSV', async () => {
      const before = await readXlsxFile(await download(administrator, '/employers/monthly?month=2026-02'))
      const now = context.clock.now()
      context.clock.set(now.add({ hours: 24 * 3 }))
      const after = await readXlsxFile(await download(administrator, '/employers/monthly?month=2026-02'))
      const csv = await readTable(
        await download(administrator, '/employers/monthly?month=2026-02&format=csv'),
      )
      context.clock.set(now)
      expect(after).toEqual(before)
      expect([csv.columns, ...csv.rows]).toEqual(before[0]?.data.map(row => row.map(String)))
    })

    test('without a placement is an empty list with totals of nothing', async () => {
      const [hosts, sectors] = await readXlsxFile(await download(analyst, '/employers/monthly?month=1999-01'))
      expect(hosts?.data).toHaveLength(1)
      expect(sectors?.data.at(-1)?.slice(1)).toEqual([0, 0, 0, 0, 0, 0, 0])
    })

    test.each([
      ['2026-03', 'Månaden är inte slut än'],
      ['2030-01', 'Månaden är inte slut än'],
      ['2026-13', 'Månaden går inte att läsa'],
      ['', 'Månaden går inte att läsa'],
    ])('of %j is refused in words, in the summary and beside the field', async (month, words) => {
      const { text } = await administrator.get(`/employers/monthly?month=${month}`).expect(422)
      expect(text).toMatch(new RegExp(`<a href="#month">${words}`))
      expect(text).toMatch(new RegExp(`id="month-told">${words}`))
      expect(namesIn(text)).toContain('Biblioteket')
    })
  })

  describe('merging', () => {
    test('offers likely duplicates first, with the reason, and finds others by searching', async () => {
      const { text } = await administrator.get(`/employers/${employerOf('Åkeriet AB')}/merge`).expect(200)
      const words = wordsOf(text)
      expect(words).toMatch(/Åkeriet samma namn, bortsett från skrivsätt.*samma organisationsnummer/s)
      expect(words).not.toContain('Biblioteket')
      const found = await administrator.get(`/employers/${employerOf('Åkeriet AB')}/merge?q=bibl`).expect(200)
      expect(found.text).toContain(`/merge?into=${employerOf('Biblioteket')}"`)
      const none = await administrator.get(`/employers/${employerOf('Åkeriet AB')}/merge?q=åkeriet+ab`)
      expect(none.text).toContain('Ingen annan arbetsgivare passar')
    })

    test('says what will happen before it does, and changes nothing by being looked at', async () => {
      const [from, into] = [employerOf('Åkeriet'), employerOf('Åkeriet AB')]
      const { text } = await administrator.get(`/employers/${from}/merge?into=${into}`).expect(200)
      const words = wordsOf(text)
      expect(words).toContain('1 placering flyttas till Åkeriet AB. 1 kontaktperson följer med.')
      expect(words).toContain('När en inläst fil nämner Åkeriet räknas placeringen till Åkeriet AB.')
      expect(words).toContain('Du kan skilja dem åt igen på sidan för Åkeriet AB.')
      expect(words).toContain('olika organisationsnummer: 556677-8899 och 556016-0680')
      expect(text).toContain(`href="/employers/${into}/merge?into=${from}"`)
      const same = await administrator.get(`/employers/${into}/merge?into=${employerOf('Örtagården')}`)
      expect(same.text).not.toContain('olika organisationsnummer')
      expect(await mergedInto('Åkeriet')).toBeNull()
    })

    test.each([
      ['itself', 'Åkeriet AB', 'med sig själv'],
      ['nobody', '', 'Välj den arbetsgivare som ska stå kvar'],
      ['one that is not there', '9999', 'Den arbetsgivaren finns inte'],
      ['one that is merged', '=cmd|calc', 'har själv slagits ihop'],
    ])('into %s is refused in words, on the page and by the button', async (_case, target, words) => {
      const id = employerOf('Åkeriet AB')
      const [merged] = await context.db.select().from(employers).where(eq(employers.name, target))
      const into = merged ? String(merged.id) : target
      const posted = await administrator
        .post(`/employers/${id}/merge`)
        .type('form')
        .send({ into })
        .expect(422)
      expect(posted.text).toContain(words)
      if (into === '') return
      const looked = await administrator.get(`/employers/${id}/merge?into=${into}`).expect(422)
      expect(looked.text).toContain(words)
    })

    test('is done by the button, shown on the page of the one that stays, and undone there', async () => {
      const [from, into] = [employerOf('Åkeriet'), employerOf('Åkeriet AB')]
      const post = (path: string, fields: object) => administrator.post(path).type('form').send(fields)
      const merged = await post(`/employers/${from}/merge`, { into }).expect(303)
      expect(merged.headers.location).toBe(`/employers/${into}?done=merged`)
      const page = await administrator.get(merged.headers.location ?? '').expect(200)
      expect(page.text).toMatch(/role="status">Arbetsgivarna är sammanslagna/)
      expect(wordsOf(page.text)).toMatch(
        /Tidigare namn Åkeriet 556677-8899 1 placering har lästs in under det namnet\. Sammanslagen 2 mars 2026 kl. 09:00 av Märta Ek\./,
      )

      const list = await administrator.get('/employers?q=556677-8899').expect(200)
      expect(namesIn(list.text)).toEqual(['Åkeriet AB'])
      expect(list.text).toContain('tidigare Åkeriet')
      const old = await administrator.get(`/employers/${from}`).expect(303)
      expect(old.headers.location).toBe(`/employers/${into}`)

      const again = await post(`/employers/${from}/merge`, { into: employerOf('Biblioteket') }).expect(409)
      expect(wordsOf(again.text)).toContain('Någon annan har slagit ihop den med Åkeriet AB')
      await administrator.get(`/employers/${from}/merge`).expect(409)
      const [stored] = await context.db.select().from(events).where(eq(events.kind, 'employer.merged'))
      expect(stored?.detail).not.toBeNull()

      const separated = await post(`/employers/${into}/separate`, { employer: from }).expect(303)
      expect(separated.headers.location).toBe(`/employers/${into}?done=separated`)
      const twice = await post(`/employers/${into}/separate`, { employer: from }).expect(303)
      const told = await administrator.get(twice.headers.location ?? '').expect(200)
      expect(told.text).toMatch(/role="status">Någon annan har redan skilt ut/)
      expect(await mergedInto('Åkeriet')).toBeNull()
      await post(`/employers/${into}/separate`, {}).expect(404)
      await post('/employers/0/separate', { employer: 'x' }).expect(404)
    })
  })

  test('the latest twenty placements lead to all of them', async () => {
    const { employerId, contactId, unitId } = ids.Biblioteket ?? { employerId: 0, contactId: 0, unitId: 0 }
    const [one] = await context.db.select().from(placements).where(eq(placements.employerId, employerId))
    if (!one) throw new Error('no placement')
    const { id: _id, ...values } = one
    for (let index = 0; index < 20; index += 1)
      await context.db.insert(placements).values({ ...values, caseId: `B-${index}`, contactId, unitId })
    const { text } = await administrator.get(`/employers/${employerId}`).expect(200)
    expect([...text.matchAll(/href="\/placements\/\d+"/g)]).toHaveLength(20)
    expect(text).toContain('Visa alla 21 placeringar')
    const href = /href="(\/placements\?q[^"]*)"/.exec(text)?.[1]?.replaceAll('&#x3D;', '=') ?? ''
    const all = await administrator.get(href).expect(200)
    expect(wordsOf(all.text)).toContain('21 placeringar')
  })

  async function mergedInto(name: string): Promise<number | null | undefined> {
    const [row] = await context.db.select().from(employers).where(eq(employers.name, name))
    return row?.mergedIntoId
  }

  async function refusesMerging(agent: Agent, id: number): Promise<void> {
    await agent.get(`/employers/${id}/merge`).expect(403)
    await agent.post(`/employers/${id}/merge`).expect(403)
    await agent.get(`/employers/${id}/separate`).expect(403)
    await agent.post(`/employers/${id}/separate`).expect(403)
  }
})

function namesIn(html: string): string[] {
  return [...html.matchAll(/scope="row"><a [^>]*>([^<]*)</g)].map(([, name = '']) => name)
}

async function download(from: Agent | ReturnType<Agent['get']>, address?: string): Promise<Buffer> {
  const request =
    address === undefined ? (from as ReturnType<Agent['get']>) : (from as Agent).get(encodeURI(address))
  const { body } = await request.responseType('blob').expect(200)
  return body
}
