import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accounts, sessions, staff } from '../../src/db/staff-schema.ts'
import { disableMember } from '../../src/flow/disable-member.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { startProvider, type TestProvider } from '../support/oidc.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'

const baseUrl = 'http://survey.example'

let provider: TestProvider
let context: TestContext
let site: StaffSite
let visitor: Agent

beforeAll(async () => {
  provider = await startProvider(`${baseUrl}/sign-in/oidc/callback`, {
    marta: { email: 'Marta@Kommunen.example', email_verified: true },
    trusted: { email: 'trusted@kommunen.example', xms_edov: true },
    unsaid: { email: 'unsaid@kommunen.example' },
    stranger: { email: 'stranger@kommunen.example', email_verified: true },
    unverified: { email: 'unverified@kommunen.example', email_verified: false },
    disabled: { email: 'disabled@kommunen.example', email_verified: true },
    leaving: { email: 'leaving@kommunen.example', email_verified: true },
    nameless: {},
  })
  context = await createTestContext({ settings: { BASE_URL: baseUrl, ...provider.settings } })
  for (const name of ['marta', 'trusted', 'unsaid', 'unverified', 'disabled', 'other']) {
    await makeMember(context, 'administrator', { email: `${name}@kommunen.example` })
  }
  const disabled = await memberWith('disabled@kommunen.example')
  await disableMember(context, { memberId: disabled, actor: 'system', now: context.clock.now() })
})
afterAll(async () => {
  await provider.stop()
  await context.close()
})
beforeEach(() => {
  site = createStaffSite(context)
  visitor = supertest.agent(site.app).set('Accept-Language', 'sv').set('User-Agent', 'Firefox/140.0')
})

test('a member signs in at the provider and goes on to the page that was wanted', async () => {
  const shown = await visitor.get('/sign-in?next=%2Fplacements%3Fstatus%3Dphone').expect(200)
  expect(shown.text).toContain('<button type="submit">Logga in med kommunens konto</button>')

  const url = await start('/placements?status=phone')
  const asked = new URL(url).searchParams
  expect(url.startsWith(provider.issuer)).toBe(true)
  expect([asked.get('code_challenge_method'), asked.has('state'), asked.has('nonce')]).toEqual([
    'S256',
    true,
    true,
  ])
  const entered = await visitor.get(pathOf(await provider.visit(url, 'marta'))).expect(303)
  expect(entered.headers.location).toBe('/placements?status=phone')
  await visitor.get('/placements?status=phone').expect(200)

  const [session] = await context.db.select().from(sessions)
  expect(session).toMatchObject({
    userId: await memberWith('marta@kommunen.example'),
    ipAddress: '127.0.0.1',
    userAgent: 'Firefox/140.0',
  })
})

test('the tokens of the provider are not kept', async () => {
  await signIn('marta')
  const kept = await context.db.select().from(accounts)
  expect(kept.length).toBeGreaterThan(0)
  for (const account of kept) {
    expect([account.accessToken, account.refreshToken, account.idToken]).toEqual([null, null, null])
  }
})

test('a provider may vouch for the address as Entra ID does', async () => {
  expect(await signIn('trusted')).toBe('/placements')
})

test.each([
  ['somebody who is no member', 'stranger', 'unknown'],
  ['a member whose address the provider does not vouch for', 'unverified', 'unknown'],
  ['a member of whose address the provider says nothing', 'unsaid', 'unknown'],
  ['a member who is disabled', 'disabled', 'unknown'],
  ['somebody without an address', 'nameless', 'unknown'],
  ['somebody who turns back', 'nobody', 'denied'],
])('%s is not signed in, and nobody is made a member', async (_who, account, problem) => {
  const before = await context.db.$count(staff)
  expect(await signIn(account, '/reports')).toBe(`/sign-in?oidc=${problem}&next=%2Freports`)
  await visitor.get('/placements').expect(303)
  expect(await context.db.$count(staff)).toBe(before)
})

test.each([
  ['unknown', 'Kontot är inte känt här. Be en administratör'],
  ['denied', 'Inloggningen avbröts'],
  ['expired', 'redan använts'],
  ['unavailable', 'Logga in med en kod så länge'],
])('the problem %s is told in words beside the way by code', async (problem, words) => {
  const { text } = await visitor.get(`/sign-in?oidc=${problem}&next=%2Freports`).expect(200)
  expect(text).toContain(words)
  expect(text).toContain('<form method="post" action="/sign-in">')
  expect(text).toContain('name="next" value="/reports"')
})

