import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { events } from '../../src/db/schema.ts'
import { findMember, findMemberById } from '../../src/db/staff.ts'
import { sessions, staff } from '../../src/db/staff-schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { changeMember } from '../../src/flow/change-member.ts'
import { disableMember } from '../../src/flow/disable-member.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent
let administratorId: string
let unitId: number
let otherUnitId: number

beforeAll(async () => {
  context = await createTestContext()
  site = createStaffSite(context)
  const units = await ensureUnits(context.db, ['Jobbtorg City', 'Jobbtorg Söder'])
  unitId = units[0]?.id ?? 0
  otherUnitId = units[1]?.id ?? 0
  administrator = await signedIn(context, site, 'administrator', { name: 'Åke Admin' })
  administratorId = (await context.db.select().from(staff))[0]?.id ?? ''
})
afterAll(() => context.close())
beforeEach(() => {
  context.inbox.length = 0
  context.refused.clear()
})

describe('the list', () => {
  test('shows everybody in Swedish order, with role, unit, sign-in and who is disabled', async () => {
    const gone = await makeMember(context, 'analyst', { name: 'Örjan Borta' })
    await makeMember(context, 'coach', { name: 'Zara Coach', unitId })
    await disable(gone.id)
    const words = wordsOf((await administrator.get('/staff').expect(200)).text)
    expect(words).toMatch(/Zara Coach .* Coach .*Jobbtorg City .*Inte inloggad.*Åke Admin .* Administratör/)
    expect(words).toMatch(/Åke Admin .*Inloggad sedan \d.*Örjan Borta .* Analytiker Avstängd/)
  })

  test('is shown page by page', async () => {
    const paged = await createTestContext()
    const { app, auth } = createStaffSite(paged)
    const first = await signedIn(paged, { app, auth }, 'administrator', { name: 'Aaa' })
    for (let number = 10; number < 65; number += 1) {
      await makeMember(paged, 'analyst', { name: number % 2 ? 'Samma Namn' : `Namn ${number}` })
    }
    const page = await first.get('/staff').expect(200)
    const next = /href="(\/staff\?after[^"]+)" rel="next"/.exec(page.text)?.[1] ?? ''
    const second = await first.get(next.replace('&#x3D;', '=')).expect(200)
    const ids = [page, second].flatMap(({ text }) =>
      [...text.matchAll(/href="\/staff\/([\w-]{20,})"/g)].map(m => m[1]),
    )
    expect(new Set(ids).size).toBe(56)
    expect(ids).toHaveLength(56)
    expect(second.text).not.toContain('rel="next"')
    expect(second.text).toContain('href="/staff" rel="first"')
    expect((await first.get('/staff?after=nobody').expect(200)).text).toContain('Här är listan slut')
    await paged.close()
  })
})

