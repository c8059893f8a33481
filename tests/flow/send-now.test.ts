import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findPlacement } from '../../src/db/placement-page.ts'
import { planSending, sendNow, undoSendNow } from '../../src/flow/send-now.ts'
import { attemptOn, coachOf, type Ids, invitedPlacement, knownSurvey, lettersFor } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let ids: Ids
let staffId: string

const firstReminder = swedish('2026-03-09T09:00')

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

async function sendAt(localTime: string) {
  context.clock.set(swedish(localTime))
  return sendNow(context, await attemptOn(context, ids.placementId, staffId))
}
async function undoAt(localTime: string) {
  context.clock.set(swedish(localTime))
  return undoSendNow(context, await attemptOn(context, ids.placementId, staffId))
}
async function planAt(localTime: string) {
  const found = await findPlacement(context.db, ids.placementId, null)
  if (!found) throw new Error('no placement')
  return planSending(context.db, context, found, swedish(localTime))
}

const received = () => lettersFor(context, ids)

describe('the next letter, asked for now,', () => {
  it('goes at once, and is the reminder that was to go later', async () => {
    expect(await planAt('2026-03-06T12:00')).toMatchObject({
      goesAt: swedish('2026-03-06T12:00'),
      delay: null,
    })
    expect(await sendAt('2026-03-06T12:00')).toEqual({ outcome: 'done' })
    await context.tickAt('2026-03-06T12:01')
    expect((await received()).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Påminnelse/)])
    await context.tickAt('2026-03-09T09:00')
    expect(await received()).toHaveLength(1)
    expect(await knownSurvey(context, ids)).toMatchObject({
      lettersSent: 2,
      nextLetterAt: swedish('2026-03-18T09:00'),
    })
  })

  it.each([
    ['the spacing after the invitation', '2026-03-03T12:00', '2026-03-05T09:00', 'spacing'],
    ['a working day', '2026-03-07T12:00', '2026-03-09T09:00', null],
    ['the morning', '2026-03-06T07:00', '2026-03-06T09:00', 'hours'],
  ])('waits for %s', async (_, askedAt, goesAt, delay) => {
    const plan = await planAt(askedAt)
    expect(plan).toMatchObject({ goesAt: swedish(goesAt) })
    if (delay === null) return expect(plan).toMatchObject({ refusal: 'due_already' })
    expect(plan).toMatchObject({ delay, latestAt: swedish('2026-03-02T09:00') })
    await sendAt(askedAt)
    await context.tickAt(
      swedish(goesAt)
        .subtract({ minutes: 1 })
        .toZonedDateTimeISO('Europe/Stockholm')
        .toPlainDateTime()
        .toString(),
    )
    expect(await received()).toHaveLength(0)
    await context.tickAt(goesAt)
    expect(await received()).toHaveLength(1)
  })

  it('is not asked for twice', async () => {
    await sendAt('2026-03-06T12:00')
    expect(await sendAt('2026-03-06T12:01')).toEqual({ outcome: 'refused' })
    expect(await planAt('2026-03-06T12:01')).toMatchObject({ refusal: 'due_already' })
  })

  it('does not go on top of a letter that is queued', async () => {
    await context.queueAt('2026-03-09T09:00')
    expect(await planAt('2026-03-09T09:01')).toMatchObject({ refusal: 'queued' })
    expect(await sendAt('2026-03-09T09:01')).toEqual({ outcome: 'refused' })
    await context.deliverAll()
  })

  it('does not go once all letters have gone', async () => {
    await context.tickAt('2026-03-09T09:00')
    await context.tickAt('2026-03-18T09:00')
    expect(await planAt('2026-03-20T12:00')).toEqual({ refusal: 'letters_used_up' })
    expect(await sendAt('2026-03-20T12:00')).toEqual({ outcome: 'refused' })
  })
})

describe('asked for, it is taken back', () => {
  it('and goes on the day that was first planned', async () => {
    await sendAt('2026-03-06T12:00')
    expect(await undoAt('2026-03-06T12:00')).toEqual({ outcome: 'done' })
    expect(await knownSurvey(context, ids)).toMatchObject({ nextLetterAt: firstReminder })
    await context.tickAt('2026-03-06T12:02')
    expect(await received()).toHaveLength(0)
    await context.tickAt('2026-03-09T09:00')
    expect(await received()).toHaveLength(1)
  })

  it('not once it is queued, and not once it has gone', async () => {
    await sendAt('2026-03-06T12:00')
    await context.queueAt('2026-03-06T12:01')
    expect(await undoAt('2026-03-06T12:01')).toEqual({ outcome: 'refused' })
    await context.deliverAll()
    expect(await undoAt('2026-03-06T12:02')).toEqual({ outcome: 'refused' })
    expect(await received()).toHaveLength(1)
  })

  it('also while another instance queues it: it is left out just before sending', async () => {
    await sendAt('2026-03-06T12:00')
    const survey = await knownSurvey(context, ids)
    const attempt = await attemptOn(context, ids.placementId, staffId)
    await Promise.all([undoSendNow(context, attempt), context.queueAt('2026-03-06T12:01')])
    await context.deliverAll()
    const { nextLetterAt } = await knownSurvey(context, ids)
    // Whoever of the two was first: a letter has gone, or it waits for its day, and never both.
    expect(await received()).toHaveLength(nextLetterAt?.equals(firstReminder) ? 0 : 1)
    expect(survey.nextLetterAt).toEqual(swedish('2026-03-06T12:00'))
  })
})

it('a contact with another letter on its way is spaced from that', async () => {
  context.clock.set(swedish('2026-03-04T12:00'))
  const endedOn = Temporal.PlainDate.from('2026-03-05')
  await makePlacement(context, { placement: { contactId: ids.contactId, endedOn } })
  await context.queueAt('2026-03-06T09:00')
  expect(await planAt('2026-03-06T09:01')).toMatchObject({
    refusal: 'due_already',
    goesAt: swedish('2026-03-11T09:00'),
  })
  await context.deliverAll()
})
