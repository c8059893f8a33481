import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contacts, letters, placements, surveys } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent

const day = Temporal.PlainDate.from

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator', { name: 'Märta Ek' })
})
afterAll(() => context.close())

test.each([
  ['/placements?q=%00', 200],
  ['/placements?coach=%00', 200],
  ['/placements?from=0000-01-01&to=-271821-04-20', 200],
  ['/placements?after=0000-01-01.1', 200],
  ['/reports?from=0000-01-01&to=2011-12-31', 422],
])('what no database can look for is no fault: %s', async (address, status) => {
  await administrator.get(address).expect(status)
})

test('the empty list teaches where placements come from', async () => {
  const page = await administrator.get('/placements').expect(200)
  expect(page.text).toContain('Placeringarna kommer från verksamhetssystemet')
})

describe('with placements', () => {
  const ids: Record<string, number> = {}

  beforeAll(async () => {
    const make = async (name: string, overrides: Parameters<typeof makePlacement>[1] = {}) => {
      const made = await makePlacement(context, { employer: { name }, ...overrides })
      ids[name] = made.placementId
      return made
    }
    const { contactId } = await make('Ringens Bageri', { contact: { email: null } })
    await context.db.update(contacts).set({ phone: '08-123 45 67' }).where(eq(contacts.id, contactId))
    await make('Väntans Snickeri', {
      employer: { name: 'Väntans Snickeri', organisationNumber: '5566778899' },
    })
    await make('Pågående Plåt', { placement: { endedOn: null, endReason: null } })
    await make('Söders Blommor', { unit: 'Jobbtorg Söder', placement: { endedOn: day('2026-02-26') } })
    await make('Gamla Garaget', { placement: { endedOn: day('2025-06-30'), startedOn: day('2025-03-01') } })
    await make('Makulerade Möbler', { placement: { endReason: 'withdrawn' } })
    await context.tickAt('2026-03-02T09:00')
  })

  test('everybody is shown with the response status in words, the latest end first', async () => {
    const { text } = await administrator.get('/placements').expect(200)
    expect(statusesIn(text)).toEqual([
      ['Pågående Plåt', 'Pågår'],
      ['Makulerade Möbler', 'Utgår'],
      ['Väntans Snickeri', 'Väntar på svar'],
      ['Ringens Bageri', 'Ring'],
      ['Söders Blommor', 'Väntar på svar'],
      ['Gamla Garaget', 'Frågas inte'],
    ])
    expect(text).toContain('e-postadress saknas')
    expect(text).toContain('>påminnelse 9 mars<')
  })

  test.each([
    ['status=phone', ['Ringens Bageri']],
    ['status=ongoing', ['Pågående Plåt']],
    ['status=withdrawn', ['Makulerade Möbler']],
    ['q=snickeri', ['Väntans Snickeri']],
    ['q=556677-8899', ['Väntans Snickeri']],
    ['q=SÖDERS+blom', ['Söders Blommor']],
    ['q=söders+snickeri', []],
    ['q=100%25', []],
    ['q=_', []],
    ['from=2025-06-30&to=2025-06-30', ['Gamla Garaget']],
    ['from=2026-02-27&to=2026-02-27&status=waiting', ['Väntans Snickeri']],
    ['coach=nobody%40jobbtorg.example', []],
    ['status=nonsense&unit=x&from=soon', expect.any(Array)],
  ])('the filter %s finds %j', async (query, names) => {
    const { text } = await administrator.get(`/placements?${query}`).expect(200)
    expect(statusesIn(text).map(([name]) => name)).toEqual(names)
  })

  test('the counts follow the filter but not the status', async () => {
    const { text } = await administrator.get('/placements?q=example&status=phone').expect(200)
    expect(countsIn(text)).toEqual({
      Alla: 5,
      'Väntar på svar': 2,
      Pågår: 1,
      'Frågas inte': 1,
      Utgår: 1,
      Ring: 0,
    })
  })

  test('a filter that finds nothing says so and offers to be cleared', async () => {
    const { text } = await administrator.get('/placements?q=finns-inte').expect(200)
    expect(text).toContain('Inga placeringar passar')
    expect(text).toContain('Rensa filtret')
  })

  test('a date that is none is told beside its field', async () => {
    const { text } = await administrator.get('/placements?from=snart').expect(200)
    expect(text).toMatch(/id="from"[^>]*aria-invalid="true" aria-describedby="from-problem"/)
  })

  test("a coach sees the own unit only, in the list, in the counts and on a placement's pages", async () => {
    const own = await unitOf('Söders Blommor')
    const coach = await signedIn(context, site, 'coach', { unitId: own })
    const { text } = await coach.get(`/placements?unit=${await unitOf('Ringens Bageri')}`).expect(200)
    expect(statusesIn(text)).toEqual([['Söders Blommor', 'Väntar på svar']])
    expect(countsIn(text)).toEqual({ Alla: 1, 'Väntar på svar': 1 })
    await coach.get(`/placements/${ids['Söders Blommor']}`).expect(200)
    for (const path of ['', '/phone-answer']) {
      await coach.get(`/placements/${ids['Ringens Bageri']}${path}`).expect(404)
    }
    await coach.post(`/placements/${ids['Ringens Bageri']}/phone-answer`).expect(404)
    await coach.get('/reports').expect(403)
  })

  test('an analyst sees everything but addresses, can not find them by searching, and records nothing', async () => {
    const analyst = await signedIn(context, site, 'analyst')
    const list = await analyst.get('/placements').expect(200)
    expect(statusesIn(list.text)).toHaveLength(6)
    const found = await analyst.get('/placements?q=bageri.example').expect(200)
    expect(statusesIn(found.text)).toEqual([])
    const placement = await analyst.get(`/placements/${ids['Väntans Snickeri']}`).expect(200)
    for (const { text } of [list, placement]) expect(text).not.toMatch(/08-123|@|tel:|mailto:/)
    expect(placement.text).not.toContain('phone-answer')
    await analyst.get(`/placements/${ids['Väntans Snickeri']}/phone-answer`).expect(403)
  })

  test('a placement tells where it stands, what happens next, its letters and what has happened', async () => {
    const { text } = await administrator.get(`/placements/${ids['Väntans Snickeri']}`).expect(200)
    expect(text).toContain('Nästa påminnelse skickas tidigast 9 mars 2026')
    expect(text).toContain('Organisationsnummer 556677-8899')
    expect(text).toContain('Skickat 2 mars 2026')
    expect(textOf(text)).toMatch(/Första brevet till Åsa Öberg.*Enkäten öppnades.*Enkäten planerades/s)
    expect(text).toContain('Registrera svar per telefon')
  })

  test('a letter that was refused shows the words of the mail server, and one that is uncertain explains itself', async () => {
    const { placementId } = await makePlacement(context, {
      contact: { email: 'gone@bageri.example' },
      placement: { endedOn: day('2026-03-02') },
    })
    context.refused.add('gone@bageri.example')
    await context.tickAt('2026-03-03T09:00')
    const { text } = await administrator.get(`/placements/${placementId}`).expect(200)
    expect(textOf(text)).toContain('tog inte emot brevet. 550')
    expect(text).toContain('breven kommer inte fram')

    await context.db.update(letters).set({ state: 'unconfirmed' })
    const uncertain = await administrator.get(`/placements/${placementId}`).expect(200)
    expect(uncertain.text).toContain('Det skickas inte en gång till')
  })

  test.each([['0'], ['999999'], ['abc'], ['1e3'], ['99999999999999999999']])(
    'there is no placement %s',
    async id => {
      await administrator.get(`/placements/${id}`).expect(404)
    },
  )

  test('every state of a survey has the same status in the list as in the domain', async () => {
    const survey = await surveyOf(context, ids['Väntans Snickeri'] ?? 0)
    if (!survey) throw new Error('no survey')
    const expected = {
      scheduled: 'Pågår',
      open: 'Väntar på svar',
      phone: 'Ring',
      closed: 'Stängd utan svar',
      withdrawn: 'Utgår',
    } as const
    for (const [state, words] of Object.entries(expected)) {
      const values = { state: state as keyof typeof expected, nextLetterAt: null }
      await context.db.update(surveys).set(values).where(eq(surveys.id, survey.id))
      const list = await administrator.get('/placements?q=snickeri').expect(200)
      const one = await administrator.get(`/placements/${survey.placementId}`).expect(200)
      expect(statusesIn(list.text)).toEqual([['Väntans Snickeri', words]])
      expect(one.text).toContain(`">${words}</span></h2>`)
    }
  })

  async function unitOf(name: string): Promise<number> {
    const [row] = await context.db
      .select()
      .from(placements)
      .where(eq(placements.id, ids[name] ?? 0))
    return row?.unitId ?? 0
  }
})

/** [employer, status] of each row of the list. */
function statusesIn(html: string): [string, string][] {
  const rows = html.matchAll(/scope="row"><a [^>]*>([^<]*)<.*?<span class="status [^>]*>([^<]*)</gs)
  return [...rows].map(([, name = '', status = '']) => [name, status])
}

function countsIn(html: string): Record<string, number> {
  const links = html.matchAll(/<li><a [^>]*>([^<]*) <b>(\d+)<\/b>/g)
  return Object.fromEntries([...links].map(([, name, count]) => [name, Number(count)]))
}

function textOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
}
