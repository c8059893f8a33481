import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answers } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let coach: Agent
let placementId: number
let path: string

const answer = { purpose_met: '4', employment: 'no', host_again: 'yes' }

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
})
afterAll(() => context.close())
beforeEach(async () => {
  context.clock.set(swedish('2026-02-27T12:00'))
  placementId = (await makePlacement(context)).placementId
  path = `/placements/${placementId}/phone-answer`
  await context.tickAt('2026-03-02T09:00')
})

test('a coach records an answer by phone, and the placement shows it with the name of the coach', async () => {
  expect((await coach.get(path).expect(200)).text).toContain('08-123 45 67')
  const stored = await post({ ...answer, based_on: '0' }).expect(303)
  const { text } = await coach.get(stored.headers.location ?? '').expect(200)
  expect(text).toContain('Svaret är registrerat')
  expect(text).toContain('Per telefon, registrerat av Märta Ek, 2 mars 2026')
  expect(text).toContain('<span class="status of-answered">Besvarad</span>')
  expect(await storedAnswers()).toMatchObject([{ version: 1, source: 'phone', values: answer }])
})

test('an answer is changed by phone; the earlier one stays to be seen', async () => {
  await post({ ...answer, based_on: '0' }).expect(303)
  expect((await coach.get(path).expect(200)).text).toMatch(/value="no" checked/)
  await post({ ...answer, host_again: 'conditions', based_on: '1' }).expect(303)
  const { text } = await coach.get(`/placements/${placementId}`).expect(200)
  expect(text).toContain('Ett tidigare svar')
  expect(await storedAnswers()).toHaveLength(2)
})

test('an answer with faults is told beside its questions, and everything typed is kept', async () => {
  const typed = { employment: 'no', form: 'permanent', comment: 'Vi <b>trivdes</b>', based_on: '0' }
  const { text } = await post(typed).expect(422)
  expect(text).toContain('<title>Fel: ')
  expect(text).toContain('Vi &lt;b&gt;trivdes&lt;/b&gt;')
  expect(text).toMatch(/id="form-permanent"[^>]*checked/)
  expect(text).toContain('href="#purpose_met-4"')
  expect(await storedAnswers()).toHaveLength(0)
})

test('whoever was overtaken by an answer through the link is told, sees it, and may still let the own one count', async () => {
  const survey = await surveyOf(context, placementId)
  const link = { surveyId: survey?.id ?? 0, basedOn: 0, source: 'link', staffId: null } as const
  await receiveAnswer(context, {
    ...link,
    raw: { ...answer, employment: 'not_yet' },
    now: context.clock.now(),
  })

  const { text } = await post({ ...answer, comment: 'Sagt i telefon', based_on: '0' }).expect(409)
  expect(text).toContain('Ett annat svar har kommit in')
  expect(text).toContain('Via länken i brevet')
  expect(text).toContain('Sagt i telefon')
  expect(text).toContain('name="based_on" value="1"')
  await post({ ...answer, based_on: '1' }).expect(303)
  expect((await storedAnswers()).map(({ source }) => source)).toEqual(['link', 'phone'])
})

test.each([
  ['after its last day', '2026-05-02T00:00', 409],
  ['on its last day', '2026-05-01T23:59', 303],
])('an answer %s', async (_when, localTime, status) => {
  context.clock.set(swedish(localTime))
  await post({ ...answer, based_on: '0' }).expect(status)
})

test('nothing is asked about a placement that has not ended, or that nobody is asked about', async () => {
  const coming = await makePlacement(context, {
    placement: { endedOn: Temporal.PlainDate.from('2026-06-30') },
  })
  const early = await coach.get(`/placements/${coming.placementId}/phone-answer`).expect(409)
  expect(early.text).toContain('Enkäten har inte öppnat än')
  const ongoing = await makePlacement(context, { placement: { endedOn: null, endReason: null } })
  await coach.get(`/placements/${ongoing.placementId}/phone-answer`).expect(404)
})

test('an analyst can not record an answer', async () => {
  const analyst = await signedIn(context, site, 'analyst')
  await analyst
    .post(path)
    .type('form')
    .send({ ...answer, based_on: '0' })
    .expect(403)
  expect(await storedAnswers()).toHaveLength(0)
})

function post(fields: Record<string, string>) {
  return coach.post(path).type('form').send(fields)
}

async function storedAnswers() {
  const survey = await surveyOf(context, placementId)
  return context.db
    .select()
    .from(answers)
    .where(eq(answers.surveyId, survey?.id ?? 0))
    .orderBy(answers.version)
}
