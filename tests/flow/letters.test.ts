import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimLetter } from '../../src/db/letter-claim.ts'
import { contacts } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement, surveyOf } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
})
afterEach(() => context.close())

const answer = { employment: 'no', purpose_met: '3', host_again: 'yes' }

async function answerByLink(placementId: number) {
  const survey = await surveyOf(context, placementId)
  return receiveAnswer(context, {
    surveyId: survey?.id ?? 0,
    raw: answer,
    basedOn: 0,
    source: 'link',
    staffId: null,
    now: context.clock.now(),
  })
}

describe('rule 1: invitation, reminders, phone list, closing', () => {
  it('invites on the first working day after the end, reminds after 5 and 12, then hands over to the coach', async () => {
    const { placementId } = await makePlacement(context)
    const expected: [string, number, string][] = [
      ['2026-02-27T10:00', 0, 'scheduled'],
      ['2026-03-01T10:00', 0, 'scheduled'],
      ['2026-03-02T08:59', 0, 'scheduled'],
      ['2026-03-02T09:00', 1, 'open'],
      ['2026-03-02T09:01', 1, 'open'],
      ['2026-03-09T08:59', 1, 'open'],
      ['2026-03-09T09:00', 2, 'open'],
      ['2026-03-17T10:00', 2, 'open'],
      ['2026-03-18T09:00', 3, 'open'],
      ['2026-03-20T09:00', 3, 'open'],
      ['2026-03-23T08:59', 3, 'open'],
      ['2026-03-23T09:00', 3, 'phone'],
      ['2026-05-01T23:59', 3, 'phone'],
      ['2026-05-02T00:00', 3, 'closed'],
    ]
    for (const [time, letters, state] of expected) {
      await context.tickAt(time)
      const survey = await surveyOf(context, placementId)
      expect([time, context.inbox.length, survey?.state]).toEqual([time, letters, state])
    }
    expect(await eventKinds(context, placementId)).toEqual([
      'survey.scheduled',
      'survey.opened',
      'letter.sent',
      'letter.sent',
      'letter.sent',
      'survey.to_phone',
      'survey.closed',
    ])
  })

  it('threads each reminder on the letters before it', async () => {
    await makePlacement(context)
    for (const time of ['2026-03-02T09:00', '2026-03-09T09:00', '2026-03-18T09:00'])
      await context.tickAt(time)
    const [invitation, first, second] = context.inbox
    expect(invitation?.inReplyTo).toBeUndefined()
    expect(first?.inReplyTo).toBe(invitation?.messageId)
    expect(second?.inReplyTo).toBe(first?.messageId)
    expect(second?.references).toEqual([invitation?.messageId, first?.messageId])
  })

  it('sends nothing more once there is an answer', async () => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    expect(await answerByLink(placementId)).toMatchObject({ outcome: 'stored' })
    for (const time of ['2026-03-09T09:00', '2026-03-18T09:00', '2026-03-23T09:00', '2026-05-02T00:00']) {
      await context.tickAt(time)
    }
    expect(context.inbox).toHaveLength(1)
    expect((await surveyOf(context, placementId))?.state).toBe('answered')
  })

  it('leaves out of a queued letter what was answered before it could be sent, and then sends none', async () => {
    const { placementId, contactId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await context.queueAt('2026-03-09T09:00')
    await answerByLink(placementId)
    await context.deliverAll()
    expect(context.inbox).toHaveLength(1)
    expect((await lettersOf(context, contactId)).map(({ state }) => state)).toEqual(['sent', 'cancelled'])
    expect(await eventKinds(context, placementId)).toContain('letter.cancelled')
  })

  it.each([
    ['without an address', { email: null }, 'no_address'],
    ['who wants no letters', { optedOutAt: Temporal.Instant.from('2026-01-01T00:00Z') }, 'opted_out'],
    [
      'whose address is dead',
      { undeliverableAt: Temporal.Instant.from('2026-01-01T00:00Z') },
      'undeliverable',
    ],
  ])('a contact %s goes to the phone list at once', async (_words, contact, phoneReason) => {
    const { placementId } = await makePlacement(context, { contact })
    await context.tickAt('2026-03-02T09:00')
    expect(context.inbox).toHaveLength(0)
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'phone', phoneReason })
  })

  it.each([
    ['asks for no more letters', { optedOutAt: Temporal.Instant.from('2026-03-03T09:00Z') }, 'opted_out'],
    ['can not be reached', { undeliverableAt: Temporal.Instant.from('2026-03-03T09:00Z') }, 'undeliverable'],
  ])('a contact who %s while a survey is open goes to the phone list', async (_, change, phoneReason) => {
    const { placementId, contactId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await context.db.update(contacts).set(change).where(eq(contacts.id, contactId))
    await context.tickAt('2026-03-09T09:00')
    await context.tickAt('2026-03-09T09:01')
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'phone', phoneReason })
    expect(await lettersOf(context, contactId)).toHaveLength(1)
  })

  it('waits when the placement goes on after all, and asks from the beginning when it ends', async () => {
    const { placementId } = await makePlacement(context)
    const reported = { endReason: 'as_planned' as const }
    await context.tickAt('2026-03-02T09:00')
    await movePlacement(context, placementId, { ...reported, endedOn: null })
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox).toHaveLength(1)
    expect((await surveyOf(context, placementId))?.state).toBe('scheduled')
    await movePlacement(context, placementId, {
      ...reported,
      endedOn: Temporal.PlainDate.from('2026-03-13'),
    })
    await context.tickAt('2026-03-16T09:00')
    expect(context.inbox).toHaveLength(2)
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'open', lettersSent: 1 })
  })

  it('gives up a letter whose process died, also when the placement goes on after all', async () => {
    const { placementId, contactId } = await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    await context.jobs.drain({
      letter: async id => void (await claimLetter(context.db, id, context.clock.now())),
    })
    await movePlacement(context, placementId, { endedOn: null, endReason: null })
    await context.tickAt('2026-03-02T09:16')
    expect((await lettersOf(context, contactId)).map(({ state }) => state)).toEqual(['unconfirmed'])
    await movePlacement(context, placementId, {
      endedOn: Temporal.PlainDate.from('2026-03-13'),
      endReason: 'as_planned',
    })
    await context.tickAt('2026-03-16T09:00')
    expect(context.inbox).toHaveLength(1)
  })

  it('does not survey a placement that ended more than 60 days before it was imported', async () => {
    const { placementId } = await makePlacement(context, {
      placement: {
        startedOn: Temporal.PlainDate.from('2025-10-01'),
        endedOn: Temporal.PlainDate.from('2025-12-20'),
      },
    })
    expect(await surveyOf(context, placementId)).toBeUndefined()
  })

  it('keeps to the working day on both daylight-saving nights', async () => {
    const endedOn = Temporal.PlainDate.from('2026-03-27')
    await makePlacement(context, { placement: { endedOn } })
    await context.tickAt('2026-03-29T09:00')
    await context.tickAt('2026-03-30T08:59')
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-30T09:00')
    expect(context.inbox).toHaveLength(1)
    const autumn = Temporal.PlainDate.from('2026-10-23')
    context.clock.set(autumn.toZonedDateTime('Europe/Stockholm').toInstant())
    await makePlacement(context, { placement: { endedOn: autumn } })
    await context.tickAt('2026-10-25T09:00')
    await context.tickAt('2026-10-26T08:59')
    expect(context.inbox).toHaveLength(1)
    await context.tickAt('2026-10-26T09:00')
    expect(context.inbox).toHaveLength(2)
  })
})

