import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts, letters, surveys } from '../../src/db/schema.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { receiveReturn } from '../../src/flow/receive-return.ts'
import { attemptOn, coachOf, type Ids, invitedPlacement, knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'
import { complaint, deliveryReport } from '../support/returned-mail.ts'
import { swedish } from '../support/swedish.ts'
import { contactOfParticipant, surveyAbout } from '../support/three-respondents.ts'

/** What comes back of a letter once something else has happened to it, to its contact or to its surveys. */

let context: TestContext
let ids: Ids
let staffId: string
let serial = 0

beforeAll(async () => {
  const settings = { PARTICIPANT_PURPOSES: 'language' }
  context = await createTestContext({ now: '2026-02-28T12:00', settings })
})
afterAll(() => context.close())

beforeEach(async () => {
  serial += 1
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  staffId = await coachOf(context, ids)
  context.clock.set(swedish('2026-03-03T12:00'))
  context.inbox.length = 0
})

async function contactNumber(id: number) {
  const [found] = await context.db.select().from(contacts).where(eq(contacts.id, id))
  if (!found) throw new Error('no contact')
  return found
}

async function letterTo(contactId: number) {
  const letter = (await lettersOf(context, contactId)).at(-1)
  if (!letter?.messageId) throw new Error('no letter')
  return { ...letter, messageId: letter.messageId }
}

/** A report about the latest letter to a contact. */
async function reportOf(contactId: number, changes: Partial<Parameters<typeof deliveryReport>[0]> = {}) {
  const { messageId } = await letterTo(contactId)
  const { email } = await contactNumber(contactId)
  return deliveryReport({ recipient: email ?? '', original: messageId, id: `${serial}`, ...changes })
}

const receive = (raw: Buffer) => receiveReturn(context, raw, context.clock.now())

async function change(values: Partial<Record<string, string>>) {
  const typed = { name: 'Åsa Öberg', email: '', phone: '', language: 'sv', scope: 'same', retry: '' }
  return changeContact(context, await attemptOn(context, ids.placementId, staffId), { ...typed, ...values })
}

describe('a hard bounce', () => {
  it('of a letter of which it is not known whether it arrived stops the letters', async () => {
    const { id } = await letterTo(ids.contactId)
    await context.db.update(letters).set({ state: 'unconfirmed' }).where(eq(letters.id, id))
    expect(await receive(await reportOf(ids.contactId))).toMatchObject([{ outcome: 'stopped' }])
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
  })

  it('is told of every placement in the letter, and all of them are on the phone list', async () => {
    context.clock.set(swedish('2026-02-28T12:00'))
    const first = await makePlacement(context)
    const second = await invitedPlacement(context, { placement: { contactId: first.contactId } })
    await receive(await reportOf(first.contactId))
    for (const placement of [first, second]) {
      expect(await knownSurvey(context, placement)).toMatchObject({ phoneReason: 'undeliverable' })
      expect(await eventKinds(context, placement.placementId)).toContain('letter.bounced')
    }
  })

  it('once there is an answer leaves the answer, and tells', async () => {
    const { id } = await knownSurvey(context, ids)
    const answered = { state: 'answered', answerVersion: 1, nextLetterAt: null } as const
    await context.db.update(surveys).set(answered).where(eq(surveys.id, id))
    await receive(await reportOf(ids.contactId))
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'answered', phoneReason: null })
    expect(await contactNumber(ids.contactId)).toMatchObject({ undeliverableCause: 'no_such_mailbox' })
    expect(await eventKinds(context, ids.placementId)).toContain('letter.bounced')
  })

  it('of an address that the mail server had refused at once tells nothing twice', async () => {
    context.clock.set(swedish('2026-02-28T12:00'))
    const email = `borta${serial}@bageri.example`
    context.refused.add(email)
    const gone = await invitedPlacement(context, { contact: { email } })
    const before = await contactNumber(gone.contactId)
    const kinds = await eventKinds(context, gone.placementId)
    expect(await receive(await reportOf(gone.contactId))).toMatchObject([{ outcome: 'noted' }])
    expect(await contactNumber(gone.contactId)).toEqual(before)
    expect(await eventKinds(context, gone.placementId)).toEqual([...kinds, 'letter.bounced'])
  })

  it('that comes late stops nothing for the address that is asked by now, and is told', async () => {
    const report = await reportOf(ids.contactId)
    const email = `ny${serial}@bageri.example`
    expect(await change({ email })).toMatchObject({ what: 'changed' })
    const asked = await knownSurvey(context, ids)
    await receive(report)
    expect(await knownSurvey(context, ids)).toEqual(asked)
    expect(await contactNumber(asked.contactId)).toMatchObject({ email, undeliverableAt: null })
    expect((await eventKinds(context, ids.placementId)).at(-1)).toBe('letter.bounced')
    await context.tickAt('2026-03-05T09:00')
    expect(context.inbox.map(({ to }) => [to].flat()[0]?.value[0]?.address)).toContain(email)
  })

  it('of a corrected address stops that one in its turn', async () => {
    await receive(await reportOf(ids.contactId))
    const email = `rattad${serial}@bageri.example`
    await change({ email })
    await context.tickAt('2026-03-04T09:00')
    const { contactId } = await knownSurvey(context, ids)
    expect(await receive(await reportOf(contactId))).toMatchObject([{ outcome: 'stopped' }])
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
  })
})

