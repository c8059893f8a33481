import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { sessions, verifications } from '../../src/db/staff-schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let visitor: Agent

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context.close())
beforeEach(() => {
  // A site of its own counts the attempts anew.
  site = createStaffSite(context)
  visitor = supertest.agent(site.app).set('Accept-Language', 'sv')
  context.inbox.length = 0
})

test('a member signs in with the code from the letter and goes on to the page that was wanted', async () => {
  const { email } = await makeMember(context, 'administrator')
  const refused = await visitor.get('/placements?status=phone').expect(303)
  expect(refused.headers.location).toBe('/sign-in?next=%2Fplacements%3Fstatus%3Dphone')

  const next = '/placements?status=phone'
  const asked = await post('/sign-in', { email: ` ${email.toUpperCase()} `, next }).expect(303)
  expect((await visitor.get(asked.headers.location ?? '')).text).toContain('Om adressen finns hos oss')

  const entered = await post('/sign-in/code', { email, code: await mailedCode(), next }).expect(303)
  expect(entered.headers.location).toBe(next)
  expect(entered.headers['set-cookie']?.[0]).toMatch(/^staff\.session_token=.*; HttpOnly; SameSite=Lax$/)
  await visitor.get(next).expect(200)
})

test('a known and an unknown address get the same answer, and only the known one a letter', async () => {
  const { email } = await makeMember(context, 'coach', { unitId: await anyUnit() })
  const known = await post('/sign-in', { email }).expect(303)
  const unknown = await post('/sign-in', { email: 'nobody@kommunen.example' }).expect(303)
  const shown = async (location = '') => (await visitor.get(location)).text
  const blank = (html: string, address: string) =>
    html.replaceAll(address, '').replaceAll(encodeURIComponent(address), '')
  expect(blank(await shown(unknown.headers.location), 'nobody@kommunen.example')).toBe(
    blank(await shown(known.headers.location), email),
  )
  await mailedCode()
  expect(context.inbox).toHaveLength(1)
})

test('after three wrong codes the right one is refused too, with the same words', async () => {
  const { email } = await makeMember(context, 'administrator')
  await post('/sign-in', { email })
  const code = await mailedCode()
  const wrong = code === '000000' ? '111111' : '000000'
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const answer = await post('/sign-in/code', { email, code: wrong }).expect(422)
    expect(answer.text).toContain('Koden stämmer inte')
  }
  await post('/sign-in/code', { email, code }).expect(422)
  await visitor.get('/placements').expect(303)
})

test('a code works once', async () => {
  const { email } = await makeMember(context, 'administrator')
  await post('/sign-in', { email })
  const code = await mailedCode()
  await post('/sign-in/code', { email, code }).expect(303)
  await post('/sign-in/code', { email, code }).expect(422)
})

test('a code that has expired is refused', async () => {
  const { email } = await makeMember(context, 'administrator')
  await post('/sign-in', { email })
  const code = await mailedCode()
  await context.db.update(verifications).set({ expiresAt: new Date(Date.now() - 1) })
  await post('/sign-in/code', { email, code }).expect(422)
})

test('the database holds no code in readable form', async () => {
  const { email } = await makeMember(context, 'administrator')
  await post('/sign-in', { email })
  const code = await mailedCode()
  const stored = await context.db.select().from(verifications)
  expect(stored.filter(({ identifier }) => identifier.includes(email))).toHaveLength(1)
  expect(stored.some(({ value }) => value.includes(code))).toBe(false)
})

test('whoever signs out is out, and so is whoever has a session that has expired', async () => {
  const member = await signedIn(context, site, 'administrator')
  await member.get('/placements').expect(200)
  await context.db.update(sessions).set({ expiresAt: new Date(Date.now() - 1) })
  await member.get('/placements').expect(303)

  const other = await signedIn(context, site, 'administrator')
  const out = await other.post('/sign-out').expect(303)
  expect(out.headers.location).toBe('/sign-in?signed_out=1')
  await other.get('/placements').expect(303)
})