describe('rule 2: one letter a contact, with everything that is due', () => {
  it('bundles the surveys of one contact in one letter, one link each', async () => {
    const { contactId } = await makePlacement(context)
    await makePlacement(context, { placement: { contactId } })
    await makePlacement(context, { placement: { contactId } })
    await context.tickAt('2026-03-02T09:00')
    expect(context.inbox).toHaveLength(1)
    const links = new Set(context.inbox[0]?.text?.match(/\/s\/[0-9a-v]+/g))
    expect(links.size).toBe(3)
  })

  it('keeps three working days between two letters to the same contact', async () => {
    const { contactId } = await makePlacement(context)
    const endedOn = Temporal.PlainDate.from('2026-03-02')
    await makePlacement(context, { placement: { contactId, endedOn } })
    const expected: [string, number][] = [
      ['2026-03-02T09:00', 1],
      ['2026-03-03T09:00', 1],
      ['2026-03-04T09:00', 1],
      ['2026-03-05T08:59', 1],
      ['2026-03-05T09:00', 2],
      ['2026-03-09T09:00', 2],
      ['2026-03-10T09:00', 3],
    ]
    for (const [time, letters] of expected) {
      await context.tickAt(time)
      expect([time, context.inbox.length]).toEqual([time, letters])
    }
  })

  it('carries a reminder and an invitation in the same letter, which counts as an invitation', async () => {
    const { contactId } = await makePlacement(context)
    const endedOn = Temporal.PlainDate.from('2026-03-06')
    await context.tickAt('2026-03-02T09:00')
    await makePlacement(context, { placement: { contactId, endedOn } })
    await context.tickAt('2026-03-09T09:00')
    expect((await lettersOf(context, contactId)).map(({ kind }) => kind)).toEqual([
      'invitation',
      'invitation',
    ])
    expect(new Set(context.inbox[1]?.text?.match(/\/s\/[0-9a-v]+/g)).size).toBe(2)
  })
})

