import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { placements } from '../../src/db/schema.ts'
import { units } from '../../src/db/staff-schema.ts'
import { findUnit } from '../../src/db/units.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent
let city: number
let soder: number

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator')
})
afterAll(() => context.close())

test('without units the page teaches where they come from', async () => {
  const { text } = await administrator.get('/units').expect(200)
  expect(text).toContain('De läggs till när en fil med placeringar läses in')
  expect(text).toContain('href="/imports"')
})

describe('with units', () => {
  beforeAll(async () => {
    city = (await makePlacement(context, { placement: { endedOn: null, endReason: null } })).unitId
    await makePlacement(context, { placement: { endReason: 'withdrawn' } })
    soder = (await makePlacement(context, { unit: 'Jobbtorg Söder', placement: { endReason: 'withdrawn' } }))
      .unitId
    await makeMember(context, 'coach', { unitId: city })
    await makeMember(context, 'coach', { unitId: city })
  })
  beforeEach(async () => {
    const blank = { senderName: null, phone: null, email: null, languages: ['sv' as const, 'en' as const] }
    await context.db.update(units).set(blank)
  })

  test('each is listed with how it writes, its coaches and its ongoing placements', async () => {
    await context.db
      .update(units)
      .set({ senderName: 'Söders jobbtorg', languages: ['en'] })
      .where(eq(units.id, soder))
    const words = wordsOf((await administrator.get('/units').expect(200)).text)
    expect(words).toMatch(
      /Jobbtorg City Avsändarnamn Kommunens arbetsmarknadsförvaltning Telefon 010-000 00 00 Språk svenska, engelska Coacher 2 Pågående placeringar 1 pågående hos Jobbtorg City/,
    )
    expect(words).toMatch(
      /Jobbtorg Söder Avsändarnamn Söders jobbtorg .* Språk engelska Coacher 0 Pågående placeringar 0 /,
    )
  })

  test('the number of ongoing placements leads to them, and they are as many', async () => {
    const { text } = await administrator.get('/units')
    const href = /href="(\/placements\?unit=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const list = await administrator.get(href).expect(200)
    expect(list.text.match(/<tr role="row">/g)).toHaveLength(2)
    expect(await context.db.$count(placements, eq(placements.status, 'ongoing'))).toBe(1)
  })

  test('one is changed, which is told and stays', async () => {
    const form = await openForm(city)
    expect(form.text).toContain('Namnet kommer från verksamhetssystemet')
    const sent = {
      ...form.fields,
      sender_name: ' Jobbtorg City ',
      phone: '08-1',
      email: 'city@kommunen.example',
    }
    const answer = await post(city, sent).expect(303)
    expect(answer.headers.location).toBe(`/units/${city}?done=changed`)
    const after = await administrator.get(answer.headers.location ?? '').expect(200)
    expect(after.text).toContain('role="status">Uppgifterna är sparade')
    expect(after.text).toContain('value="Jobbtorg City"')
    expect(await findUnit(context.db, city)).toMatchObject({
      name: 'Jobbtorg City',
      senderName: 'Jobbtorg City',
      phone: '08-1',
      email: 'city@kommunen.example',
      languages: ['sv', 'en'],
    })
    const again = await post(city, (await openForm(city)).fields).expect(303)
    expect(again.headers.location).toBe(`/units/${city}?done=unchanged`)
  })

  test.each([
    ['sender_name', 'Jobbtorg\u0007', 'på en enda rad'],
    ['sender_name', 'x'.repeat(81), 'högst 80 tecken'],
    ['phone', 'växeln', 'telefonnummer med siffror'],
    ['email', 'city@', 'fullständig e-postadress'],
  ])(
    'a faulty %s (%j) is told above and beside the field, and what was typed stays',
    async (name, value, words) => {
      const { fields } = await openForm(city)
      const { text } = await post(city, { ...fields, phone: '08-22', [name]: value }).expect(422)
      expect(titleOf(text)).toBe('Fel: Jobbtorg City')
      expect(text).toContain(`<a href="#${name}">`)
      expect(text).toMatch(new RegExp(`id="${name}-problem">[^<]*${words}`))
      expect(text).toContain(`value="${value}"`)
      expect(text).toMatch(name === 'phone' ? /växeln/ : /value="08-22"/)
      expect(await findUnit(context.db, city)).toMatchObject({ senderName: null, phone: null, email: null })
    },
  )

  test('a unit without a language is refused, and the boxes stay unticked', async () => {
    const { language_sv: _, language_en: __, ...fields } = (await openForm(city)).fields
    const { text } = await post(city, fields).expect(422)
    expect(text).toContain('Kryssa för minst ett språk')
    expect(text).not.toMatch(/type="checkbox"[^>]*checked/)
  })

  test('of two administrators the second is told how it stands now, loses nothing, and may save once more', async () => {
    const other = await signedIn(context, site, 'administrator')
    const [first, second] = [await openForm(city), await openForm(city, other)]
    await post(city, { ...first.fields, sender_name: 'Den första' }).expect(303)
    const told = await post(city, { ...second.fields, phone: '08-99' }, other).expect(409)
    expect(titleOf(told.text)).toBe('Ändrad under tiden: Jobbtorg City')
    expect(wordsOf(told.text)).toMatch(
      /Någon annan har ändrat enheten under tiden .* Avsändarnamn Den första /,
    )
    const fields = fieldsIn(told.text)
    expect(fields).toMatchObject({ sender_name: '', phone: '08-99' })
    await post(city, fields, other).expect(303)
    expect(await findUnit(context.db, city)).toMatchObject({ senderName: null, phone: '08-99' })
  })

  test.each([['0'], ['abc'], ['1e3'], ['99999999999999999999']])('there is no unit %s', async id => {
    await administrator.get(`/units/${id}`).expect(404)
    await administrator.post(`/units/${id}`).type('form').send({}).expect(404)
  })

  test('the pages are for administrators only', async () => {
    const coach = await signedIn(context, site, 'coach', { unitId: city })
    const analyst = await signedIn(context, site, 'analyst')
    for (const member of [coach, analyst]) {
      await member.get('/units').expect(403)
      await member.get(`/units/${city}`).expect(403)
      await member.post(`/units/${city}`).type('form').send({ sender_name: 'x' }).expect(403)
    }
    expect(await findUnit(context.db, city)).toMatchObject({ senderName: null })
  })
})

async function openForm(unitId: number, member = administrator) {
  const { text } = await member.get(`/units/${unitId}`).expect(200)
  return { text, fields: fieldsIn(text) }
}

function post(unitId: number, fields: Record<string, string>, member = administrator) {
  return member.post(`/units/${unitId}`).type('form').send(fields)
}

/** The form as a browser would send it. */
function fieldsIn(html: string): Record<string, string> {
  const form = /<form class="rules"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const inputs = [...form.matchAll(/<input [^>]*>/g)].map(([tag]) => tag)
  const given = inputs.filter(tag => !tag.includes('type="checkbox"') || tag.includes(' checked'))
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  return Object.fromEntries(
    given.map(tag => [attribute(tag, 'name'), (attribute(tag, 'value') ?? 'on').replaceAll('&quot;', '"')]),
  )
}
