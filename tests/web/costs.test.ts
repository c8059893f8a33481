import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, events, surveys } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let administrator: Agent
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-07T10:00', settings: { COST_PERIOD: 'quarter' } })
  const site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator')
  analyst = await signedIn(context, site, 'analyst')
})
afterAll(() => context.close())

async function surveyRow(id: number) {
  const [row] = await context.db.select().from(surveys).where(eq(surveys.id, id))
  return row
}

async function basedOn(districtId: number): Promise<string> {
  const { text } = await administrator.get(`/costs/districts/${districtId}`).expect(200)
  return (/name="based_on" value="([^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&quot;', '"')
}

const typed = {
  name: 'Åsa Öberg',
  email: 'asa@farsta.example',
  phone: '08-508 11 222',
  language: 'sv' as const,
}

describe('how the districts stand', () => {
  it('says, before any is asked, when they will be', async () => {
    expect(wordsOf((await analyst.get('/costs').expect(200)).text)).toContain(
      'Inga nämnder är tillfrågade än',
    )
  })

  it('is told of the latest period first, those to call before the others, and of the period that is chosen', async () => {
    await makeCostReturn(context, { district: 'Farsta', wave: '2025-Q4', values: costs([12, 240_000]) })
    await makeCostReturn(context, { district: 'Norrmalm', wave: '2026-Q1', values: costs([12, 240_000]) })
    await makeCostReturn(context, { district: 'Farsta', wave: '2026-Q1' })
    const { surveyId } = await makeCostReturn(context, {
      district: 'Skarpnäck',
      wave: '2026-Q1',
      state: 'phone',
    })
    await context.db.update(surveys).set({ phoneReason: 'no_address' }).where(eq(surveys.id, surveyId))
    const latest = wordsOf((await analyst.get('/costs').expect(200)).text)
    expect(latest).toContain('1 av 3 nämnder har lämnat uppgifter')
    const places = ['Ring e-postadress saknas', 'Väntar på svar', 'Besvarad'].map(words =>
      latest.indexOf(words),
    )
    expect(places.every(place => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(latest).toContain('Åsa Öberg, i formuläret')
    const earlier = wordsOf((await analyst.get('/costs?period=2025-Q4').expect(200)).text)
    expect(earlier).toContain('1 av 1 nämnd har lämnat uppgifter')
    expect(earlier).toContain('Kvartal 4 2025 (1 oktober–31 december 2025)')
    await analyst.get('/costs?period=nonsense').expect(200)
  })

  it('shows telephone numbers and addresses to administrators only, and lets nobody else change anything', async () => {
    const { districtId, contactId } = await makeCostReturn(context, { district: 'Älvsjö' })
    await context.db
      .update(contacts)
      .set({ name: 'Bo Ek', phone: '08-111 22 33' })
      .where(eq(contacts.id, contactId))
    const mine = (await administrator.get('/costs').expect(200)).text
    expect(mine).toContain('href="tel:')
    expect(mine).toContain(`/costs/districts/${districtId}`)
    const theirs = (await analyst.get('/costs').expect(200)).text
    expect(theirs).toContain('Bo Ek')
    expect(theirs).not.toContain('08-111 22 33')
    expect(theirs).not.toContain('/costs/districts/')
  })
})

describe('who answers for a district', () => {
  it('is set by an administrator, and the letters then go out that had nobody to go to', async () => {
    const { surveyId, districtId, contactId } = await makeCostReturn(context, {
      district: 'Hässelby',
      state: 'phone',
    })
    await context.db.update(surveys).set({ phoneReason: 'no_address' }).where(eq(surveys.id, surveyId))
    const based_on = await basedOn(districtId)
    await administrator
      .post(`/costs/districts/${districtId}`)
      .type('form')
      .send({ ...typed, based_on })
      .expect(303)
    expect(await surveyRow(surveyId)).toMatchObject({
      state: 'open',
      phoneReason: null,
      nextLetterAt: context.clock.now(),
    })
    const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
    expect(contact).toMatchObject({ ...typed })
    const told = await context.db.select().from(events).where(eq(events.contactId, contactId))
    expect(told.map(({ kind }) => kind)).toEqual(['contact.changed'])
  })

  it('is asked anew by another link when the address is another one, and not when only the number is', async () => {
    const { surveyId, districtId, contactId } = await makeCostReturn(context, { district: 'Spånga' })
    await context.db
      .update(contacts)
      .set({ ...typed, undeliverableAt: context.clock.now() })
      .where(eq(contacts.id, contactId))
    await context.db.update(surveys).set({ lettersSent: 2, linkNumber: 4 }).where(eq(surveys.id, surveyId))
    const change = async (fields: object) =>
      administrator
        .post(`/costs/districts/${districtId}`)
        .type('form')
        .send({ ...typed, ...fields, based_on: await basedOn(districtId) })
        .expect(303)
    await change({ phone: '08-508 99 999' })
    expect(await surveyRow(surveyId)).toMatchObject({ lettersSent: 2, linkNumber: 4 })
    await change({ email: 'ny@spanga.example' })
    expect(await surveyRow(surveyId)).toMatchObject({ state: 'open', lettersSent: 0, linkNumber: 5 })
    const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
    expect(contact?.undeliverableAt).toBeNull()
    await change({ email: '' })
    expect(await surveyRow(surveyId)).toMatchObject({ state: 'phone', phoneReason: 'no_address' })
  })

  it.each([
    [{ name: ' ' }, 'Skriv ett namn'],
    [{ name: 'Åsa 640823-3234' }, 'Ta bort personnumret ur namnet'],
    [{ email: 'asa' }, 'Skriv en e-postadress'],
    [{ phone: 'ring växeln' }, 'Skriv ett telefonnummer'],
    [{ language: 'fi' }, 'Välj ett av språken'],
  ])('is told what is wrong with %j, and everything typed is kept', async (fields, words) => {
    const { districtId } = await makeCostReturn(context, { district: `Wrong ${JSON.stringify(fields)}` })
    const sent = { ...typed, ...fields, based_on: await basedOn(districtId) }
    const { text } = await administrator
      .post(`/costs/districts/${districtId}`)
      .type('form')
      .send(sent)
      .expect(422)
    expect(wordsOf(text)).toContain(words)
    expect(text).toContain('value="08-508 11 222"'.replace('08-508 11 222', sent.phone))
  })

  it('is told when somebody else has changed it meanwhile', async () => {
    const { districtId } = await makeCostReturn(context, { district: 'Vantör' })
    const based_on = await basedOn(districtId)
    const post = (fields: object) =>
      administrator
        .post(`/costs/districts/${districtId}`)
        .type('form')
        .send({ ...typed, ...fields, based_on })
    await post({ name: 'Den första' }).expect(303)
    const { text } = await post({ name: 'Den andra' }).expect(409)
    expect(wordsOf(text)).toContain('Någon annan har ändrat kontakten')
    expect(text).toContain('value="Den andra"')
  })

  it('is not there for a district that is not', async () => {
    await administrator.get('/costs/districts/999999').expect(404)
    await administrator.post('/costs/districts/x').type('form').send(typed).expect(404)
    await administrator.get('/costs/999999').expect(404)
  })
})
