import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactsByEmail, contactsWithoutEmail } from '../../src/db/contacts.ts'
import { contacts, events, placements, surveys } from '../../src/db/schema.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { handOver } from '../../src/flow/hand-over.ts'
import { placeSurveys } from '../../src/flow/place-surveys.ts'
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
import { makePlacement, movePlacement } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let ids: Ids
let staffId: string
let serial = 0

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
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

const address = (name: string) => `${name}.${serial}@ny.example`
const now = () => context.clock.now()

async function change(values: Partial<Record<string, string>>, placementId = ids.placementId) {
  const typed = {
    name: 'Åsa Öberg',
    email: '',
    phone: '08-1 23 45',
    language: 'sv',
    scope: 'same',
    retry: '',
  }
  const attempt = await attemptOn(context, placementId, staffId)
  return changeContact(context, attempt, { ...typed, ...values })
}
async function undo(placementId = ids.placementId) {
  return undoContactChange(context, await attemptOn(context, placementId, staffId))
}
async function contact(id: number) {
  const [found] = await context.db.select().from(contacts).where(eq(contacts.id, id))
  if (!found) throw new Error('no contact')
  return found
}
async function askedAbout(of: Ids) {
  const survey = await knownSurvey(context, of)
  return { ...survey, contact: await contact(survey.contactId) }
}
/** Somebody whose address the mail server has refused. */
async function bounced(overrides: Parameters<typeof makePlacement>[1] = {}): Promise<Ids> {
  context.clock.set(swedish('2026-02-28T12:00'))
  const email = address('borta')
  context.refused.add(email)
  const made = await invitedPlacement(context, { contact: { email }, ...overrides })
  context.clock.set(swedish('2026-03-03T12:00'))
  return made
}