test('a member who is disabled after signing in is out at once, and can not come back', async () => {
  const { id } = await makeMember(context, 'analyst', { email: 'leaving@kommunen.example' })
  expect(await signIn('leaving')).toBe('/placements')
  await visitor.get('/placements').expect(200)
  await disableMember(context, { memberId: id, actor: 'system', now: context.clock.now() })
  await visitor.get('/placements').expect(303)
  expect(await signIn('leaving')).toContain('oidc=unknown')
})

test('the way back works once', async () => {
  const back = pathOf(await provider.visit(await start(), 'marta'))
  await visitor.get(back).expect(303)
  await visitor.post('/sign-out')
  const again = await visitor.get(back).expect(303)
  expect(again.headers.location).toContain('/sign-in?oidc=expired')
  await visitor.get('/placements').expect(303)
})

test('the way back is for the browser that went, and with what it was given', async () => {
  const back = new URL(await provider.visit(await start('/reports'), 'marta'), baseUrl)
  const stranger = await supertest(site.app).get(pathOf(back.href)).expect(303)
  expect(stranger.headers.location).toContain('oidc=expired')

  const tampered = new URL(back)
  tampered.searchParams.set('state', 'another')
  const refused = await visitor.get(pathOf(tampered.href)).expect(303)
  expect(refused.headers.location).toContain('oidc=expired')

  const stateless = await visitor.get('/sign-in/oidc/callback?code=x').expect(303)
  expect(stateless.headers.location).toContain('oidc=expired')
  await visitor.get('/placements').expect(303)
})

test('a code that was not given out by the provider signs nobody in', async () => {
  const back = new URL(await provider.visit(await start(), 'marta'), baseUrl)
  back.searchParams.set('code', 'made up')
  const refused = await visitor.get(pathOf(back.href)).expect(303)
  expect(refused.headers.location).toContain('oidc=unavailable')
})

test('an answer in the name of another issuer signs nobody in', async () => {
  const back = new URL(await provider.visit(await start(), 'marta'), baseUrl)
  back.searchParams.set('iss', 'https://elsewhere.example')
  const refused = await visitor.get(pathOf(back.href)).expect(303)
  expect(refused.headers.location).toContain('oidc=unavailable')
})

test('a provider that is down is told, the code still works, and the provider is used once it is up', async () => {
  const down = await startProvider(`${baseUrl}/sign-in/oidc/callback`, {})
  await down.stop()
  const other = await createTestContext({ settings: { BASE_URL: baseUrl, ...down.settings } })
  const agent = supertest.agent(createStaffSite(other).app)
  const { email } = await makeMember(other, 'analyst')
  const refused = await agent.post('/sign-in/oidc').type('form').send({ next: '/reports' }).expect(303)
  expect(refused.headers.location).toBe('/sign-in?oidc=unavailable&next=%2Freports')
  await agent.post('/sign-in').type('form').send({ email }).expect(303)
  await expect.poll(() => other.inbox).toHaveLength(1)

  const up = await startProvider(`${baseUrl}/sign-in/oidc/callback`, {}, Number(new URL(down.issuer).port))
  await agent.post('/sign-in/oidc').expect(200)
  await up.stop()
  await other.close()
})

test('nobody is sent on to somebody else’s site', async () => {
  expect(await signIn('marta', '//elsewhere.example')).toBe('/placements')
})

test('a form on another site can not start it', async () => {
  await visitor.post('/sign-in/oidc').set('Sec-Fetch-Site', 'cross-site').expect(403)
})

test('where no provider is configured there is neither button nor address', async () => {
  const plain = await createTestContext()
  const { app } = createStaffSite(plain)
  expect((await supertest(app).get('/sign-in').expect(200)).text).not.toContain('/sign-in/oidc')
  await supertest(app).post('/sign-in/oidc').expect(404)
  await supertest(app).get('/sign-in/oidc/callback?code=x&state=y').expect(404)
  await plain.close()
})

/** From the button to the provider and back: where one ends up. */
async function signIn(account: string, next = ''): Promise<string | undefined> {
  const back = await provider.visit(await start(next), account)
  return (await visitor.get(pathOf(back)).expect(303)).headers.location
}

async function start(next = ''): Promise<string> {
  const sent = await visitor.post('/sign-in/oidc').type('form').send({ next }).expect(200)
  return urlIn(sent.headers.refresh)
}

function urlIn(refresh: string | undefined): string {
  return refresh?.replace('0; url=', '') ?? ''
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address)
  return pathname + search
}

async function memberWith(email: string): Promise<string> {
  const members = await context.db.select().from(staff)
  return members.find(member => member.email === email)?.id ?? ''
}
