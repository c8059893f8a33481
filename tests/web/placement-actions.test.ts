import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { type Ids, invitedPlacement, knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let coach: Agent
let ids: Ids
let path: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  path = `/placements/${ids.placementId}`
  context.clock.set(swedish('2026-03-03T12:00'))
})

/** Opens the page of an action and sends its form, with what is typed. */
async function act(action: string, fields: Record<string, string> = {}, agent = coach) {
  const { text } = await agent.get(`${path}/${action}`).expect(200)
  return send(`${path}/${action}`, { ...fields, seen: seenIn(text) }, agent)
}
async function undo(action: string) {
  const { text } = await coach.get(path).expect(200)
  const seen = /name="seen" value="(\d+)"/.exec(text)?.[1] ?? (await newestSeen())
  return send(`${path}/${action}/undo`, { seen })
}
function send(address: string, fields: Record<string, string>, agent = coach) {
  return agent.post(address).type('form').send(fields)
}
async function newestSeen() {
  return seenIn((await coach.get(`${path}/link`)).text)
}
function seenIn(html: string): string {
  const seen = /name="seen" value="(\d+)"/.exec(html)?.[1]
  if (!seen) throw new Error('The page has no form')
  return seen
}
async function follow(response: { headers: Record<string, string> }) {
  return (await coach.get(response.headers.location ?? '').expect(200)).text
}
const bo = (email = `bo${ids.placementId}@ny.example`) => ({
  name: 'Bo Ek',
  email,
  phone: '070-123 45 67',
  language: 'sv',
  scope: 'other',
})

describe('send now', () => {
  test('says when the letter goes and why not at once, does it, and takes it back', async () => {
    const { text } = await coach.get(`${path}/send-now`).expect(200)
    expect(wordsOf(text)).toContain('Det skickas den 5 mars 2026 kl. 09:00.')
    expect(wordsOf(text)).toContain('kontaktpersonen fick ett brev den 2 mars 2026')
    const done = await act('send-now')
    const shown = await follow(done)
    expect(wordsOf(shown)).toContain('Nästa brev går så snart reglerna tillåter.')
    expect(wordsOf(shown)).toContain('Nästa brev skickas den 5 mars 2026 kl. 09:00.')
    expect(shown).toContain(`action="${path}/send-now/undo"`)
    expect(wordsOf(await follow(await undo('send-now')))).toContain(
      'Nästa påminnelse skickas tidigast 9 mars',
    )
  })

  test('says why it can not be done', async () => {
    context.clock.set(swedish('2026-03-09T09:00'))
    const { text } = await coach.get(`${path}/send-now`).expect(200)
    expect(wordsOf(text)).toContain('Brevet är redan på väg. Det går den 9 mars 2026 kl. 09:00')
    expect(text).not.toContain('Skicka så snart det går')
    expect((await coach.get(path)).text).not.toContain(`${path}/send-now`)
  })
})

describe('change of contact', () => {
  test('asks somebody else, shows who, and goes back', async () => {
    const shown = await follow(await act('contact', bo()))
    expect(wordsOf(shown)).toContain('Kontaktpersonen ändrades, och den nya frågas från början: Bo Ek')
    expect(shown).toContain('070-123 45 67')
    expect(wordsOf((await coach.get(`${path}/contact`)).text)).toContain('Gå tillbaka till Åsa Öberg')
    const back = await follow(await undo('contact'))
    expect(wordsOf(back)).toContain('Ärendet är tillbaka hos den tidigare kontaktpersonen.')
    expect(await knownSurvey(context, ids)).toMatchObject({ contactId: ids.contactId })
  })

  test('says for how many other placements a correction goes', async () => {
    await makePlacement(context, { placement: { contactId: ids.contactId } })
    await makePlacement(context, { placement: { contactId: ids.contactId } })
    const { text } = await coach.get(`${path}/contact`).expect(200)
    expect(text).toContain('gäller även de 2 andra öppna ärendena hos samma kontakt')
  })

  test('tells what is wrong beside its field and in a list, and keeps what was typed', async () => {
    const known = await makePlacement(context, {
      contact: { email: `nej${ids.placementId}@b.example`, optedOutAt: swedish('2026-02-01T12:00') },
    })
    expect(known.contactId).toBeGreaterThan(0)
    const refused = await act('contact', { ...bo(`nej${ids.placementId}@b.example`), name: '<b>Bo</b>' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('<title>Fel: ')
    expect(refused.text).toContain('<a href="#email">Den som har adressen vill inte ha några brev')
    expect(refused.text).toMatch(/id="email"[^>]*aria-invalid="true" aria-describedby="email-problem"/)
    expect(refused.text).toContain('&lt;b&gt;Bo&lt;/b&gt;')
    expect(refused.text).toMatch(/id="scope-other"[^>]*checked/)
  })

  test('tries a refused address once more where the coach says so', async () => {
    await context.db
      .update(contacts)
      .set({ undeliverableAt: swedish('2026-03-02T09:00') })
      .where(eq(contacts.id, ids.contactId))
    const { text } = await coach.get(`${path}/contact`).expect(200)
    expect(text).toContain('Försök igen med samma adress')
    const email = /id="email" name="email" value="([^"]*)"/.exec(text)?.[1] ?? ''
    const stored = { name: 'Åsa Öberg', email, phone: '08-123 45 67', language: 'sv', scope: 'same' }
    expect((await act('contact', stored)).status).toBe(422)
    expect(wordsOf(await follow(await act('contact', { ...stored, retry: 'yes' })))).toContain(
      'Vi försöker igen med samma adress.',
    )
  })
})

