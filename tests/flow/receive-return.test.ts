import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answers, contacts, events } from '../../src/db/schema.ts'
import { returns } from '../../src/db/sending-schema.ts'
import { createReturnAddress } from '../../src/domain/return-address.ts'
import { receiveReturn } from '../../src/flow/receive-return.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'
import { answerTo, complaint, deliveryReport } from '../support/returned-mail.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let placementId: number
let contactId: number
let email: string
let returnAddress: string
let original: string

/** A placement that ended on 27 February, whose employer was written to on Monday 2 March. */
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
  ;({ placementId, contactId } = await makePlacement(context))
  await context.tickAt('2026-03-02T09:00')
  const [letter] = await lettersOf(context, contactId)
  email = (await contact()).email ?? ''
  original = letter?.messageId ?? ''
  returnAddress = createReturnAddress(context.returnKeys, 'enkat@kommunen.example', letter?.id ?? 0)
  context.inbox.length = 0
})
afterEach(() => context.close())

async function contact() {
  const [row] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
  if (!row) throw new Error('The contact is gone')
  return row
}

async function receive(raw: Buffer, localTime = '2026-03-02T11:00') {
  context.clock.set(swedish(localTime))
  return receiveReturn(context, raw, context.clock.now())
}

const survey = () => surveyOf(context, placementId)

describe('a hard bounce', () => {
  it.each([
    ['the signed return address', () => deliveryReport({ to: returnAddress, recipient: email })],
    [
      'the signed return address in capitals',
      () => deliveryReport({ to: returnAddress.toUpperCase(), recipient: email }),
    ],
    [
      'the signed return address, of an address that the letter was forwarded to',
      () => deliveryReport({ to: returnAddress, recipient: 'privat@annan.example' }),
    ],
    ['the Message-ID of the letter', () => deliveryReport({ recipient: email, original })],
    [
      'the address alone, where the report names no letter',
      () => deliveryReport({ recipient: email.toUpperCase() }),
    ],
  ])('that names the letter by %s stops the letters, and is on the phone list at once', async (_, report) => {
    expect(await receive(report())).toEqual([{ class: 'hard', isMatched: true, outcome: 'stopped' }])
    expect(await contact()).toMatchObject({
      undeliverableAt: swedish('2026-03-02T11:00'),
      undeliverableCause: 'no_such_mailbox',
      undeliverableReason: expect.stringContaining('User unknown'),
    })
    expect(await survey()).toMatchObject({ state: 'phone', phoneReason: 'undeliverable', nextLetterAt: null })
    expect((await eventKinds(context, placementId)).slice(-2)).toEqual(['letter.bounced', 'survey.to_phone'])
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox).toEqual([])
  })

  it('stops every survey of the contact, and tells each placement in the letter', async () => {
    const other = await makePlacement(context, {
      placement: { contactId, endedOn: Temporal.PlainDate.from('2026-03-20') },
    })
    await receive(deliveryReport({ to: returnAddress, recipient: email }))
    expect(await surveyOf(context, other.placementId)).toMatchObject({ state: 'scheduled' })
    await context.tickAt('2026-03-23T09:00')
    expect(await surveyOf(context, other.placementId)).toMatchObject({
      state: 'phone',
      phoneReason: 'undeliverable',
    })
    expect(context.inbox).toEqual([])
  })
})