describe('a corrected address', () => {
  it('is asked from the beginning, and the link to the old one is revoked', async () => {
    const gone = await bounced()
    expect(await change({ email: address('asa') }, gone.placementId)).toEqual({
      outcome: 'done',
      what: 'changed',
    })
    const asked = await askedAbout(gone)
    expect(asked).toMatchObject({
      state: 'open',
      phoneReason: null,
      invitedAt: null,
      lettersSent: 0,
      linkNumber: 2,
      nextLetterAt: now(),
      handedOverAt: now(),
      contact: { email: address('asa'), phone: '08-1 23 45', employerId: gone.employerId },
    })
    await context.tickAt('2026-03-03T12:01')
    expect(lettersTo(context, address('asa'))).toHaveLength(1)
  })

  it('leaves the old contact as it was, which means the new one from now on', async () => {
    const gone = await bounced()
    await change({ email: address('asa') }, gone.placementId)
    const { contact: to } = await askedAbout(gone)
    const old = await contact(gone.contactId)
    expect(old).toMatchObject({ email: address('borta'), replacedById: to.id })
    expect(old.undeliverableAt).not.toBeNull()
    expect(await contactsByEmail(context.db, [address('borta')])).toEqual([
      { id: to.id, email: address('borta') },
    ])
  })

  it('goes for the other open placements of the contact, and not for the answered ones', async () => {
    const gone = await bounced()
    const placement = { contactId: gone.contactId }
    const other = await makePlacement(context, { placement })
    const answered = await makePlacement(context, { placement })
    const { id } = await knownSurvey(context, answered)
    const values = { state: 'answered', answerVersion: 1, closesAt: swedish('2026-05-02T00:00') } as const
    await context.db
      .update(surveys)
      .set({ ...values, opensAt: now() })
      .where(eq(surveys.id, id))
    await change({ email: address('asa') }, gone.placementId)
    const { contactId } = await knownSurvey(context, gone)
    expect(await knownSurvey(context, other)).toMatchObject({ contactId, state: 'scheduled', linkNumber: 2 })
    expect(await knownSurvey(context, answered)).toMatchObject({ contactId: gone.contactId, linkNumber: 1 })
  })

  it('of somebody who just got a letter keeps the spacing of rule 2', async () => {
    await change({ email: address('asa') })
    await context.tickAt('2026-03-04T09:00')
    expect(lettersTo(context, address('asa'))).toHaveLength(0)
    await context.tickAt('2026-03-05T09:00')
    expect(lettersTo(context, address('asa'))).toHaveLength(1)
  })

  it('of somebody who wants no letters gets none', async () => {
    await context.db.update(contacts).set({ optedOutAt: now() }).where(eq(contacts.id, ids.contactId))
    await change({ email: address('asa') })
    expect(await askedAbout(ids)).toMatchObject({
      state: 'phone',
      phoneReason: 'opted_out',
      contact: { optedOutAt: now() },
    })
  })

  it('is not undone by a later import of the old one', async () => {
    await change({ email: address('asa') })
    const { contactId } = await knownSurvey(context, ids)
    await context.db.transaction(tx => placeSurveys(tx, context, [ids.placementId], now(), 'import'))
    expect(await knownSurvey(context, ids)).toMatchObject({ contactId, state: 'open' })
  })

  it('of a placement that has not ended waits for the end, and moves along with it', async () => {
    const ongoing = await makePlacement(context, {
      placement: { endedOn: Temporal.PlainDate.from('2026-03-20') },
    })
    await change({ email: address('asa') }, ongoing.placementId)
    const { contactId } = await knownSurvey(context, ongoing)
    await movePlacement(context, ongoing.placementId, {
      endedOn: Temporal.PlainDate.from('2026-03-27'),
      endReason: 'as_planned',
    })
    expect(await knownSurvey(context, ongoing)).toMatchObject({
      contactId,
      state: 'scheduled',
      opensAt: swedish('2026-03-30T09:00'),
    })
  })

  it('after another leaves no chain, and back again no circle', async () => {
    const [a, b, c] = [ids.contactId, address('b'), address('c')]
    const email = (await contact(a)).email ?? ''
    await change({ email: b })
    const { contactId: idOfB } = await knownSurvey(context, ids)
    await change({ email: c })
    const { contactId: idOfC } = await knownSurvey(context, ids)
    const pointers = async () =>
      Promise.all([a, idOfB, idOfC].map(async id => (await contact(id)).replacedById))
    expect(await pointers()).toEqual([idOfC, idOfC, null])
    await change({ email })
    expect(await pointers()).toEqual([null, a, a])
    await undo()
    expect(await pointers()).toEqual([idOfC, idOfC, null])
  })

  it('of a contact that had none before is found by the name from then on', async () => {
    const { placementId, employerId } = await invitedPlacement(context, {
      contact: { email: null, name: 'Vaktis' },
    })
    await change({ name: 'Vaktis', email: address('vaktis') }, placementId)
    const { contactId } = await knownSurvey(context, { placementId })
    const found = await contactsWithoutEmail(context.db, [employerId])
    expect(found).toEqual([{ id: contactId, employerId, name: 'Vaktis' }])
  })

  it('is used when a respondent names the old one as a colleague', async () => {
    const old = (await contact(ids.contactId)).email ?? ''
    await change({ email: address('asa') })
    const { contactId } = await knownSurvey(context, ids)
    context.clock.set(swedish('2026-02-28T12:00'))
    const other = await invitedPlacement(context)
    const { id: surveyId, linkNumber } = await knownSurvey(context, other)
    await handOver(context, { surveyId, linkNumber, to: { name: 'Åsa', email: old }, now: now() })
    expect(await knownSurvey(context, other)).toMatchObject({ contactId })
  })
})

