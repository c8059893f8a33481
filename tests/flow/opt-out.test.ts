import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { handOver } from '../../src/flow/hand-over.ts'
import { optOut, optOutByLink, undoOptOut } from '../../src/flow/opt-out.ts'
import { undoContactChange } from '../../src/flow/undo-contact-change.ts'
import {
  attemptOn,
  coachOf,
  type Ids,
  invitedPlacement,
  knownSurvey,
  lettersFor,
  lettersTo,
} from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { eventKinds } from '../support/records.ts'
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
  context.clock.set(swedish('2026-03-03T12:00'))
})

const attempt = () => attemptOn(context, ids.placementId, staffId)
const stop = async () => optOut(context, await attempt())
const lift = async () => undoOptOut(context, await attempt())
const onPhone = { state: 'phone', phoneReason: 'opted_out', nextLetterAt: null }

async function contact(id = ids.contactId) {
  const [found] = await context.db.select().from(contacts).where(eq(contacts.id, id))
  return found
}

async function byLink(linkNumber = 1) {
  const { id: surveyId } = await knownSurvey(context, ids)
  return optOutByLink(context, { surveyId, linkNumber, now: context.clock.now() })
}

const received = () => lettersFor(context, ids)

describe('somebody who wants no letters', () => {
  it('gets none about any placement, and every open one is on the phone list at once', async () => {
    context.clock.set(swedish('2026-02-28T12:00'))
    const other = await invitedPlacement(context, { placement: { contactId: ids.contactId } })
    context.inbox.length = 0
    expect(await stop()).toEqual({ outcome: 'done' })
    for (const made of [ids, other]) {
      expect(await knownSurvey(context, made)).toMatchObject(onPhone)
      expect(await eventKinds(context, made.placementId)).toContain('contact.opted_out')
    }
    for (const time of ['2026-03-09T09:00', '2026-03-18T09:00']) await context.tickAt(time)
    expect(await received()).toHaveLength(0)
  })

  it('is called about a placement that ends later', async () => {
    const placement = { contactId: ids.contactId, endedOn: Temporal.PlainDate.from('2026-03-06') }
    const coming = await makePlacement(context, { placement })
    await stop()
    expect(await knownSurvey(context, coming)).toMatchObject({ state: 'scheduled' })
    await context.tickAt('2026-03-09T09:00')
    expect(await knownSurvey(context, coming)).toMatchObject(onPhone)
    expect(await received()).toHaveLength(0)
  })

  it('does not get the letter that is queued', async () => {
    await context.queueAt('2026-03-09T09:00')
    await stop()
    await context.deliverAll()
    expect(await received()).toHaveLength(0)
  })

  it('gets none when a colleague or a coach names the address', async () => {
    await stop()
    const email = (await contact())?.email ?? ''
    context.clock.set(swedish('2026-02-28T12:00'))
    const other = await invitedPlacement(context)
    const { id: surveyId, linkNumber } = await knownSurvey(context, other)
    const now = context.clock.now()
    const typed = { name: 'Åsa', email, phone: '', language: 'sv', scope: 'other', retry: '' }
    const named = await attemptOn(context, other.placementId, staffId)
    expect(await changeContact(context, named, typed)).toMatchObject({
      outcome: 'invalid',
      problems: [{ field: 'email', problem: 'opted_out' }],
    })
    await handOver(context, { surveyId, linkNumber, to: { name: 'Åsa', email }, now })
    expect(await knownSurvey(context, other)).toMatchObject(onPhone)
  })

  it('gets none at a new address either, when it was said at the old one', async () => {
    const { now } = await attempt()
    const typed = { name: 'Åsa', email: `ny${ids.contactId}@b.example`, phone: '', language: 'sv', retry: '' }
    await changeContact(context, await attempt(), { ...typed, scope: 'same' })
    const { contactId } = await knownSurvey(context, ids)
    await stop()
    expect((await contact(contactId))?.optedOutAt).toEqual(now)
    expect(await knownSurvey(context, ids)).toMatchObject(onPhone)
  })

  it('can say so by the link, once or twice, and still answer', async () => {
    expect(await byLink()).toEqual({ outcome: 'done' })
    expect(await byLink()).toEqual({ outcome: 'done' })
    expect(await knownSurvey(context, ids)).toMatchObject({ ...onPhone, linkNumber: 1 })
    const kinds = await eventKinds(context, ids.placementId)
    expect(kinds.filter(kind => kind === 'contact.opted_out')).toHaveLength(1)
  })

  it('of two who say it by the link at once, it is told once', async () => {
    await Promise.all([byLink(), byLink()])
    const kinds = await eventKinds(context, ids.placementId)
    expect(kinds.filter(kind => kind === 'contact.opted_out')).toHaveLength(1)
  })

  it('can not say it by a link that was revoked', async () => {
    expect(await byLink(2)).toEqual({ outcome: 'closed' })
    expect((await contact())?.optedOutAt).toBeNull()
  })

  it('is not told to want none twice', async () => {
    await stop()
    expect(await stop()).toEqual({ outcome: 'refused' })
  })
})

describe('somebody who wants letters again', () => {
  it('gets them where the schedule would have them by now', async () => {
    await stop()
    context.clock.set(swedish('2026-03-06T12:00'))
    expect(await lift()).toEqual({ outcome: 'done' })
    expect((await contact())?.optedOutAt).toBeNull()
    expect(await knownSurvey(context, ids)).toMatchObject({
      state: 'open',
      phoneReason: null,
      nextLetterAt: swedish('2026-03-09T09:00'),
    })
    await context.tickAt('2026-03-09T09:00')
    expect(await received()).toHaveLength(1)
  })

  it('stays on the phone list once its day has come', async () => {
    await stop()
    context.clock.set(swedish('2026-03-23T09:00'))
    await lift()
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'no_answer' })
  })

  it('leaves alone what is on the phone list for another reason', async () => {
    const { id: surveyId, linkNumber } = await knownSurvey(context, ids)
    await handOver(context, { surveyId, linkNumber, to: null, now: context.clock.now() })
    await stop()
    await lift()
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'phone', phoneReason: 'wrong_person' })
  })

  it('is refused where nobody has asked for none', async () => {
    expect(await lift()).toEqual({ outcome: 'refused' })
  })
})

describe('somebody whose address a coach has corrected', () => {
  const changed = { name: 'Åsa Öberg', phone: '', language: 'sv', scope: 'same', retry: '' }

  it('wants no letters at the former address either, also when the correction is taken back', async () => {
    const email = `ny.${ids.contactId}@ny.example`
    expect(await changeContact(context, await attempt(), { ...changed, email })).toMatchObject({
      outcome: 'done',
    })
    await stop()
    expect((await contact())?.optedOutAt).not.toBeNull()
    await undoContactChange(context, await attempt())
    for (const time of ['2026-03-09T09:00', '2026-03-18T09:00']) await context.tickAt(time)
    expect([...(await received()), ...lettersTo(context, email)]).toHaveLength(0)
    expect(await knownSurvey(context, ids)).toMatchObject(onPhone)
  })
})
