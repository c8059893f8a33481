import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { events } from '../../src/db/schema.ts'
import { findMemberById } from '../../src/db/staff.ts'
import { sessions } from '../../src/db/staff-schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let member: { id: string; email: string }

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'

beforeAll(async () => {
  context = await createTestContext()
  site = createStaffSite(context)
})
afterAll(() => context.close())
beforeEach(async () => {
  const [unit] = await ensureUnits(context.db, ['Jobbtorg City'])
  member = await makeMember(context, 'coach', { name: 'Märta Ek', unitId: unit?.id ?? 0 })
})

test('shows who one is, and where one is signed in', async () => {
  const desk = await signInWith(firefox)
  await signInWith(safari, '203.0.113.7')
  const words = wordsOf((await desk.get('/account').expect(200)).text)
  expect(words).toContain('Märta Ek,')
  expect(words).toContain('Coach')
  expect(words).toContain('Jobbtorg City')
  expect(words).toMatch(/Firefox på Linux Du är här .*Inloggad .* från 127\.0\.0\.1 .*Loggas ut av sig själv/)
  expect(words).toMatch(/Safari på iPhone Inloggad .* från 203\.0\.113\.7/)
})

test('holds no token of a session, and shows nobody else’s', async () => {
  const desk = await signInWith(firefox)
  const other = await makeMember(context, 'analyst')
  await signInWith(safari, undefined, other.email)
  const { text } = await desk.get('/account').expect(200)
  for (const { token } of await context.db.select().from(sessions)) expect(text).not.toContain(token)
  expect(text).not.toContain('Safari')
})

test('a session that has expired is not shown', async () => {
  const desk = await signInWith(firefox)
  await signInWith(safari)
  const old = (await ownSessions()).find(({ userAgent }) => userAgent === safari)
  await context.db
    .update(sessions)
    .set({ expiresAt: new Date(0) })
    .where(eq(sessions.id, old?.id ?? ''))
  expect((await desk.get('/account')).text).not.toContain('Safari')
})

test('one session is ended, and the others go on', async () => {
  const desk = await signInWith(firefox)
  const phone = await signInWith(safari)
  const lost = (await ownSessions()).find(({ userAgent }) => userAgent === safari)
  const ended = await desk.post(`/account/sessions/${lost?.id}/end`).expect(303)
  expect((await desk.get(ended.headers.location ?? '').expect(200)).text).toContain(
    'Inloggningen är avslutad',
  )
  await phone.get('/account').expect(303)
  await desk.post(`/account/sessions/${lost?.id}/end`).expect(303)
  expect(await ownEvents()).toEqual(['member.sessions_ended'])
})

test('ending the session that one is in signs out', async () => {
  const desk = await signInWith(firefox)
  const [own] = await ownSessions()
  const out = await desk.post(`/account/sessions/${own?.id}/end`).expect(303)
  expect(out.headers.location).toBe('/sign-in?signed_out=1')
  await desk.get('/account').expect(303)
})

test('all others are ended at once', async () => {
  const desk = await signInWith(firefox)
  const others = [await signInWith(safari), await signInWith('')]
  expect((await desk.get('/account')).text).toContain('Okänd webbläsare')
  const ended = await desk.post('/account/sessions/end-others').expect(303)
  expect((await desk.get(ended.headers.location ?? '')).text).toContain('utloggad överallt utom här')
  for (const other of others) await other.get('/account').expect(303)
  expect((await desk.get('/account')).text).not.toContain('end-others')
})

test('nobody ends the session of another member', async () => {
  const other = await makeMember(context, 'analyst')
  const agent = await signInWith(safari, undefined, other.email)
  const desk = await signInWith(firefox)
  const theirs = (await context.db.select().from(sessions)).find(({ userId }) => userId === other.id)
  await desk.post(`/account/sessions/${theirs?.id}/end`).expect(303)
  await agent.get('/account').expect(200)
})

test('the language of letters is chosen, and is an event when it changes', async () => {
  const desk = await signInWith(firefox)
  await desk.post('/account').type('form').send({ language: 'en' }).expect(303)
  await desk.post('/account').type('form').send({ language: 'en' }).expect(303)
  expect(await findMemberById(context.db, member.id)).toMatchObject({ language: 'en', role: 'coach' })
  expect(await ownEvents()).toEqual(['member.changed'])
  const { text } = await desk.post('/account').type('form').send({ language: 'fi' }).expect(422)
  expect(text).toContain('Välj ett av språken')
})

test('is for whoever is signed in', async () => {
  const visitor = supertest.agent(site.app)
  await visitor.get('/account').expect(303)
  for (const path of ['/account', '/account/sessions/x/end', '/account/sessions/end-others']) {
    const { headers } = await visitor.post(path).expect(303)
    expect(headers.location).toMatch(/^\/sign-in/)
  }
})

async function signInWith(userAgent: string, address?: string, email = member.email): Promise<Agent> {
  const agent = supertest.agent(createStaffSite(context).app).set('Accept-Language', 'sv')
  agent.set('User-Agent', userAgent)
  // As a reverse proxy on the same machine tells it.
  if (address) agent.set('X-Forwarded-For', address)
  const code = await signInCode(site.auth, email)
  await agent.post('/sign-in/code').type('form').send({ email, code }).expect(303)
  return agent
}

async function ownSessions() {
  return context.db.select().from(sessions).where(eq(sessions.userId, member.id))
}

async function ownEvents(): Promise<string[]> {
  const rows = await context.db.select().from(events).orderBy(events.id)
  return rows.filter(({ detail }) => detail?.memberId === member.id).map(({ kind }) => kind)
}
