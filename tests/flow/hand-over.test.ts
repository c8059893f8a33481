import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts, events, surveys } from '../../src/db/schema.ts'
import { handOver } from '../../src/flow/hand-over.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let surveyId: number
let ids: Awaited<ReturnType<typeof makePlacement>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await makePlacement(context, { contact: { language: 'en' } })
  surveyId = (await survey()).id
  context.inbox.length = 0
  await context.tickAt('2026-03-02T09:00')
})

async function survey() {
  const found = await surveyOf(context, ids.placementId)
  if (!found) throw new Error('The placement has no survey')
  return found
}

function hand(to: { name: string; email: string } | null) {
  return handOver(context, { surveyId, linkNumber: 1, to, now: context.clock.now() })
}

async function ownAddress(): Promise<string> {
  const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, ids.contactId))
  return String(contact?.email)
}

async function kindsOfEvents() {
  const rows = await context.db.select().from(events).where(eq(events.surveyId, surveyId)).orderBy(events.id)
  return rows.filter(({ actor }) => actor === 'respondent').map(({ kind, detail }) => ({ kind, detail }))
}

const colleague = () => ({ name: 'Örjan Åberg', email: `Orjan.${surveyId}@Bageri.example` })

describe('with a colleague', () => {
  it('asks the colleague from the beginning, and revokes the link', async () => {
    expect(await hand(colleague())).toEqual({ outcome: 'handed_over' })
    const moved = await survey()
    expect(moved).toMatchObject({
      state: 'open',
      linkNumber: 2,
      invitedAt: null,
      lettersSent: 0,
      phoneAt: null,
    })
    expect(moved.nextLetterAt).toEqual(context.clock.now())
    const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, moved.contactId))
    expect(contact).toMatchObject({
      employerId: ids.employerId,
      name: 'Örjan Åberg',
      email: colleague().email.toLowerCase(),
      language: 'en',
    })
    expect(await kindsOfEvents()).toEqual([{ kind: 'survey.handed_over', detail: null }])
  })

  it('sends an invitation to the colleague, and nothing more to the person who handed over', async () => {
    const before = await ownAddress()
    await hand(colleague())
    await context.tickAt('2026-03-02T09:05')
    await context.tickAt('2026-03-09T09:00')
    const receivers = context.inbox.map(({ to }) => (to && 'text' in to ? to.text : ''))
    expect(receivers.filter(to => to.includes(before))).toHaveLength(1)
    expect(receivers.filter(to => to.includes(colleague().email.toLowerCase()))).toHaveLength(2)
  })

  it('finds the contact whose address it is, whatever its case, and keeps the name', async () => {
    const other = await makePlacement(context, {
      contact: { name: 'Anna Ek', email: `anna${surveyId}@bageri.example` },
    })
    await hand({ name: 'Anna', email: `ANNA${surveyId}@bageri.example` })
    expect((await survey()).contactId).toBe(other.contactId)
    const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, other.contactId))
    expect(contact?.name).toBe('Anna Ek')
  })

  it.each([
    ['has opted out', { optedOutAt: swedish('2026-02-01T12:00') }, 'opted_out'],
    ['can not be reached', { undeliverableAt: swedish('2026-02-01T12:00') }, 'undeliverable'],
  ])('who %s, sends no letter and asks the coach to call', async (_, values, phoneReason) => {
    const email = `anna${surveyId}@bageri.example`
    await makePlacement(context, { contact: { email, ...values } })
    expect(await hand({ name: 'Anna Ek', email })).toEqual({ outcome: 'handed_over' })
    expect(await survey()).toMatchObject({ state: 'phone', phoneReason, nextLetterAt: null, linkNumber: 2 })
    expect((await kindsOfEvents()).map(({ kind }) => kind)).toEqual(['survey.handed_over', 'survey.to_phone'])
  })
})