describe('another person', () => {
  it('is asked about this placement only, and imports still mean the former one', async () => {
    const other = await makePlacement(context, { placement: { contactId: ids.contactId } })
    await change({ name: 'Bo Ek', email: address('bo'), scope: 'other' })
    const asked = await askedAbout(ids)
    expect(asked).toMatchObject({ state: 'open', contact: { name: 'Bo Ek' }, handedOverAt: now() })
    expect(await knownSurvey(context, other)).toMatchObject({ contactId: ids.contactId })
    expect(await contact(ids.contactId)).toMatchObject({ replacedById: null })
  })

  it('without an address is called', async () => {
    await change({ name: 'Bo Ek', email: '', scope: 'other' })
    expect(await askedAbout(ids)).toMatchObject({
      state: 'phone',
      phoneReason: 'no_address',
      nextLetterAt: null,
    })
  })

  it('who is known keeps the own name', async () => {
    const known = await makePlacement(context, { contact: { name: 'Anna Ek', phone: null } })
    const { email } = await contact(known.contactId)
    await change({ name: 'Anna', email: email ?? '', scope: 'other' })
    expect(await askedAbout(ids)).toMatchObject({
      contactId: known.contactId,
      contact: { name: 'Anna Ek', phone: '08-1 23 45' },
    })
  })

  it.each([
    ['optedOutAt', 'opted_out'],
    ['undeliverableAt', 'undeliverable'],
  ])('with %s is refused beside the field, and nothing is changed', async (mark, problem) => {
    const known = await makePlacement(context, { contact: { [mark]: now() } })
    const { email } = await contact(known.contactId)
    for (const scope of ['same', 'other']) {
      const outcome = await change({ email: email ?? '', scope })
      expect(outcome).toEqual({ outcome: 'invalid', problems: [{ field: 'email', problem }] })
    }
    expect(await knownSurvey(context, ids)).toMatchObject({ contactId: ids.contactId, linkNumber: 1 })
  })
})

describe('the same address', () => {
  it('with other details changes these in place, and nothing else', async () => {
    const { email } = await contact(ids.contactId)
    const before = await knownSurvey(context, ids)
    const outcome = await change({ name: 'Åsa Ek', email: email ?? '', language: 'en' })
    expect(outcome).toEqual({ outcome: 'done', what: 'corrected' })
    expect(await askedAbout(ids)).toEqual({
      ...before,
      contact: expect.objectContaining({ name: 'Åsa Ek', phone: '08-1 23 45', language: 'en' }),
    })
  })

  it('that was refused may be tried again: the mark is lifted, and every case goes on', async () => {
    const gone = await bounced()
    const other = await makePlacement(context, { placement: { contactId: gone.contactId } })
    await context.tickAt('2026-03-03T12:05')
    expect(await knownSurvey(context, other)).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
    context.refused.delete(address('borta'))
    const values = { email: address('borta'), phone: '08-123 45 67', retry: 'yes' }
    expect(await change(values, gone.placementId)).toEqual({ outcome: 'done', what: 'retried' })
    expect(await askedAbout(gone)).toMatchObject({ state: 'open', contact: { undeliverableAt: null } })
    expect(await knownSurvey(context, other)).toMatchObject({ state: 'open' })
    await context.tickAt('2026-03-09T09:00')
    expect(lettersTo(context, address('borta'))).toHaveLength(1)
  })
})