describe('an invitation', () => {
  test('adds the member, sends a letter without a code, and is an event without an address', async () => {
    const email = 'Ny.Coach@kommunen.example'
    const sent = await post('/staff/new', { ...typed(), email }).expect(303)
    const member = await findMember(context.db, 'ny.coach@kommunen.example')
    expect(member).toMatchObject({ name: 'Ny Coach', role: 'coach', unitId, language: 'sv' })
    expect(sent.headers.location).toBe(`/staff/${member?.id}?done=invited`)
    const [letter] = context.inbox
    expect(letter?.subject).toBe('Du kan nu logga in i Efter praktiken')
    expect(letter?.text).toMatch(/Åke Admin har\s+bjudit in dig/)
    expect(letter?.text).toContain(`${context.baseUrl}/sign-in`)
    expect(letter?.text).toContain('ny.coach@kommunen.example')
    expect(letter?.text).not.toMatch(/\b\d{6}\b/)
    const [event] = await eventsOf(member?.id)
    expect(event).toMatchObject({
      kind: 'member.invited',
      actor: administratorId,
      detail: { memberId: member?.id },
    })
    expect((await administrator.get(sent.headers.location ?? '').expect(200)).text).toContain(
      'Ett brev är skickat',
    )
  })

  test('is written in the language that was chosen', async () => {
    await post('/staff/new', { ...typed(), email: 'english@kommunen.example', language: 'en' }).expect(303)
    expect(context.inbox[0]?.text).toMatch(/Åke Admin has\s+invited you/)
  })

  test('adds the member also where the letter can not be sent, and says so', async () => {
    context.refused.add('bounces@kommunen.example')
    const sent = await post('/staff/new', { ...typed(), email: 'bounces@kommunen.example' }).expect(303)
    const { text } = await administrator.get(sent.headers.location ?? '').expect(200)
    expect(text).toContain('brevet gick inte att skicka')
    expect(await findMember(context.db, 'bounces@kommunen.example')).toBeDefined()
  })

  test.each([
    ['no name', { name: '' }, 'Skriv personens namn.', 'name'],
    ['no address', { email: '' }, 'Skriv personens e-postadress.', 'email'],
    ['no real address', { email: 'åsa' }, 'Skriv en hel e-postadress', 'email'],
    ['a coach without a unit', { unit: '' }, 'Välj vilken enhet coachen hör till.', 'unit'],
    ['a role that there is not', { role: 'chef' }, 'Välj en av rollerna', 'role'],
  ])('with %s is told beside the field, and keeps what was typed', async (_what, changes, words, field) => {
    const sent = { ...typed(), email: 'tagen@kommunen.example', ...changes }
    const { text } = await post('/staff/new', sent).expect(422)
    expect(titleOf(text)).toBe('Fel: Bjud in en person')
    expect(text.split(words)).toHaveLength(3)
    expect(text).toContain(`<li><a href="#${field}">`)
    expect(text).toContain(`id="${field}-problem"`)
    if (field !== 'name') expect(text).toContain('value="Ny Coach"')
    expect(context.inbox).toEqual([])
  })

  test('to an address that is there already is told beside the field', async () => {
    await makeMember(context, 'analyst', { email: 'finns@kommunen.example' })
    const { text } = await post('/staff/new', { ...typed(), email: 'FINNS@kommunen.example' }).expect(422)
    expect(text).toContain('Det finns redan en person med den adressen')
  })

  test('sent twice at once adds one member', async () => {
    const fields = { ...typed(), email: 'dubbel@kommunen.example' }
    const sent = await Promise.all([post('/staff/new', fields), post('/staff/new', fields)])
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 422])
  })
})

describe('a change', () => {
  test('is stored, shown and an event, once', async () => {
    const { id } = await makeMember(context, 'coach', { name: 'Före', unitId })
    const fields = { ...typed(), name: 'Efter', unit: String(otherUnitId), based_on: await versionShown(id) }
    expect((await post(`/staff/${id}`, fields).expect(303)).headers.location).toBe(
      `/staff/${id}?done=changed`,
    )
    await post(`/staff/${id}`, fields).expect(303)
    expect(await findMemberById(context.db, id)).toMatchObject({ name: 'Efter', unitId: otherUnitId })
    expect((await eventsOf(id)).map(({ kind }) => kind)).toEqual(['member.changed'])
  })

  test('counts at the next request of the member', async () => {
    const email = 'befordrad@kommunen.example'
    const { id } = await makeMember(context, 'coach', { unitId, email })
    const agent = await signInAs(email)
    await agent.get('/reports').expect(403)
    const fields = { ...typed(), role: 'analyst', unit: '', based_on: await versionShown(id) }
    await post(`/staff/${id}`, fields).expect(303)
    await agent.get('/reports').expect(200)
  })

  test('by whoever was overtaken is told, loses nothing, and may still be made', async () => {
    const { id } = await makeMember(context, 'coach', { name: 'Första', unitId })
    const basedOn = await versionShown(id)
    await post(`/staff/${id}`, { ...typed(), name: 'Andra', based_on: basedOn }).expect(303)
    const stale = await post(`/staff/${id}`, {
      ...typed(),
      name: 'Tredje',
      language: 'en',
      based_on: basedOn,
    }).expect(409)
    expect(stale.text).toContain('Någon annan har ändrat uppgifterna')
    expect(stale.text).toContain('<dd>Andra</dd>')
    expect(stale.text).toContain('value="Tredje"')
    expect(await findMemberById(context.db, id)).toMatchObject({ name: 'Andra', language: 'sv' })
    const next = /name="based_on" value="([^"]+)"/.exec(stale.text)?.[1] ?? ''
    await post(`/staff/${id}`, { ...typed(), name: 'Tredje', based_on: next }).expect(303)
    expect(await findMemberById(context.db, id)).toMatchObject({ name: 'Tredje' })
  })

  test('is not overtaken by the member’s own first sign-in', async () => {
    const email = 'forsta@kommunen.example'
    const { id } = await makeMember(context, 'coach', { unitId, email })
    const basedOn = await versionShown(id)
    await signInAs(email)
    await post(`/staff/${id}`, { ...typed(), based_on: basedOn }).expect(303)
  })

  test('with faults is told beside the field', async () => {
    const { id } = await makeMember(context, 'analyst')
    const sent = { ...typed(), unit: '', based_on: await versionShown(id) }
    const { text } = await post(`/staff/${id}`, sent).expect(422)
    expect(text).toContain('id="unit-problem"')
  })
})