describe('withdrawal', () => {
  test('wants a reason, says who and why, and can be taken back later, too', async () => {
    expect((await act('withdraw')).text).toContain('<a href="#reason">Välj ett skäl.</a>')
    const shown = await follow(await act('withdraw', { reason: 'employer_asked' }))
    expect(wordsOf(shown)).toContain(
      'Märta Ek drog tillbaka enkäten den 3 mars 2026. Skäl: Arbetsgivaren bad om det.',
    )
    expect(shown).toContain('>Utgår</span></h2>')
    const { text } = await coach.get(`${path}/withdraw`).expect(200)
    expect(text).toContain(`action="${path}/withdraw/undo"`)
    const back = await send(`${path}/withdraw/undo`, { seen: seenIn(text) })
    expect(wordsOf(await follow(back))).toContain('Väntar på svar')
  })

  test('of the case system has other words', async () => {
    const cancelled = await makePlacement(context, { placement: { endReason: 'withdrawn' } })
    const { text } = await coach.get(`/placements/${cancelled.placementId}`).expect(200)
    expect(text).toContain('Placeringen är makulerad i verksamhetssystemet')
    expect(text).toContain('>Utgår</span></h2>')
    const page = await coach.get(`/placements/${cancelled.placementId}/withdraw`).expect(200)
    expect(page.text).toContain('Placeringen är makulerad i verksamhetssystemet, så det går inte.')
  })
})

test('a new link says that it can not be taken back, and offers to be sent', async () => {
  const { text } = await coach.get(`${path}/link`).expect(200)
  expect(wordsOf(text)).toContain('Det går inte att ångra.')
  expect(wordsOf(text)).toContain('nästa brev går den 5 mars 2026 kl. 09:00')
  const shown = await follow(await act('link', { send: 'yes' }))
  expect(wordsOf(shown)).toContain('Länken är bytt.')
  expect(wordsOf(shown)).toContain('Nästa brev skickas den 5 mars 2026 kl. 09:00.')
})

test('no letters is shown on every placement of the contact, and taken back', async () => {
  const placement = { contactId: ids.contactId, endedOn: Temporal.PlainDate.from('2026-03-20') }
  const other = await makePlacement(context, { placement })
  const shown = await follow(await act('no-letters'))
  expect(wordsOf(shown)).toContain('Kontaktpersonen får inga fler brev.')
  const { text } = await coach.get(`/placements/${other.placementId}`).expect(200)
  expect(wordsOf(text)).toContain('vill inte ha brev')
  expect(wordsOf(text)).toContain('hamnar ärendet på ringlistan, eftersom inget brev kan skickas')
  expect(wordsOf(await follow(await undo('no-letters')))).toContain('Kontaktpersonen får brev igen.')
})

describe('somebody who acts on what has changed', () => {
  const actions = [
    ['send-now', {}],
    ['contact', { name: 'Cia Ek', email: 'cia@ny.example', phone: '', language: 'en', scope: 'other' }],
    ['withdraw', { reason: 'mistake' }],
    ['link', {}],
    ['no-letters', {}],
  ] as const

  test.each(actions)(
    'by %s is told what has happened, loses nothing, and may go on',
    async (action, fields) => {
      const seen = await newestSeen()
      await act('contact', bo())
      const told = await send(`${path}/${action}`, { ...fields, seen })
      expect(told.status).toBe(409)
      expect(told.text).toContain('<title>Något har hänt: ')
      expect(wordsOf(told.text)).toContain('Kontaktpersonen ändrades, och den nya frågas från början: Bo Ek')
      expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open', linkNumber: 2 })
      if (action === 'send-now') return expect(wordsOf(told.text)).toContain('Brevet är redan på väg')
      for (const value of Object.values(fields)) expect(told.text).toContain(`value="${value}"`)
      await send(`${path}/${action}`, { ...fields, seen: seenIn(told.text) }).expect(303)
    },
  )

  test('after the answer is told so, and that it can not be done any more', async () => {
    const seen = await newestSeen()
    const { id: surveyId } = await knownSurvey(context, ids)
    const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
    const now = context.clock.now()
    await receiveAnswer(context, { surveyId, raw, basedOn: 0, source: 'link', staffId: null, now })
    const told = await send(`${path}/withdraw`, { reason: 'mistake', seen })
    expect(told.status).toBe(409)
    expect(wordsOf(told.text)).toContain('Ett svar kom in')
    expect(wordsOf(told.text)).toContain('Arbetsgivaren har redan svarat.')
    expect(told.text).not.toContain('name="reason"')
  })

  test.each(['', 'x', '-1', '99999999999999999999'])(
    'with %j for what was seen is told, and nothing is done',
    async seen => {
      await send(`${path}/withdraw`, { reason: 'mistake', seen }).expect(409)
      expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open' })
    },
  )

  test('of two who take it back, the second is told', async () => {
    await act('withdraw', { reason: 'mistake' })
    const seen = seenIn((await coach.get(`${path}/withdraw`)).text)
    await send(`${path}/withdraw/undo`, { seen }).expect(303)
    const told = await send(`${path}/withdraw/undo`, { seen })
    expect(told.status).toBe(409)
    expect(wordsOf(told.text)).toContain('Enkäten går vidare')
  })
})