describe('a change of contact is taken back', () => {
  it('with every survey that it moved, each where it would have been, and with new links', async () => {
    const gone = await bounced()
    const other = await makePlacement(context, { placement: { contactId: gone.contactId } })
    await change({ email: address('asa') }, gone.placementId)
    expect(await undo(gone.placementId)).toEqual({ outcome: 'done' })
    expect(await askedAbout(gone)).toMatchObject({
      contactId: gone.contactId,
      state: 'phone',
      phoneReason: 'undeliverable',
      nextLetterAt: null,
      linkNumber: 3,
      handedOverAt: null,
      lettersSent: 1,
      contact: { replacedById: null },
    })
    expect(await knownSurvey(context, other)).toMatchObject({ contactId: gone.contactId, state: 'scheduled' })
  })

  it('and reminds the former contact as if nothing had been', async () => {
    await change({ name: 'Bo Ek', email: address('bo'), scope: 'other' })
    await undo()
    expect(await knownSurvey(context, ids)).toMatchObject({
      state: 'open',
      lettersSent: 1,
      invitedAt: swedish('2026-03-02T09:00'),
      nextLetterAt: swedish('2026-03-09T09:00'),
    })
    await context.tickAt('2026-03-09T09:00')
    const [letter, ...more] = await lettersFor(context, ids)
    expect([letter?.subject, more]).toEqual([expect.stringMatching(/^Påminnelse/), []])
  })

  it('not once a letter has gone to the new one, and not twice', async () => {
    await change({ name: 'Bo Ek', email: address('bo'), scope: 'other' })
    await context.tickAt('2026-03-03T12:01')
    expect(await undo()).toEqual({ outcome: 'refused' })
    await change({ name: 'Cia Ek', email: address('cia'), scope: 'other' })
    expect(await undo()).toEqual({ outcome: 'done' })
    expect(await undo()).toEqual({ outcome: 'refused' })
  })

  it('while its letter is queued: that one is not sent', async () => {
    await change({ name: 'Bo Ek', email: address('bo'), scope: 'other' })
    await context.queueAt('2026-03-03T12:01')
    expect(await undo()).toEqual({ outcome: 'done' })
    await context.deliverAll()
    expect(lettersTo(context, address('bo'))).toHaveLength(0)
  })
})

it('its events hold no address, name or number', async () => {
  await change({ email: address('asa') })
  await undo()
  const rows = await context.db.select().from(events).where(eq(events.placementId, ids.placementId))
  expect(JSON.stringify(rows)).not.toMatch(/@|Åsa|08-/)
})

it('a placement that nobody is asked about has no contact to change, and keeps the one that was imported', async () => {
  const longEnded = await makePlacement(context, {
    placement: {
      contactId: ids.contactId,
      startedOn: Temporal.PlainDate.from('2025-01-01'),
      endedOn: Temporal.PlainDate.from('2025-03-31'),
    },
  })
  expect(await change({ email: address('asa') }, longEnded.placementId)).toEqual({ outcome: 'refused' })
  await change({ email: address('asa') })
  const [row] = await context.db.select().from(placements).where(eq(placements.id, longEnded.placementId))
  expect(row?.contactId).toBe(ids.contactId)
})

describe('a placement that goes on and whose employer nobody is to be asked about yet', () => {
  it.each(['same', 'other'])(
    'gets its first letter at the address that was mended before: %s',
    async scope => {
      const goingOn = await makePlacement(context, {
        contact: { email: null },
        placement: { endedOn: null, endReason: null },
      })
      const email = address(`i-tid-${scope}`)
      expect(await change({ email, scope }, goingOn.placementId)).toEqual({
        outcome: 'done',
        what: 'changed',
      })
      expect(await knownSurvey(context, goingOn)).toMatchObject({
        state: 'scheduled',
        opensAt: null,
      })
      const ended = { endedOn: Temporal.PlainDate.from('2026-03-04'), endReason: 'as_planned' } as const
      await movePlacement(context, goingOn.placementId, ended)
      await context.tickAt('2026-03-05T09:00')
      expect(context.inbox.map(({ to }) => [to].flat()[0]?.text)).toContain(`"Åsa Öberg" <${email}>`)
    },
  )

  it('asks the former contact again when the change is taken back', async () => {
    const goingOn = await makePlacement(context, {
      placement: { endedOn: null, endReason: null },
    })
    const { placementId, contactId } = goingOn
    await change({ email: address('forhastad') }, placementId)
    expect(await undo(placementId)).toEqual({ outcome: 'done' })
    const survey = await knownSurvey(context, goingOn)
    expect(survey).toMatchObject({ contactId, handedOverAt: null, state: 'scheduled' })
  })
})