describe('the last administrator', () => {
  test('keeps the role, and is told why', async () => {
    const fields = { ...typed(), role: 'analyst', based_on: await versionShown(administratorId) }
    const { text } = await post(`/staff/${administratorId}`, fields).expect(422)
    expect(text).toContain('Det här är den enda administratören')
    expect(text).toContain('id="role-problem"')
  })

  test('is the one who is left when two take the role from each other at once', async () => {
    const duel = await createTestContext()
    const one = await makeMember(duel, 'administrator')
    const other = await makeMember(duel, 'administrator')
    const now = duel.clock.now()
    const outcomes = await Promise.all([
      disableMember(duel, { memberId: one.id, actor: other.id, now }),
      disableMember(duel, { memberId: other.id, actor: one.id, now }),
    ])
    expect(outcomes.toSorted()).toEqual(['disabled', 'last_administrator'])
    await duel.close()
  })

  test('may give the role up once there is another, and then sees the own account', async () => {
    const duel = await createTestContext()
    const own = createStaffSite(duel)
    const agent = await signedIn(duel, own, 'administrator')
    const [self] = await duel.db.select().from(staff)
    await makeMember(duel, 'administrator')
    const { text } = await agent.get(`/staff/${self?.id}`).expect(200)
    const fields = { ...typed(), role: 'analyst', unit: '', based_on: basedOnIn(text) }
    const sent = await agent.post(`/staff/${self?.id}`).type('form').send(fields).expect(303)
    expect(sent.headers.location).toBe('/account')
    await agent.get('/staff').expect(403)
    await duel.close()
  })
})

describe('a member who is disabled', () => {
  test('is out at the next request, gets no code and no session, and comes back with the same role', async () => {
    const email = 'slutar@kommunen.example'
    const { id } = await makeMember(context, 'coach', { name: 'Siv Slutar', unitId, email })
    const agent = await signInAs(email)
    const code = await signInCode(site.auth, email)

    const asked = await administrator.get(`/staff/${id}/disable`).expect(200)
    expect(asked.text).toContain('kan inte logga in längre')
    expect(asked.text).toContain('finns kvar, med namnet')
    const done = await post(`/staff/${id}/disable`, {}).expect(303)
    expect((await administrator.get(done.headers.location ?? '')).text).toContain(
      'avstängd och utloggad överallt',
    )
    await agent.get('/placements').expect(303)
    expect(await context.db.$count(sessions, eq(sessions.userId, id))).toBe(0)

    const visitor = supertest.agent(createStaffSite(context).app).set('Accept-Language', 'sv')
    const refused = await visitor.post('/sign-in/code').type('form').send({ email, code }).expect(422)
    expect(refused.text).toContain('Koden stämmer inte')
    const known = await visitor.post('/sign-in').type('form').send({ email }).expect(303)
    const unknown = await visitor
      .post('/sign-in')
      .type('form')
      .send({ email: 'x@kommunen.example' })
      .expect(303)
    expect(known.headers.location?.replace('slutar', 'x')).toBe(unknown.headers.location)

    await post(`/staff/${id}/disable`, {}).expect(303)
    await post(`/staff/${id}/enable`, {}).expect(303)
    await signInAs(email)
    expect(await findMemberById(context.db, id)).toMatchObject({ role: 'coach', unitId, disabledAt: null })
    expect((await eventsOf(id)).map(({ kind }) => kind)).toEqual(['member.disabled', 'member.enabled'])
    expect(context.inbox).toEqual([])
  })

  test('has no use of a session that there still is', async () => {
    const email = 'kvar@kommunen.example'
    const { id } = await makeMember(context, 'administrator', { email })
    const agent = await signInAs(email)
    await agent.get('/staff').expect(200)
    await context.db
      .update(staff)
      .set({ disabledAt: new Date(0) })
      .where(eq(staff.id, id))
    await agent.get('/staff').expect(303)
  })

  test('is never oneself', async () => {
    const shown = await administrator.get(`/staff/${administratorId}`).expect(200)
    expect(shown.text).not.toContain(`/staff/${administratorId}/disable`)
    const asked = await administrator.get(`/staff/${administratorId}/disable`).expect(200)
    expect(asked.text).toContain('Du kan inte stänga av dig själv')
    expect(asked.text).not.toContain('<button type="submit">Stäng av</button>')
    const { text } = await post(`/staff/${administratorId}/disable`, {}).expect(409)
    expect(text).toContain('Du kan inte stänga av dig själv')
  })
})

