import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let agent: ReturnType<typeof supertest>
let survey: Awaited<ReturnType<typeof openSurvey>>
let path: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T09:00' })
  agent = supertest(createStaffSite(context).app)
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-03-02T09:00'))
  context.inbox.length = 0
  survey = await openSurvey(context)
  path = `${survey.path}/no-letters`
})

const post = (fields: Record<string, string>) => agent.post(path).type('form').send(fields)

async function optedOutAt() {
  const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, survey.contactId))
  return contact?.optedOutAt ?? null
}

it('is linked from the letter and from the form', async () => {
  expect(context.inbox.at(-1)?.text).toContain(`${path}\n`)
  expect(context.inbox.at(-1)?.html).toContain(`${path}"`)
  expect((await agent.get(survey.path)).text).toContain(`href="${path}?lang&#x3D;sv"`)
})

it('changes nothing by being opened, or by a button that a mail scanner presses', async () => {
  await agent.get(path).expect(200)
  await agent.head(path).expect(200)
  for (const fields of [{}, { lang: 'sv' }, { confirm: '' }, { confirm: 'on' }, { confirm: 'yes,yes' }]) {
    const { text } = await post(fields as Record<string, string>).expect(422)
    expect(titleOf(text)).toBe('Fel: Inga fler mejl från oss')
    expect(text).toContain('<a href="#confirm">')
  }
  expect(await optedOutAt()).toBeNull()
  expect(await knownSurvey(context, survey)).toMatchObject({ state: 'open' })
})

it('stops the letters once the box is ticked, and the questions can still be answered', async () => {
  const { headers } = await post({ confirm: 'yes', lang: 'en' }).expect(303)
  expect(headers.location).toBe(`${path}?lang=en`)
  const { text } = await agent.get(headers.location ?? '').expect(200)
  expect(titleOf(text)).toBe('You will get no more emails from us')
  expect(wordsOf(text)).toContain('Jobbtorg City may call you instead')
  expect(await optedOutAt()).toEqual(context.clock.now())
  expect(await knownSurvey(context, survey)).toMatchObject({ state: 'phone', phoneReason: 'opted_out' })
  await agent.get(survey.path).expect(200)
})

it('gives a link that was never one, is revoked or closed the same page as the form does', async () => {
  await agent.get('/s/unknown/no-letters').expect(404)
  await agent.post('/s/unknown/no-letters').type('form').send({ confirm: 'yes' }).expect(404)
  context.clock.set(swedish('2026-05-02T00:00'))
  const { text } = await post({ confirm: 'yes' }).expect(404)
  expect(wordsOf(text)).toContain('vi inte längre behöver något svar om praktiken')
  expect(await optedOutAt()).toBeNull()
})

it('sets no cookie and tells no other site', async () => {
  const { headers } = await agent.get(path).expect(200)
  expect(headers['set-cookie']).toBeUndefined()
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
})
