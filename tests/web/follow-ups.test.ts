import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answers, surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import { answerOf, employerSays, everybodyAsked, surveyAbout } from '../support/three-respondents.ts'

let context: TestContext
let site: StaffSite
let coach: Agent
let placementId: number

beforeAll(async () => {
  const settings = { ...everybodyAsked, PARTICIPANT_PURPOSES: 'none' }
  context = await createTestContext({ now: '2026-02-27T12:00', settings })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
})
afterAll(() => context.close())
beforeEach(async () => {
  context.clock.set(swedish('2026-02-27T12:00'))
  placementId = (await makePlacement(context)).placementId
  await context.queueAt('2026-03-02T09:00')
  await answerOf(context, placementId, 'employer', employerSays('yes'))
})

const stillThere = { still_employed: 'yes', form: 'fixed_term', subsidised: 'no' }

test('what lasted is told on the page of the placement: planned, on the phone list, answered in words', async () => {
  expect(await sectionOf(coach)).toContain('Arbetsgivaren frågas 29 maj 2026')
  expect(await sectionOf(coach)).not.toContain('/phone-answer')
  await onPhoneList()
  expect(await sectionOf(coach)).toContain('Ring arbetsgivaren och fråga. Orsak: inget svar på breven.')
  await record({ ...stillThere, based_on: '0' }).expect(303)
  const told = await sectionOf(coach)
  expect(told).toContain('Besvarad 1 juni 2026')
  expect(told).toContain('Per telefon, registrerat av Märta Ek')
  const analyst = await signedIn(context, site, 'analyst')
  expect(await sectionOf(analyst)).toContain('Besvarad 1 juni 2026')
  expect(await sectionOf(analyst)).not.toContain('/phone-answer')
})

test('the page that records it asks the questions of that wave, and leaves the answer at the end alone', async () => {
  await onPhoneList()
  const { text } = await coach.get(path()).expect(200)
  expect(text).toContain('Uppföljning efter 90 dagar: är praktikanten kvar?')
  expect(text).toContain('id="still_employed-yes"')
  expect(text).not.toContain('id="employment-yes"')
  expect((await record({ based_on: '0' }).expect(422)).text).toContain('href="#still_employed-yes"')
  await record({ ...stillThere, based_on: '0' }).expect(303)
  expect((await record({ still_employed: 'no', based_on: '0' }).expect(409)).text).toContain(
    'Ett annat svar har kommit in',
  )
  const followUp = await surveyAbout(context, placementId, 'employer', 'day_90')
  const stored = await context.db.select().from(answers).where(eq(answers.surveyId, followUp.id))
  expect(stored.map(({ values }) => values)).toEqual([stillThere])
  const page = await coach.get(`/placements/${placementId}`).expect(200)
  expect(page.text.match(/<dt>[^<]*<\/dt><dd>Ja/g)?.length).toBeGreaterThan(0)
  expect(page.text).not.toContain('Ett tidigare svar')
})

test('a button of its letter that is a whole answer is told in words and not ticked, for a mail scanner could send it', async () => {
  await context.tickAt('2026-06-01T09:00')
  const link = `/s/${createLink(context.linkKeys, await surveyAbout(context, placementId, 'employer', 'day_90'))}`
  const visitor = supertest(site.app)
  const no = await visitor.get(`${link}?still_employed=no`).expect(200)
  expect(no.text).not.toContain(' checked')
  expect(no.text).toContain('I mejlet valde du ”Nej”.')
  const yes = await visitor.get(`${link}?still_employed=yes`).expect(200)
  expect(yes.text).toMatch(/id="still_employed-yes"[^>]* checked/)
  expect(yes.text).not.toContain('I mejlet valde du')
})

test('nothing is recorded before it has opened, of a wave that nobody has planned, or by an analyst', async () => {
  await coach.get(path()).expect(409)
  const { placementId: other } = await makePlacement(context)
  await coach.get(`/placements/${other}/phone-answer?wave=day_90`).expect(404)
  const analyst = await signedIn(context, site, 'analyst')
  await analyst.get(path()).expect(403)
})

test('the list of calls has a row for each survey, says which question to ask and leads to it', async () => {
  await onPhoneList()
  const { text } = await coach.get('/?scope=unit&lane=call').expect(200)
  expect(text.split(`href="/placements/${placementId}/phone-answer?wave=day_90"`)).toHaveLength(2)
  expect(text).toContain('Uppföljning efter 90 dagar: är praktikanten kvar?')
  await record({ still_employed: 'no', based_on: '0' }).expect(303)
  expect((await coach.get('/?scope=unit&lane=call').expect(200)).text).not.toContain(
    `/placements/${placementId}/`,
  )
})

test('the answer at the end keeps its place in the history, whatever is answered later', async () => {
  await onPhoneList()
  await record({ ...stillThere, based_on: '0' }).expect(303)
  const { text } = await coach.get(`/placements/${placementId}`).expect(200)
  const history = text.slice(text.indexOf('class="history"'))
  expect(history).toContain('Uppföljningen efter 90 dagar: Ett svar kom in')
  expect(history.match(/<strong>Svar<\/strong>/g)).toHaveLength(1)
})

function path(): string {
  return `/placements/${placementId}/phone-answer?wave=day_90`
}

function record(fields: Record<string, string>) {
  return coach.post(path()).type('form').send(fields)
}

async function onPhoneList(): Promise<void> {
  const { id } = await surveyAbout(context, placementId, 'employer', 'day_90')
  context.clock.set(swedish('2026-06-01T10:00'))
  const closesAt = swedish('2026-07-29T00:00')
  await context.db
    .update(surveys)
    .set({ state: 'phone', phoneReason: 'no_answer', nextLetterAt: null, closesAt })
    .where(eq(surveys.id, id))
}

async function sectionOf(agent: Agent): Promise<string> {
  const { text } = await agent.get(`/placements/${placementId}`).expect(200)
  return /<h2 id="follow-ups">.*?<\/section>/s.exec(text)?.[0] ?? ''
}