test('an administrator signs a member out everywhere, and the member may sign in again', async () => {
  const email = 'tappad@kommunen.example'
  const { id } = await makeMember(context, 'coach', { unitId, email })
  const phone = await signInAs(email)
  const desk = await signInAs(email)
  expect((await administrator.get(`/staff/${id}`)).text).toContain('Inloggad på 2 ställen.')
  await post(`/staff/${id}/sessions/end`, {}).expect(303)
  await phone.get('/placements').expect(303)
  await desk.get('/placements').expect(303)
  expect((await eventsOf(id)).map(({ kind }) => kind)).toEqual(['member.sessions_ended'])
  await signInAs(email)
})

test('a member that there is not is not found', async () => {
  for (const path of ['', '/disable']) await administrator.get(`/staff/nobody${path}`).expect(404)
  for (const path of ['', '/disable', '/enable', '/sessions/end']) {
    await post(`/staff/nobody${path}`, typed()).expect(404)
  }
  const nobody = { memberId: 'x', typed: typed(), basedOn: '', actor: 'system', now: context.clock.now() }
  expect(await changeMember(context, nobody)).toEqual({ outcome: 'unknown' })
})

describe.each(['coach', 'analyst', 'nobody'] as const)('%s', role => {
  test('gets none of these pages and changes nothing', async () => {
    const agent =
      role === 'nobody' ? supertest.agent(site.app) : await signedIn(context, site, role, { unitId })
    const { id } = await makeMember(context, 'administrator')
    const status = role === 'nobody' ? 303 : 403
    for (const path of ['/staff', '/staff/new', `/staff/${id}`, `/staff/${id}/disable`]) {
      await agent.get(path).expect(status)
    }
    for (const path of ['/new', `/${id}`, `/${id}/disable`, `/${id}/enable`, `/${id}/sessions/end`]) {
      await agent.post(`/staff${path}`).type('form').send(typed()).expect(status)
    }
    expect(await eventsOf(id)).toEqual([])
  })
})

function typed() {
  return { name: 'Ny Coach', role: 'coach', unit: String(unitId), language: 'sv' }
}

function post(path: string, fields: Record<string, string>) {
  return administrator.post(path).type('form').send(fields)
}

async function versionShown(id: string): Promise<string> {
  return basedOnIn((await administrator.get(`/staff/${id}`).expect(200)).text)
}

function basedOnIn(html: string): string {
  return /name="based_on" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

async function disable(memberId: string): Promise<void> {
  await disableMember(context, { memberId, actor: 'system', now: context.clock.now() })
}

async function signInAs(email: string): Promise<Agent> {
  const agent = supertest.agent(createStaffSite(context).app).set('Accept-Language', 'sv')
  const code = await signInCode(site.auth, email)
  await agent.post('/sign-in/code').type('form').send({ email, code }).expect(303)
  return agent
}

async function eventsOf(memberId: string | undefined) {
  const rows = await context.db.select().from(events).orderBy(events.id)
  return rows.filter(({ detail }) => detail?.memberId === memberId)
}