describe('what changes nothing', () => {
  async function expectNothing() {
    expect(await contact()).toMatchObject({ undeliverableAt: null, optedOutAt: null })
    expect(await survey()).toMatchObject({ state: 'open', phoneReason: null })
  }

  it.each([
    [
      'a signature that is not ours',
      () => deliveryReport({ to: `enkat+1${'v'.repeat(26)}@kommunen.example`, recipient: email }),
    ],
    [
      'a signature of ours with another number',
      () => deliveryReport({ to: returnAddress.replace(/\+./, '+9'), recipient: email }),
    ],
    [
      'a Message-ID of our domain that no letter has',
      () => deliveryReport({ recipient: email, original: '<made-up@kommunen.example>' }),
    ],
    ['an address that nobody of ours has', () => deliveryReport({ recipient: 'annan@bageri.example' })],
  ])('is a report with %s', async (_, report) => {
    expect(await receive(report())).toEqual([{ class: 'hard', isMatched: false, outcome: 'noted' }])
    await expectNothing()
    expect(await context.db.$count(returns)).toBe(1)
  })

  it('is a report by address alone more than a week after the letter', async () => {
    const report = deliveryReport({ recipient: email })
    expect(await receive(report, '2026-03-09T09:01')).toEqual([
      { class: 'hard', isMatched: false, outcome: 'noted' },
    ])
    await expectNothing()
  })

  it.each([
    [
      'that the letter was delivered',
      () =>
        deliveryReport({
          to: returnAddress,
          recipient: email,
          action: 'delivered',
          status: '2.0.0',
          diagnosis: '250 ok',
        }),
    ],
    [
      'an automatic answer',
      () =>
        answerTo(
          { messageId: original },
          { from: email, text: 'Jag är på semester till den 1 april.', isAutomatic: true },
        ),
    ],
  ])('is a message %s', async (_, message) => {
    const [receipt] = await receive(message())
    expect(receipt).toMatchObject({ isMatched: true, outcome: 'noted' })
    await expectNothing()
  })

  it('is the same report again, by two instances at once, or with other line ends', async () => {
    const report = deliveryReport({ to: returnAddress, recipient: email })
    const twice = await Promise.all([receive(report), receive(report)])
    expect(
      twice
        .flat()
        .map(({ outcome }) => outcome)
        .toSorted(),
    ).toEqual(['known', 'stopped'])
    const kinds = await eventKinds(context, placementId)
    expect(await receive(Buffer.from(report.toString().replaceAll('\r\n', '\n').trimEnd()))).toMatchObject([
      { outcome: 'known' },
    ])
    expect(await eventKinds(context, placementId)).toEqual(kinds)
  })

  it('is a second report about the letter', async () => {
    await receive(deliveryReport({ to: returnAddress, recipient: email }))
    const kinds = await eventKinds(context, placementId)
    const second = await receive(
      deliveryReport({ to: returnAddress, recipient: email, id: '2' }),
      '2026-03-03T11:00',
    )
    expect(second).toEqual([{ class: 'hard', isMatched: true, outcome: 'noted' }])
    expect(await contact()).toMatchObject({ undeliverableAt: swedish('2026-03-02T11:00') })
    expect(await eventKinds(context, placementId)).toEqual(kinds)
  })

  it('is a report about a letter from before the address was to be tried again', async () => {
    const report = (id: string) => deliveryReport({ to: returnAddress, recipient: email, id })
    await receive(report('1'))
    await context.db
      .update(contacts)
      .set({ undeliverableAt: null, undeliverableCause: null, retriedAt: swedish('2026-03-03T10:00') })
      .where(eq(contacts.id, contactId))
    expect(await receive(report('2'), '2026-03-04T11:00')).toEqual([
      { class: 'hard', isMatched: true, outcome: 'noted' },
    ])
    expect(await contact()).toMatchObject({ undeliverableAt: null })
  })
})

describe('soft bounces', () => {
  const full = (id: string) =>
    deliveryReport({
      to: returnAddress,
      recipient: email,
      id,
      status: '5.2.2',
      diagnosis: '552 5.2.2 Mailbox full',
    })

  it('are told, and on three different days count as a hard one', async () => {
    for (const [id, time] of [
      ['1', '2026-03-02T11:00'],
      ['2', '2026-03-03T11:00'],
    ] as const) {
      expect(await receive(full(id), time)).toEqual([{ class: 'soft', isMatched: true, outcome: 'noted' }])
      expect(await survey()).toMatchObject({ state: 'open' })
    }
    expect(await receive(full('3'), '2026-03-04T11:00')).toEqual([
      { class: 'soft', isMatched: true, outcome: 'stopped' },
    ])
    expect(await contact()).toMatchObject({ undeliverableCause: 'mailbox_full' })
    expect(await survey()).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
  })

  it('on one Swedish day are one, also around midnight in another country', async () => {
    for (const [id, time] of [
      ['1', '2026-03-02T00:30'],
      ['2', '2026-03-02T11:00'],
      ['3', '2026-03-02T23:59'],
      ['4', '2026-03-03T00:00'],
    ] as const)
      await receive(full(id), time)
    expect(await contact()).toMatchObject({ undeliverableAt: null })
  })

  it.each([
    ['an automatic answer', () => receive(automatic(), '2026-03-03T12:00')],
    ['a reply', () => receive(written(), '2026-03-03T12:00')],
    ['an answer by the link', () => answered('2026-03-03T12:00')],
    ['another try by the coach', () => retried('2026-03-03T12:00')],
  ])('before %s count no longer', async (_, sign) => {
    await receive(full('1'), '2026-03-02T11:00')
    await receive(full('2'), '2026-03-03T11:00')
    await sign()
    await receive(full('3'), '2026-03-04T11:00')
    await receive(full('4'), '2026-03-05T11:00')
    expect(await contact()).toMatchObject({ undeliverableAt: null })
  })

  const automatic = () =>
    answerTo({ messageId: original }, { from: email, text: 'Tack, vi har mottagit.', isAutomatic: true })
  const written = () => answerTo({ messageId: original }, { from: email, text: 'Tack!' })
  const retried = (time: string) =>
    context.db
      .update(contacts)
      .set({ retriedAt: swedish(time) })
      .where(eq(contacts.id, contactId))
  async function answered(time: string) {
    const { id: surveyId = 0 } = (await survey()) ?? {}
    await context.db.insert(answers).values({
      surveyId,
      version: 1,
      questionnaireVersion: 1,
      values: {},
      source: 'link',
      answeredAt: swedish(time),
    })
  }
})

