import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signInCode } from '../../src/auth.ts'
import { parkedForms } from '../../src/db/office-schema.ts'
import { answers } from '../../src/db/schema.ts'
import { sessions } from '../../src/db/staff-schema.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let unitId: number
let otherUnitId: number
let placementId: number
let path: string
/** The coach's browser. */
let browser: Agent
let coach: { email: string }

const answer = { purpose_met: '4', employment: 'no', host_again: 'yes', comment: 'Sagt <i>i telefon</i>' }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  unitId = (await makePlacement(context)).unitId
  otherUnitId = (await makePlacement(context, { unit: 'Jobbtorg Söder' })).unitId
})
afterAll(() => context.close())
beforeEach(async () => {
  context.clock.set(swedish('2026-02-27T12:00'))
  placementId = (await makePlacement(context)).placementId
  path = `/placements/${placementId}/phone-answer`
  await context.tickAt('2026-03-02T09:00')
  await context.db.delete(parkedForms)
  site = createStaffSite(context)
  coach = await makeMember(context, 'coach', { unitId })
  browser = supertest.agent(site.app).set('Accept-Language', 'sv')
})

test('an answer sent after signing out in another tab is kept, goes on after signing in, and is stored', async () => {
  await signIn(coach.email)
  await browser.get(path).expect(200)
  await browser.post('/sign-out').expect(303)

  const turned = await send(path, { ...answer, based_on: '0' }).expect(303)
  const next = new URL(turned.headers.location ?? '', 'http://localhost').searchParams.get('next') ?? ''
  expect(next).toMatch(/^\/resume\/[\w-]{22}$/)
  expect((await browser.get(turned.headers.location ?? '')).text).toContain('finns det du fyllde i kvar')
  expect(await storedAnswers()).toEqual([])

  const entered = await signIn(coach.email, next)
  expect(entered).toBe(next)
  const shown = await browser.get(next).expect(200)
  expect(shown.text).toContain('Det du fyllde i finns kvar.')
  expect(shown.text).toContain('till och med 2 mars 2026 kl. 10:00')
  expect(await storedAnswers()).toEqual([])

  const { action, fields } = formIn(shown.text)
  expect(action).toBe(path)
  const stored = await send(action, fields).expect(303)
  expect(stored.headers.location).toBe(`/placements/${placementId}?recorded=1`)
  const { comment, ...choices } = answer
  expect(await storedAnswers()).toMatchObject([{ values: { ...choices, comment }, source: 'phone' }])
  await expect.poll(() => context.db.$count(parkedForms)).toBe(0)
  expect((await browser.get(next).expect(404)).text).toContain('Det finns inget att fortsätta med')
})

test.each([
  ['has expired', () => context.db.update(sessions).set({ expiresAt: new Date(0) })],
  ['was ended by an administrator', () => context.db.delete(sessions)],
])('a form is kept also where the session %s', async (_why, end) => {
  await signIn(coach.email)
  await end()
  const turned = await send(path, answer).expect(303)
  expect(turned.headers.location).toContain('/sign-in?next=%2Fresume%2F')
})

test('a coach of another unit who signs in instead gets 404, nothing is stored, and the form stays', async () => {
  const next = await park()
  const other = await makeMember(context, 'coach', { unitId: otherUnitId })
  await signIn(other.email, next)
  const { action, fields } = formIn((await browser.get(next).expect(200)).text)
  await send(action, fields).expect(404)
  expect(await storedAnswers()).toEqual([])

  await browser.post('/sign-out')
  await signIn(coach.email, next)
  await send(action, fields).expect(303)
  expect(await storedAnswers()).toHaveLength(1)
})

test('an analyst who signs in instead may not send it', async () => {
  const next = await park()
  const analyst = await makeMember(context, 'analyst')
  await signIn(analyst.email, next)
  const { action, fields } = formIn((await browser.get(next).expect(200)).text)
  await send(action, fields).expect(403)
  expect(await storedAnswers()).toEqual([])
})

test('a form with faults is shown with its faults after going on, and everything typed', async () => {
  const next = await park({ comment: 'Bara detta', based_on: '0' })
  await signIn(coach.email, next)
  const { action, fields } = formIn((await browser.get(next).expect(200)).text)
  const { text } = await send(action, fields).expect(422)
  expect(text).toContain('Bara detta')
  expect(text).not.toContain('_resumed')
})

