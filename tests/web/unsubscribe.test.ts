import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { contacts, surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { titleOf } from '../support/page-text.ts'
import { eventKinds } from '../support/records.ts'
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
  path = new URL(headerOf('list-unsubscribe').slice(1, -1)).pathname
})

/** As it stands in the letter that has just come. */
function headerOf(name: string): string {
  const line = context.inbox.at(-1)?.headerLines.find(({ key }) => key === name)?.line ?? ''
  return line.slice(line.indexOf(':') + 1).trim()
}

async function optedOutAt() {
  const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, survey.contactId))
  return contact?.optedOutAt ?? null
}

const oneClick = { 'List-Unsubscribe': 'One-Click' }

it('stands in the headers of a letter about surveys, with its one click', () => {
  expect(headerOf('list-unsubscribe')).toMatch(/^<http:\/\/localhost:3000\/no-letters\/[0-9a-v]{27,37}>$/)
  expect(headerOf('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect(headerOf('list-id')).toBe('<enkat.kommunen.example>')
  expect(headerOf('auto-submitted')).toBe('auto-generated')
})

it('asks when it is opened, and changes nothing', async () => {
  const { text, headers } = await agent.get(path).expect(200)
  expect(titleOf(text)).toBe('Inga fler mejl från oss')
  expect(headers['set-cookie']).toBeUndefined()
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  await agent.head(path).expect(200)
  await agent.get(`${path}?List-Unsubscribe=One-Click&confirm=yes`).expect(200)
  expect(await optedOutAt()).toBeNull()
})

it.each([
  {},
  { lang: 'sv' },
  { confirm: 'on' },
  { 'List-Unsubscribe': '' },
  { 'List-Unsubscribe': 'Two-Click' },
])('changes nothing by a form such as %j, which says what is missing', async fields => {
  const { text } = await agent.post(path).type('form').send(fields).expect(422)
  expect(text).toContain('<a href="#confirm">')
  expect(await optedOutAt()).toBeNull()
})

it('stops the letters by one click, told as what the contact has said', async () => {
  await agent.post(path).type('form').send(oneClick).expect(200)
  expect(await optedOutAt()).toEqual(context.clock.now())
  expect(await knownSurvey(context, survey)).toMatchObject({ state: 'phone', phoneReason: 'opted_out' })
  const kinds = await eventKinds(context, survey.placementId)
  expect(kinds.slice(-2)).toEqual(['contact.opted_out', 'survey.to_phone'])
  await agent.post(path).type('form').send(oneClick).expect(200)
  expect(await eventKinds(context, survey.placementId)).toEqual(kinds)
})

it('takes the one click as a multipart form, too', async () => {
  await agent.post(path).field('List-Unsubscribe', 'One-Click').expect(200)
  expect(await optedOutAt()).not.toBeNull()
})

it.each([
  [
    'a multipart form that breaks off',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; na',
  ],
  ['a multipart form without its boundary', 'multipart/form-data', 'List-Unsubscribe=One-Click'],
  [
    'a file',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"; filename="x"\r\n\r\nOne-Click\r\n--x--\r\n',
  ],
  ['a text in another type', 'text/plain', 'List-Unsubscribe=One-Click'],
  ['JSON', 'application/json', '{"List-Unsubscribe":"One-Click"}'],
  ['too much', 'application/x-www-form-urlencoded', `List-Unsubscribe=One-Click&a=${'a'.repeat(9_000)}`],
  [
    'the words twice',
    'application/x-www-form-urlencoded',
    'List-Unsubscribe=One-Click&List-Unsubscribe=One-Click',
  ],
])('changes nothing by %s, which is answered as a form without the words', async (_, type, body) => {
  await agent.post(path).set('Content-Type', type).send(body).expect(422)
  expect(await optedOutAt()).toBeNull()
})

it('stops the letters by the page, once the box is ticked', async () => {
  const { headers } = await agent.post(path).type('form').send({ confirm: 'yes', lang: 'en' }).expect(303)
  const { text } = await agent.get(headers.location ?? '').expect(200)
  expect(titleOf(text)).toBe('You will get no more emails from us')
  expect(await optedOutAt()).not.toBeNull()
})

it.each([{ state: 'closed' }, { state: 'withdrawn' }, { state: 'answered', answerVersion: 1 }] as const)(
  'works when the survey is $state and its own link has been renewed',
  async changed => {
    await context.db
      .update(surveys)
      .set({ ...changed, nextLetterAt: null, linkNumber: 7 })
      .where(eq(surveys.id, survey.surveyId))
    await agent.get(path).expect(200)
    await agent.post(path).type('form').send(oneClick).expect(200)
    expect(await optedOutAt()).not.toBeNull()
    expect((await eventKinds(context, survey.placementId)).at(-1)).toBe('contact.opted_out')
  },
)

it('opens for nobody else: neither by a survey link, nor made up', async () => {
  const surveyLink = survey.path.replace('/s/', '')
  const foreign = createLink(context.linkKeys, { id: survey.contactId, linkNumber: 1 })
  for (const link of [surveyLink, foreign, `${path.slice(12, -1)}x`, 'unknown', '%00']) {
    const { status } = await agent.post(`/no-letters/${link}`).type('form').send(oneClick)
    expect(status).toBe(404)
  }
  expect(await optedOutAt()).toBeNull()
})