test.each([
  ['https://elsewhere.example/'],
  ['//elsewhere.example'],
  ['/\\elsewhere.example'],
  ['/.//elsewhere.example'],
  ['/sign-in'],
  ['placements'],
  [''],
])('after signing in nobody is sent on to %j', async next => {
  const { email } = await makeMember(context, 'administrator')
  await post('/sign-in', { email })
  const entered = await post('/sign-in/code', { email, code: await mailedCode(), next }).expect(303)
  expect(entered.headers.location).toBe('/placements')
})

test.each(['//elsewhere.example/', '///elsewhere.example/', '//elsewhere.example'])(
  'the language switch of %s leads to nobody else',
  async path => {
    const chosen = await visitor.get(`${path}?lang=en`).expect(303)
    expect(chosen.headers.location).toMatch(/^\/elsewhere\.example/)
    const { text } = await visitor.get(path).expect(404)
    expect(text).not.toContain('href="//')
  },
)

test('a text that is no address is told, and what was typed stays', async () => {
  const answer = await post('/sign-in', { email: 'åsa at kommunen' }).expect(422)
  expect(answer.text).toContain('Skriv en hel e-postadress')
  expect(answer.text).toContain('value="åsa at kommunen"')
})

test('the sixth code for one address within a quarter of an hour is refused', async () => {
  for (let code = 1; code <= 5; code += 1)
    await post('/sign-in', { email: 'ny@kommunen.example' }).expect(303)
  const refused = await post('/sign-in', { email: 'NY@kommunen.example' }).expect(429)
  expect(refused.text).toContain('Vänta en kvart')
  await post('/sign-in', { email: 'annan@kommunen.example' }).expect(303)
})

test.each([
  ['a form on another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['a form on a sibling site', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['an own form', { 'Sec-Fetch-Site': 'same-origin' }, 303],
  ['an old browser on another site', { Origin: 'https://elsewhere.example' }, 403],
  ['an old browser that hides where it comes from', { Origin: 'null' }, 403],
  ['an old browser on the own site', { Origin: 'http://survey.example', Host: 'survey.example' }, 303],
  ['no browser', {}, 303],
])('a sign-out sent by %s', async (_sender, headers, status) => {
  const member = await signedIn(context, site, 'administrator')
  await member.post('/sign-out').set(headers).expect(status)
  await member.get('/placements').expect(status === 303 ? 303 : 200)
})

test('over https the cookie of the session is secure', async () => {
  const secure = await createTestContext({ settings: { BASE_URL: 'https://survey.example' } })
  const { app, auth } = createStaffSite(secure)
  const { email } = await makeMember(secure, 'administrator')
  const code = await signInCode(auth, email)
  const entered = await supertest(app).post('/sign-in/code').type('form').send({ email, code }).expect(303)
  expect(entered.headers['set-cookie']?.[0]).toMatch(
    /^__Secure-staff\.session_token=.*; Secure; SameSite=Lax$/,
  )
  await secure.close()
})

test('the language is chosen by a link, kept in a cookie, and used in the letter with the code', async () => {
  const { email } = await makeMember(context, 'administrator')
  const chosen = await visitor.get('/sign-in?lang=en&next=%2Freports').expect(303)
  expect(chosen.headers.location).toBe('/sign-in?next=%2Freports')
  expect((await visitor.get('/sign-in')).text).toContain('<html lang="en">')
  await post('/sign-in', { email })
  await mailedCode()
  expect(context.inbox[0]?.subject).toMatch(/sign-in code/i)
})

function post(path: string, fields: Record<string, string>) {
  return visitor.post(path).type('form').send(fields)
}

async function mailedCode(): Promise<string> {
  await expect.poll(() => context.inbox).not.toHaveLength(0)
  return /\b\d{6}\b/.exec(context.inbox.at(-1)?.subject ?? '')?.[0] ?? ''
}

async function anyUnit(): Promise<number> {
  const [unit] = await ensureUnits(context.db, ['Jobbtorg City'])
  return unit?.id ?? 0
}
