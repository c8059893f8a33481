import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerDrafts, answers, contacts, surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { wordsOf } from '../support/page-text.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

/** One board's return of the first quarter of 2026, step by step: each test goes on where the last one stopped. */
let context: TestContext
let agent: ReturnType<typeof supertest>
let path: string
let surveyId: number

const filled = {
  persons_woman: '6',
  paid_woman: '90 000 kr',
  persons_man: '5',
  paid_man: '61 500,50',
  signed_by: 'Kim Lind',
  based_on: '0',
}

beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-01T08:00', settings: { COST_PERIOD: 'quarter' } })
  for (let index = 0; index < 12; index += 1)
    await makePlacement(context, {
      placement: { funding: index < 11 ? 'income_support' : 'activity_grant' },
      participant: { sex: index % 2 === 0 ? 'woman' : 'man' },
    })
  await context.tickAt('2026-04-01T08:00')
  const [found] = await context.db.select().from(surveys).where(eq(surveys.questionnaire, 'district'))
  if (!found) throw new Error('The district is not asked')
  surveyId = found.id
  await context.db
    .update(contacts)
    .set({ email: 'farsta@stadsdel.example', name: 'Kim Lind' })
    .where(eq(contacts.id, found.contactId))
  agent = supertest(createStaffSite(context).app)
  path = `/s/${createLink(context.linkKeys, found)}`
})
afterAll(() => context.close())

const send = (fields: Record<string, string>) => agent.post(path).type('form').send(fields)

it('comes by one letter, which names the board and the quarter and no placement', async () => {
  context.inbox.length = 0
  await context.tickAt('2026-04-01T09:00')
  const letters = context.inbox.filter(({ subject }) => subject?.includes('Kostnader'))
  expect(letters).toHaveLength(1)
  expect(letters[0]?.subject).toBe('Kostnader för praktik: Farsta')
  expect(letters[0]?.text).toContain('kvartal 1 2026')
  expect(letters[0]?.text).toContain(path)
  expect(letters[0]?.text).not.toContain('Bageri')
})

it('tells what the register holds, with small counts hidden, and that no personal data goes either way', async () => {
  const words = wordsOf((await agent.get(path).expect(200)).text)
  expect(words).toContain('Farsta')
  expect(words).toContain('sekretess')
  expect(words).not.toContain('Å.B.')
})

it('is saved half-way as typed, and goes on from there', async () => {
  await send({ persons_woman: '6', paid_woman: 'ungefär 90', save: '1', based_on: '0' }).expect(303)
  const { text } = await agent.get(path).expect(200)
  expect(text).toContain('value="ungefär 90"')
  expect(wordsOf(text)).toContain('Utkastet är sparat')
  expect(await context.db.$count(answers)).toBe(0)
})

it('is asked back about a sum in thousands, and keeps what is typed', async () => {
  const { text } = await send({ ...filled, paid_woman: '90' }).expect(422)
  expect(text).toContain('value="90"')
  expect(await context.db.$count(answers)).toBe(0)
})

it.each([
  ['-5 000', 'negative'],
  ['90 tkr', 'thousands'],
  ['mycket', 'words'],
])('does not take %s', async paid => {
  await send({ ...filled, paid_woman: paid }).expect(422)
})

it('is stored in kronor, and what was saved half-way is gone', async () => {
  await send(filled).expect(303)
  const [answer] = await context.db.select().from(answers).where(eq(answers.surveyId, surveyId))
  expect(answer?.values).toMatchObject({ persons_woman: '6', paid_woman: '90000', paid_man: '61500.50' })
  expect(await context.db.$count(answerDrafts)).toBe(0)
})

it('that is sent twice is one answer, and one that differs from a page that was open before is told so', async () => {
  await send(filled).expect(303)
  await send({ ...filled, persons_woman: '7' }).expect(409)
  expect(await context.db.$count(answers)).toBe(1)
})

it('is asked back when it is far from the last period’s, and taken once that is confirmed', async () => {
  context.clock.set(swedish('2026-06-30T12:00'))
  await makePlacement(context, {
    placement: { funding: 'income_support', endedOn: Temporal.PlainDate.from('2026-05-29') },
  })
  await context.tickAt('2026-07-01T09:00')
  const rows = await context.db.select().from(surveys).where(eq(surveys.wave, '2026-Q2'))
  path = `/s/${createLink(context.linkKeys, rows[0] ?? { id: 0, linkNumber: 0 })}`
  const { text } = await send({ ...filled, paid_woman: '600 000' }).expect(422)
  const [, field = '', value = ''] = /name="(confirmed_[a-z_]+)" value="([^"]+)"/.exec(text) ?? []
  expect(field).toBe('confirmed_paid_woman')
  await send({ ...filled, paid_woman: '660 000', [field]: value }).expect(422)
  await send({ ...filled, paid_woman: '600 000', [field]: value }).expect(303)
})