describe('without a colleague', () => {
  it('puts the case on the phone list, and revokes the link', async () => {
    expect(await hand(null)).toEqual({ outcome: 'to_phone' })
    expect(await survey()).toMatchObject({
      state: 'phone',
      phoneReason: 'wrong_person',
      nextLetterAt: null,
      linkNumber: 2,
      contactId: ids.contactId,
    })
    expect(await kindsOfEvents()).toEqual([{ kind: 'survey.to_phone', detail: { reason: 'wrong_person' } }])
  })
})

describe('what was typed', () => {
  it.each([
    ['nothing', { name: ' ', email: '' }, ['name required', 'email required']],
    ['no address', { name: 'Anna Ek', email: 'anna at bageri' }, ['email not_an_email']],
    ['two lines', { name: 'Anna\nBcc: x', email: 'anna@bageri.example' }, ['name not_a_name']],
    ['a web address', { name: 'See example.com', email: 'anna@bageri.example' }, ['name not_a_name']],
    ['a link', { name: 'https://x', email: 'anna@bageri.example' }, ['name not_a_name']],
    ['too long a name', { name: 'A'.repeat(81), email: 'anna@bageri.example' }, ['name not_a_name']],
  ])('is refused when it is %s', async (_, to, expected) => {
    const handed = await hand(to)
    const problems = 'problems' in handed ? handed.problems : []
    expect(problems.map(({ field, problem }) => `${field} ${problem}`)).toEqual(expected)
    expect(await survey()).toMatchObject({ linkNumber: 1, contactId: ids.contactId })
  })

  it.each(['J.P. Öberg', "Siobhán O'Neill", 'Anna-Karin Ek', 'José  Núñez', 'Dr. Ek'])(
    'is taken when it is the name %s',
    async name => {
      expect(await hand({ name, email: colleague().email })).toEqual({ outcome: 'handed_over' })
    },
  )

  it('is refused when it is the own address, whatever its case', async () => {
    const handed = await hand({ name: 'Åsa', email: (await ownAddress()).toUpperCase() })
    expect(handed).toEqual({ outcome: 'invalid', problems: [{ field: 'email', problem: 'own_address' }] })
  })
})

describe('when it can be handed over', () => {
  it('not once somebody has answered', async () => {
    const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
    const now = context.clock.now()
    await receiveAnswer(context, { surveyId, raw, basedOn: 0, source: 'link', staffId: null, now })
    expect(await hand(colleague())).toEqual({ outcome: 'answered' })
    expect(await hand(null)).toEqual({ outcome: 'answered' })
    expect(await survey()).toMatchObject({ state: 'answered', linkNumber: 1 })
  })

  it.each([
    ['open', 'handed_over'],
    ['phone', 'handed_over'],
    ['scheduled', 'closed'],
    ['closed', 'closed'],
    ['withdrawn', 'closed'],
  ] as const)('%s: %s', async (state, outcome) => {
    await context.db.update(surveys).set({ state, nextLetterAt: null }).where(eq(surveys.id, surveyId))
    expect(await hand(colleague())).toEqual({ outcome })
  })

  it('not when its time is over', async () => {
    const now = (await survey()).closesAt ?? context.clock.now()
    expect(await handOver(context, { surveyId, linkNumber: 1, to: colleague(), now })).toEqual({
      outcome: 'closed',
    })
  })

  it('not with a link that was revoked after it had opened the page', async () => {
    await hand(colleague())
    expect(await hand({ ...colleague(), email: 'bo@bageri.example' })).toEqual({ outcome: 'closed' })
    expect(await hand(null)).toEqual({ outcome: 'closed' })
    expect(await survey()).toMatchObject({ state: 'open', linkNumber: 2 })
  })

  it('once: of two at the same moment one is taken', async () => {
    const handed = await Promise.all([
      hand(colleague()),
      hand({ ...colleague(), email: 'bo@bageri.example' }),
    ])
    expect(handed.map(({ outcome }) => outcome).sort()).toEqual(['closed', 'handed_over'])
    expect(await survey()).toMatchObject({ linkNumber: 2 })
    expect(await kindsOfEvents()).toHaveLength(1)
  })
})
