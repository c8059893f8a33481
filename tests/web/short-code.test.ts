import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shortCodes, surveys } from '../../src/db/schema.ts'
import { issueShortCode } from '../../src/flow/issue-short-code.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, makeMember } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import { everybodyAsked, surveyAbout } from '../support/three-respondents.ts'

let context: TestContext
let visitor: Agent
let staffId: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00', settings: everybodyAsked })
  staffId = (await makeMember(context, 'administrator')).id
})
afterAll(() => context.close())
beforeEach(() => {
  context.clock.set(swedish('2026-02-27T12:00'))
  // A site of its own counts the wrong codes anew.
  visitor = supertest.agent(createStaffSite(context).app)
})

test('the page is for everybody, asks for one thing, and is kept by no browser', async () => {
  const { text, headers } = await visitor.get('/s').expect(200)
  expect(text.match(/<input(?![^>]*type="hidden")/g)).toHaveLength(1)
  expect(text).toContain('Det är frivilligt att svara')
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
  expect((await visitor.get('/s?lang=en').expect(200)).text).toContain('Enter the code')
})

test('a code leads to the form of the participant, however it is typed', async () => {
  const { code, link } = await issued()
  const typed = [
    code,
    code.toLowerCase(),
    ` ${code.slice(0, 4)}-${code.slice(4)} `,
    code.replaceAll('0', 'O'),
  ]
  for (const one of typed) await enter(one).expect(303).expect('Location', `/s/${link}`)
  await visitor.post('/s?lang=en').type('form').send({ code }).expect('Location', `/s/${link}?lang=en`)
  await visitor.get(`/s/${link}`).expect(200)
})

test('the database holds no code in readable form', async () => {
  const { code } = await issued()
  const stored = JSON.stringify(await context.db.select().from(shortCodes))
  expect(stored).not.toContain(code)
  expect(stored).not.toContain(code.slice(0, 4))
})

describe('what opens nothing is told in the same words and by the same status:', () => {
  const wordsOf = (html: string) => html.replace(/value="[^"]*"/, '')

  test.each<
    [what: string, spoil: (issued: { placementId: number; code: string }) => Promise<string | undefined>]
  >([
    ['a code that is too old', async () => void context.clock.set(swedish('2026-03-29T13:00'))],
    ['a code whose link has been renewed', async ({ placementId }) => change(placementId, { linkNumber: 2 })],
    [
      'a code whose survey is withdrawn',
      async ({ placementId }) => change(placementId, { state: 'withdrawn' }),
    ],
    ['a code whose survey has closed', async ({ placementId }) => change(placementId, { state: 'closed' })],
    ['a code that is half typed', async ({ code }) => code.slice(0, 4)],
    ['what is no code', async () => 'hej hej hej'],
  ])('%s', async (_what, spoil) => {
    const unknown = await enter('0000-0000').expect(422)
    expect(unknown.text).toContain('Koden fungerar inte')
    expect(unknown.text).toContain('be din coach om en ny')
    const made = await issued()
    const typed = (await spoil(made)) ?? made.code
    expect(wordsOf((await enter(typed).expect(422)).text)).toBe(wordsOf(unknown.text))
  })
})

test('a code opens the form to its last minute', async () => {
  const { code } = await issued()
  context.clock.set(swedish('2026-03-29T12:59'))
  await enter(code).expect(303)
})

test('an empty field is told as such, and what was typed stays', async () => {
  expect((await enter(' ').expect(422)).text).toContain('Koden står på pappret')
  expect((await enter('2f4k <b>').expect(422)).text).toContain('value="2f4k &lt;b&gt;"')
  await visitor.post('/s').type('form').expect(422)
  await visitor
    .post('/s')
    .type('form')
    .send({ code: 'x'.repeat(100_000) })
    .expect(413)
})

describe('guessing', () => {
  test('is cut off after twenty wrong codes, also for the right one, and is told so', async () => {
    const { code } = await issued()
    for (let guess = 0; guess < 20; guess += 1) await enter(`0000-00${10 + guess}`).expect(422)
    const { text } = await enter(code).expect(429)
    expect(text).toContain('Vänta en kvart')
    expect((await visitor.post('/s?lang=en').type('form').send({ code }).expect(429)).text).toContain(
      'Too many wrong codes',
    )
  })

  test('many at once are not more than one after the other', async () => {
    const guesses = Array.from({ length: 60 }, (_, guess) => enter(`0000-00${10 + guess}`))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter(status => status === 422)).toHaveLength(20)
    expect(statuses.filter(status => status === 429)).toHaveLength(40)
  })

  test('does not begin with right codes: an office of participants answers behind one address', async () => {
    const { code } = await issued()
    for (let visit = 0; visit < 40; visit += 1) await enter(code).expect(303)
  })

  test('is counted by address of the network, and no header of a visitor changes that', async () => {
    for (let guess = 0; guess < 20; guess += 1) {
      await enter('0000-0000').set('X-Forwarded-For', `203.0.113.7, 198.51.100.9`)
    }
    await enter('0000-0000').set('X-Forwarded-For', '192.0.2.1, 198.51.100.9').expect(429)
    await enter('0000-0000').set('X-Forwarded-For', '198.51.100.10').expect(422)
  })
})

test('codes whose time is over are forgotten by the tick, the others are not', async () => {
  await context.db.delete(shortCodes)
  await issued()
  context.clock.set(swedish('2026-03-10T12:00'))
  const { code } = await issued()
  await context.queueAt('2026-03-30T12:00')
  expect(await context.db.select().from(shortCodes)).toHaveLength(1)
  await enter(code).expect(303)
  await context.queueAt('2026-05-30T12:00')
  expect(await context.db.select().from(shortCodes)).toHaveLength(0)
})

function enter(code: string) {
  return visitor.post('/s').type('form').send({ code })
}

async function issued() {
  const { placementId } = await makePlacement(context)
  const made = await issueShortCode(context, { placementId, staffId, now: context.clock.now() })
  if (made.outcome !== 'issued') throw new Error(made.refusal)
  return { ...made, placementId }
}

async function change(placementId: number, values: Partial<typeof surveys.$inferInsert>): Promise<undefined> {
  const { id } = await surveyAbout(context, placementId, 'participant')
  await context.db
    .update(surveys)
    .set({ nextLetterAt: null, ...values })
    .where(eq(surveys.id, id))
}