describe('rule 3: a late or repeated tick', () => {
  it('sends the same letters once when ticks come twice and at once', async () => {
    await makePlacement(context)
    await Promise.all([context.tickAt('2026-03-02T09:00'), context.tickAt('2026-03-02T09:00')])
    await context.tickAt('2026-03-02T09:01')
    expect(context.inbox).toHaveLength(1)
  })

  it('after 72 hours without a tick sends one overdue reminder, and the next one with its distance', async () => {
    await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await context.tickAt('2026-03-12T09:00')
    await context.tickAt('2026-03-12T09:01')
    expect(context.inbox).toHaveLength(2)
    await context.tickAt('2026-03-18T09:00')
    expect(context.inbox).toHaveLength(3)
  })
})

describe('rule 4: what the mail server says', () => {
  it('a refused address goes to the phone list at once, with every survey of that contact', async () => {
    const { placementId, contactId } = await makePlacement(context, {
      contact: { email: 'dead@host.example' },
    })
    const later = await makePlacement(context, {
      placement: { contactId, endedOn: Temporal.PlainDate.from('2026-03-02') },
    })
    context.refused.add('dead@host.example')
    await context.tickAt('2026-03-02T09:00')
    await context.tickAt('2026-03-03T09:00')
    const phone = { state: 'phone', phoneReason: 'undeliverable' }
    expect(await surveyOf(context, placementId)).toMatchObject(phone)
    expect(await surveyOf(context, later.placementId)).toMatchObject(phone)
    const [letter, ...more] = await lettersOf(context, contactId)
    expect(letter).toMatchObject({ state: 'failed', attempts: 1 })
    expect(letter?.reason).toContain('5.1.1')
    expect(more).toEqual([])
  })

  it('a letter left in sending becomes unconfirmed, is not sent again, and the reminder covers it', async () => {
    const { placementId, contactId } = await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    await context.jobs.drain({
      letter: async id => void (await claimLetter(context.db, id, context.clock.now())),
    })
    await context.tickAt('2026-03-02T09:14')
    expect((await lettersOf(context, contactId))[0]?.state).toBe('sending')
    await context.tickAt('2026-03-02T09:16')
    expect((await lettersOf(context, contactId))[0]?.state).toBe('unconfirmed')
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox).toHaveLength(1)
    expect(await eventKinds(context, placementId)).toContain('letter.unconfirmed')
  })
})
