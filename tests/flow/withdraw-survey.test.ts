import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { events, placements } from '../../src/db/schema.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { handOver } from '../../src/flow/hand-over.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { undoWithdrawal, withdrawSurvey } from '../../src/flow/withdraw-survey.ts'
import { attemptOn, coachOf, type Ids, invitedPlacement, knownSurvey, lettersFor } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let ids: Ids
let staffId: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  staffId = await coachOf(context, ids)
  context.inbox.length = 0
})

async function withdraw(reason = 'employer_asked', { placementId } = ids) {
  return withdrawSurvey(context, await attemptOn(context, placementId, staffId), reason)
}
async function undo({ placementId } = ids) {
  return undoWithdrawal(context, await attemptOn(context, placementId, staffId))
}
const day = Temporal.PlainDate.from

const received = () => lettersFor(context, ids)

describe('a survey that is withdrawn', () => {
  it('sends no more letters, takes no answer, and never comes to the phone list', async () => {
    expect(await withdraw()).toEqual({ outcome: 'done' })
    expect(await knownSurvey(context, ids)).toMatchObject({
      state: 'withdrawn',
      withdrawalReason: 'employer_asked',
      nextLetterAt: null,
    })
    for (const time of ['2026-03-09T09:00', '2026-03-18T09:00', '2026-03-23T09:00'])
      await context.tickAt(time)
    expect(await received()).toHaveLength(0)
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'withdrawn' })
    const { id: surveyId } = await knownSurvey(context, ids)
    const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
    const link = { source: 'link', staffId: null, now: context.clock.now() } as const
    expect(await receiveAnswer(context, { surveyId, raw, basedOn: 0, ...link })).toEqual({
      outcome: 'closed',
    })
  })

  it('is left out of a letter that is queued', async () => {
    await context.queueAt('2026-03-09T09:00')
    await withdraw()
    await context.deliverAll()
    expect(await received()).toHaveLength(0)
  })

  it('has a reason and a member of the staff, which its event tells', async () => {
    await withdraw('participant_asked')
    const rows = await context.db.select().from(events).where(eq(events.kind, 'survey.withdrawn'))
    expect(rows.filter(({ placementId }) => placementId === ids.placementId)).toMatchObject([
      { actor: staffId, detail: { reason: 'participant_asked' } },
    ])
  })

  it.each(['', 'because'])('wants a reason that is one of the list, and not %j', async reason => {
    const problems = [{ field: 'reason', problem: 'required' }]
    expect(await withdraw(reason)).toEqual({ outcome: 'invalid', problems })
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open' })
  })

  it.each([
    ['has another end', { endedOn: day('2026-02-20'), endReason: 'as_planned' }],
    ['goes on after all', { endedOn: null, endReason: null }],
    ['is cancelled', { endedOn: day('2026-02-27'), endReason: 'withdrawn' }],
  ] as const)('stays so when an import tells that the placement %s', async (_, told) => {
    await withdraw()
    await movePlacement(context, ids.placementId, told)
    expect(await knownSurvey(context, ids)).toMatchObject({
      state: 'withdrawn',
      withdrawalReason: 'employer_asked',
    })
  })
})

describe('asked after all, it', () => {
  it.each([
    ['before the reminder', '2026-03-05T12:00', { state: 'open', nextLetterAt: swedish('2026-03-09T09:00') }],
    ['on the day of the call', '2026-03-23T09:00', { state: 'phone', phoneReason: 'no_answer' }],
    ['in its last minute', '2026-05-01T23:59', { state: 'phone', phoneReason: 'no_answer' }],
  ])('goes on where the schedule would have it, %s', async (_, at, expected) => {
    await withdraw()
    context.clock.set(swedish(at))
    expect(await undo()).toEqual({ outcome: 'done' })
    expect(await knownSurvey(context, ids)).toMatchObject({
      ...expected,
      withdrawalReason: null,
      linkNumber: 1,
    })
  })

  it('does not once it would have closed', async () => {
    await withdraw()
    context.clock.set(swedish('2026-05-02T00:00'))
    expect(await undo()).toEqual({ outcome: 'refused' })
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'withdrawn' })
  })

  it('does not while the case system has cancelled the placement', async () => {
    await withdraw()
    await movePlacement(context, ids.placementId, { endedOn: day('2026-02-27'), endReason: 'withdrawn' })
    expect(await undo()).toEqual({ outcome: 'refused' })
  })

  it('stays with the coach where the wrong person had got the letter', async () => {
    const { id: surveyId, linkNumber } = await knownSurvey(context, ids)
    await handOver(context, { surveyId, linkNumber, to: null, now: context.clock.now() })
    await withdraw()
    await undo()
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'wrong_person' })
  })

  it('follows what the case system has told in the meantime', async () => {
    context.clock.set(swedish('2026-02-28T12:00'))
    const coming = await makePlacement(context, { placement: { endedOn: day('2026-03-20') } })
    await withdraw('mistake', coming)
    await movePlacement(context, coming.placementId, { endedOn: day('2026-03-27'), endReason: 'as_planned' })
    expect(await undo(coming)).toEqual({ outcome: 'done' })
    expect(await knownSurvey(context, coming)).toMatchObject({
      state: 'scheduled',
      opensAt: swedish('2026-03-30T09:00'),
    })
  })

  it('is not what becomes of one that the case system has withdrawn', async () => {
    await movePlacement(context, ids.placementId, { endedOn: day('2026-02-27'), endReason: 'withdrawn' })
    await context.db
      .update(placements)
      .set({ endReason: 'as_planned' })
      .where(eq(placements.id, ids.placementId))
    expect(await undo()).toEqual({ outcome: 'refused' })
  })
})

it('a survey that is asked after all goes to the contact that was put in the place of its own meanwhile', async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  const other = await invitedPlacement(context, { placement: { contactId: ids.contactId } })
  context.inbox.length = 0
  context.clock.set(swedish('2026-03-03T12:00'))
  await withdraw()
  const email = `ny.${ids.contactId}@ny.example`
  const typed = { name: 'Åsa Öberg', email, phone: '', language: 'sv', scope: 'same', retry: '' }
  await changeContact(context, await attemptOn(context, other.placementId, staffId), typed)
  expect(await undo()).toEqual({ outcome: 'done' })
  await context.tickAt('2026-03-09T09:00')
  expect(await received()).toHaveLength(0)
  const survey = await knownSurvey(context, ids)
  expect(survey.contactId).not.toBe(ids.contactId)
  expect(survey).toMatchObject({ state: 'open', lettersSent: 1, linkNumber: 2 })
  const told = await context.db
    .select()
    .from(events)
    .where(eq(events.placementId, ids.placementId))
    .orderBy(events.id)
  expect(told.filter(({ actor }) => actor === 'import').map(({ kind }) => kind)).toEqual(['survey.scheduled'])
})