it('an address that is tried again is stopped again only by what comes back of later letters', async () => {
  const report = await reportOf(ids.contactId)
  await receive(report)
  const { email } = await contactNumber(ids.contactId)
  expect(await change({ email: email ?? '', retry: 'yes' })).toMatchObject({ what: 'retried' })
  expect(await receive(await reportOf(ids.contactId, { id: `late ${serial}` }))).toMatchObject([
    { outcome: 'noted' },
  ])
  expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open' })
  await context.tickAt('2026-03-09T09:00')
  expect(context.inbox.some(({ to }) => [to].flat()[0]?.value[0]?.address === email)).toBe(true)
  expect(await receive(await reportOf(ids.contactId))).toMatchObject([{ outcome: 'stopped' }])
})

it('soft bounces of letters from before an address was tried again do not count', async () => {
  const full = { status: '4.2.2', diagnosis: '452 4.2.2 Mailbox full' }
  const { email } = await contactNumber(ids.contactId)
  await receive(await reportOf(ids.contactId))
  await change({ email: email ?? '', retry: 'yes' })
  for (const day of ['04', '05', '06', '07']) {
    context.clock.set(swedish(`2026-03-${day}T12:00`))
    const report = await reportOf(ids.contactId, { ...full, id: `${serial} ${day}` })
    expect(await receive(report)).toEqual([{ class: 'soft', isMatched: true, outcome: 'noted' }])
  }
  expect(await contactNumber(ids.contactId)).toMatchObject({ undeliverableAt: null })
})

it('a complaint about a letter to somebody who has been replaced counts for the one in the place', async () => {
  const { messageId } = await letterTo(ids.contactId)
  const { email } = await contactNumber(ids.contactId)
  await change({ email: `ny${serial}@bageri.example` })
  await receive(complaint({ recipient: email ?? '', original: messageId }))
  expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'opted_out' })
})

it('a letter to a participant that comes back stops the letters to the participant alone', async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  const participant = { email: `deltagare${serial}@post.example` }
  const placement = await invitedPlacement(context, { participant })
  const contactId = await contactOfParticipant(context, placement.placementId)
  await receive(await reportOf(contactId))
  const asked = await surveyAbout(context, placement.placementId, 'participant')
  expect(asked).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
  expect(await knownSurvey(context, placement)).toMatchObject({ state: 'open' })
})