describe('who may act', () => {
  const posts = ['send-now', 'contact', 'withdraw', 'link', 'no-letters'].flatMap(name =>
    name === 'link' ? [name] : [name, `${name}/undo`],
  )
  const writes = ['calls', 'notes', 'notes/1/remove']
  const pages = ['send-now', 'contact', 'withdraw', 'link', 'no-letters', 'calls', 'notes']

  test.each([
    ['a coach of another unit', 'coach', 404],
    ['an analyst', 'analyst', 403],
  ] as const)('not %s', async (_, role, status) => {
    const { unitId } = await makePlacement(context, { unit: 'Jobbtorg Söder' })
    const other = await signedIn(context, site, role, role === 'coach' ? { unitId } : {})
    for (const name of pages) await other.get(`${path}/${name}`).expect(status)
    for (const name of [...posts, ...writes])
      await send(`${path}/${name}`, { seen: '999999' }, other).expect(status)
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open', linkNumber: 1 })
  })

  test('not nobody, who is led to sign in', async () => {
    const { default: supertest } = await import('supertest')
    const nobody = supertest.agent(site.app)
    for (const name of pages) {
      const { headers } = await nobody.get(`${path}/${name}`).expect(303)
      expect(headers.location).toMatch(/^\/sign-in/)
    }
    for (const name of [...posts, ...writes]) await send(`${path}/${name}`, {}, nobody).expect(303)
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open', linkNumber: 1 })
  })

  test('an administrator', async () => {
    const administrator = await signedIn(context, site, 'administrator')
    expect((await act('withdraw', { reason: 'other' }, administrator)).status).toBe(303)
  })

  test('and not about a placement that is not there', async () => {
    for (const name of pages) await coach.get(`/placements/999999/${name}`).expect(404)
  })

  test('looking changes nothing', async () => {
    const before = await knownSurvey(context, ids)
    for (const name of pages) {
      await coach.get(`${path}/${name}`).expect(200)
      await coach.head(`${path}/${name}`).expect(200)
    }
    expect(await knownSurvey(context, ids)).toEqual(before)
  })
})

describe('the list that one came from', () => {
  const list = 'status=waiting&q=bageri'

  test('is found again from the placement, and after an action', async () => {
    const listed = await coach.get(`/placements?${list}`).expect(200)
    expect(listed.text).toContain(`href="${path}?from&#x3D;status%3Dwaiting%26q%3Dbageri"`)
    const { text } = await coach.get(`${path}?from=${encodeURIComponent(list)}`).expect(200)
    expect(text).toContain('href="/placements?status&#x3D;waiting&amp;q&#x3D;bageri"')
    const done = await act('withdraw', { reason: 'other', from: list })
    expect(done.headers.location).toBe(`${path}?done=withdraw&from=status%3Dwaiting%26q%3Dbageri`)
  })

  test.each([
    ['https://evil.example', ''],
    ['//evil.example', ''],
    ['status=open&next=//evil.example', '?status&#x3D;open'],
    ['q=a&after=2026-02-27.41', '?q&#x3D;a&amp;after&#x3D;2026-02-27.41'],
    ['after=.41', '?after&#x3D;.41'],
  ])('is a list and nothing else: %s', async (from, query) => {
    const { text } = await coach.get(`${path}?from=${encodeURIComponent(from)}`).expect(200)
    expect(text).toContain(`<p class="back"><a href="/placements${query}">`)
  })
})

test.each(['undone=link', 'done=nonsense', 'called=1.1', 'done[]=x', 'from[]=x'])(
  'an address that claims what was not done is no fault: %s',
  async query => {
    const { text } = await coach.get(`${path}?${query}`).expect(200)
    expect(text).not.toContain('role="status"')
  },
)