test('several values under one name are kept', async () => {
  const turned = await browser.post('/account').type('form').send('language=sv&language=en').expect(303)
  const next = new URL(turned.headers.location ?? '', 'http://localhost').searchParams.get('next') ?? ''
  await signIn(coach.email, next)
  const { text } = await browser.get(next).expect(200)
  expect([...text.matchAll(/name="language" value="(\w+)"/g)].map(([, value]) => value)).toEqual(['sv', 'en'])
})

test.each([
  ['after an hour', '2026-03-02T10:00', 200],
  ['after an hour and a minute', '2026-03-02T10:01', 404],
])('%s', async (_when, localTime, status) => {
  const next = await park()
  await signIn(coach.email, next)
  context.clock.set(swedish(localTime))
  await browser.get(next).expect(status)
  await runDue(context, context.clock.now())
  expect(await context.db.$count(parkedForms)).toBe(status === 200 ? 1 : 0)
})

test('whoever does not want it drops it', async () => {
  const next = await park()
  await signIn(coach.email, next)
  await browser.post(`${next}/drop`).expect(303)
  await browser.get(next).expect(404)
  expect(await context.db.$count(parkedForms)).toBe(0)
})

test('the address opens nothing in another browser, so nobody sends on what a stranger has filled in', async () => {
  const next = await park()
  const other = supertest.agent(site.app).set('Accept-Language', 'sv')
  const code = await signInCode(site.auth, coach.email)
  await other.post('/sign-in/code').type('form').send({ email: coach.email, code }).expect(303)
  const { text } = await other.get(next).expect(404)
  expect(text).toContain('på en annan dator')
  await other.post(`${next}/drop`).expect(303)
  expect(await context.db.$count(parkedForms)).toBe(1)
})

test('the database alone opens none: it holds no token', async () => {
  const next = await park()
  const [form] = await context.db.select().from(parkedForms)
  expect(form?.digest).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(form)).not.toContain(next.split('/').at(-1))
})

test('an unknown address is told kindly, and is for whoever is signed in', async () => {
  const visitor = await browser.get('/resume/aaaaaaaaaaaaaaaaaaaaaa').expect(303)
  expect(visitor.headers.location).toContain('/sign-in?next=%2Fresume%2F')
  await signIn(coach.email)
  await browser.get('/resume/aaaaaaaaaaaaaaaaaaaaaa').expect(404)
})

test('a file can not be kept: the page says to choose it again', async () => {
  const turned = await browser.post(path).attach('file', Buffer.from('a;b'), 'praktik.csv').expect(303)
  expect(turned.headers.location).toBe(`/sign-in?next=${encodeURIComponent(path)}&file_again=1`)
  expect((await browser.get(turned.headers.location ?? '')).text).toContain('välj sedan filen på nytt')
  expect(await context.db.$count(parkedForms)).toBe(0)
})

test('a form on another site, for another address or too large is not kept', async () => {
  await browser.post(path).set('Sec-Fetch-Site', 'cross-site').type('form').send(answer).expect(403)
  await send('/reports', answer).expect(404)
  await send('/sign-out', answer).expect(303)
  await send(path, { comment: 'x'.repeat(40_000) }).expect(413)
  expect(await context.db.$count(parkedForms)).toBe(0)
})

test('after a hundred forms from one place within a quarter of an hour no more are kept from there', async () => {
  for (let form = 1; form <= 101; form += 1) await send(path, {}).expect(303)
  expect(await context.db.$count(parkedForms)).toBe(100)
})

function send(to: string, fields: Record<string, string>) {
  return browser.post(to).type('form').send(fields)
}

/** Sends a form without a session. @returns where it can go on */
async function park(fields: Record<string, string> = { ...answer, based_on: '0' }): Promise<string> {
  const turned = await send(path, fields).expect(303)
  return new URL(turned.headers.location ?? '', 'http://localhost').searchParams.get('next') ?? ''
}

async function signIn(email: string, next = ''): Promise<string | undefined> {
  const code = await signInCode(site.auth, email)
  const entered = await send('/sign-in/code', { email, code, next }).expect(303)
  return entered.headers.location
}

/** What the one button for going on sends. */
function formIn(html: string): { action: string; fields: Record<string, string> } {
  const [form = ''] = /<main.*?<\/form>/s.exec(html) ?? []
  const [, action = ''] = /action="([^"]+)"/.exec(form) ?? []
  const pairs = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)]
  const fields = pairs.map(([, name = '', value = '']) => [name, plain(value)])
  return { action, fields: Object.fromEntries(fields) }
}

function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#x3D;', '=')
}

async function storedAnswers() {
  const survey = await surveyOf(context, placementId)
  return context.db
    .select()
    .from(answers)
    .where(eq(answers.surveyId, survey?.id ?? 0))
}