describe('a complaint', () => {
  it('is a wish for no more letters', async () => {
    const report = complaint({ recipient: email, original })
    expect(await receive(report)).toEqual([{ class: 'complaint', isMatched: true, outcome: 'opted_out' }])
    expect(await contact()).toMatchObject({ optedOutAt: swedish('2026-03-02T11:00') })
    expect(await survey()).toMatchObject({ state: 'phone', phoneReason: 'opted_out' })
    expect(await eventKinds(context, placementId)).toContain('letter.complained')
    expect(await receive(report)).toMatchObject([{ outcome: 'known' }])
  })

  it('that comes again in other words does not take back that letters are wanted after all', async () => {
    await receive(complaint({ recipient: email, original }))
    await context.db.update(contacts).set({ optedOutAt: null }).where(eq(contacts.id, contactId))
    const again = Buffer.concat([complaint({ recipient: email, original }), Buffer.from('--\r\n')])
    expect(await receive(again)).toEqual([{ class: 'complaint', isMatched: true, outcome: 'noted' }])
    expect(await contact()).toMatchObject({ optedOutAt: null })
  })
})

describe('an automatic answer', () => {
  it('of somebody who has left keeps whom to write to instead, and lets the letters go on', async () => {
    const text = 'Hej! Jag har slutat på Bageriet. Kontakta min efterträdare på ny.chef@bageri.example.'
    await receive(answerTo({ messageId: original }, { from: email, text, isAutomatic: true }))
    const [row] = await context.db.select().from(returns)
    expect(row).toMatchObject({ class: 'autoreply', cause: 'moved', successor: 'ny.chef@bageri.example' })
    expect(await survey()).toMatchObject({ state: 'open' })
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox).toHaveLength(1)
  })
})

describe('a reply by a person', () => {
  const secret = 'Anna började hos oss i mars, ring mig!'

  it.each([
    ['by what it answers', (from: string) => answerTo({ messageId: original }, { from, text: secret })],
    [
      'by where it comes to',
      (from: string) => answerTo(undefined, { from, to: returnAddress, text: secret }),
    ],
  ])('that is told %s is handed on to the unit as it came, and stored nowhere', async (_, reply) => {
    const raw = reply(`Åsa Öberg <${email}>`)
    expect(await receive(raw)).toEqual([{ class: 'reply', isMatched: true, outcome: 'forwarded' }])
    const [forwarded] = context.inbox
    expect([forwarded?.to].flat()[0]?.text).toBe('arbetsmarknad@kommunen.example')
    expect(forwarded?.replyTo?.text).toBe(email)
    expect(forwarded?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(forwarded?.attachments.map(({ content }) => content.toString()).join()).toContain(secret)
    expect(await eventKinds(context, placementId)).toContain('letter.replied')
    expect(await survey()).toMatchObject({ state: 'open' })
    const stored = [await context.db.select().from(returns), await context.db.select().from(events)]
    expect(JSON.stringify(stored)).not.toContain('Anna')
    expect(await receive(raw)).toMatchObject([{ outcome: 'known' }])
    expect(context.inbox).toHaveLength(1)
  })

  it('that answers nothing of ours is handed on to the organisation', async () => {
    const reply = answerTo(undefined, { from: 'nagon@annan.example', text: 'Vem är ni?' })
    expect(await receive(reply)).toEqual([{ class: 'reply', isMatched: false, outcome: 'forwarded' }])
    expect(context.inbox).toHaveLength(1)
  })

  it('that can not be handed on waits, and is handed on once it can', async () => {
    const reply = answerTo({ messageId: original }, { from: email, text: secret })
    context.refused.add('arbetsmarknad@kommunen.example')
    expect(await receive(reply)).toMatchObject([{ outcome: 'waiting' }])
    expect(await eventKinds(context, placementId)).not.toContain('letter.replied')
    context.refused.clear()
    expect(await receive(reply)).toEqual([{ class: 'reply', isMatched: true, outcome: 'forwarded' }])
    expect(await receive(reply)).toMatchObject([{ outcome: 'known' }])
    expect(context.inbox).toHaveLength(1)
    expect((await eventKinds(context, placementId)).filter(kind => kind === 'letter.replied')).toHaveLength(1)
  })

  it('that we have handed on ourselves goes no further, when it comes back', async () => {
    await receive(answerTo({ messageId: original }, { from: email, text: secret }))
    const [forwarded] = context.inbox
    const loop = Buffer.from(
      `From: enkat@kommunen.example\r\nTo: enkat@kommunen.example\r\nAuto-Submitted: auto-generated\r\nMessage-ID: ${forwarded?.messageId}\r\n\r\nHej`,
    )
    expect(await receive(loop)).toMatchObject([{ class: 'unknown', outcome: 'noted' }])
    expect(context.inbox).toHaveLength(1)
  })
})
