import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Attempt, actOnPlacement } from '../../src/flow/act-on-placement.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { optOut, undoOptOut } from '../../src/flow/opt-out.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { renewLink } from '../../src/flow/renew-link.ts'
import { sendNow, undoSendNow } from '../../src/flow/send-now.ts'
import { undoContactChange } from '../../src/flow/undo-contact-change.ts'
import { undoWithdrawal, withdrawSurvey } from '../../src/flow/withdraw-survey.ts'
import { writeNote } from '../../src/flow/write-note.ts'
import { attemptOn, coachOf, type Ids, invitedPlacement, knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
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
  context.clock.set(swedish('2026-03-06T12:00'))
})

const typed = (email: string) => ({
  name: 'Bo Ek',
  email,
  phone: '',
  language: 'sv',
  scope: 'same',
  retry: '',
})

type Act = (attempt: Attempt) => Promise<{ outcome: string }>
const acts: Record<string, { act: Act; undo?: Act; kind: string }> = {
  'send now': {
    act: attempt => sendNow(context, attempt),
    undo: attempt => undoSendNow(context, attempt),
    kind: 'letter.hastened',
  },
  'change of contact': {
    act: attempt => changeContact(context, attempt, typed(`bo${attempt.placementId}@bageri.example`)),
    undo: attempt => undoContactChange(context, attempt),
    kind: 'contact.changed',
  },
  'new link': { act: attempt => renewLink(context, attempt, { sendNow: false }), kind: 'link.renewed' },
  'no letters': {
    act: attempt => optOut(context, attempt),
    undo: attempt => undoOptOut(context, attempt),
    kind: 'contact.opted_out',
  },
  withdrawal: {
    act: attempt => withdrawSurvey(context, attempt, 'mistake'),
    undo: attempt => undoWithdrawal(context, attempt),
    kind: 'survey.withdrawn',
  },
}

describe.each(Object.entries(acts))('%s', (_name, { act, kind }) => {
  const kindsOf = async () => (await eventKinds(context, ids.placementId)).filter(found => found === kind)

  it('of two at the same moment who saw the same, one is done and the other is told', async () => {
    const attempt = await attemptOn(context, ids.placementId, staffId)
    const outcomes = await Promise.all([act(attempt), act(attempt)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'stale'])
    expect(await kindsOf()).toHaveLength(1)
  })

  it('is not done by somebody who has not seen that the employer has answered', async () => {
    const attempt = await attemptOn(context, ids.placementId, staffId)
    const { id: surveyId } = await knownSurvey(context, ids)
    const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
    const { now } = attempt
    await receiveAnswer(context, { surveyId, raw, basedOn: 0, source: 'link', staffId: null, now })
    expect(await act(attempt)).toEqual({ outcome: 'stale' })
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'answered', linkNumber: 1 })
    expect(await kindsOf()).toHaveLength(0)
  })

  it('is not hindered by a note that somebody wrote meanwhile', async () => {
    const attempt = await attemptOn(context, ids.placementId, staffId)
    const { placementId } = ids
    await writeNote(context, { placementId, kind: 'note', typed: 'Hej', staffId, now: attempt.now })
    expect(await act(attempt)).toMatchObject({ outcome: 'done' })
  })
})

const undoable = Object.entries(acts).flatMap(([name, { act, undo }]) => (undo ? [{ name, act, undo }] : []))

describe.each(undoable)('$name', ({ act, undo }) => {
  it('is taken back once: of two at the same moment, one does', async () => {
    await act(await attemptOn(context, ids.placementId, staffId))
    const attempt = await attemptOn(context, ids.placementId, staffId)
    const outcomes = await Promise.all([undo(attempt), undo(attempt)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'stale'])
    expect(await knownSurvey(context, ids)).toMatchObject({ state: 'open', withdrawalReason: null })
  })

  it('can not be taken back where it was not done', async () => {
    expect(await undo(await attemptOn(context, ids.placementId, staffId))).toEqual({ outcome: 'refused' })
  })
})

it('different actions at once on what was seen: one is done', async () => {
  const attempt = await attemptOn(context, ids.placementId, staffId)
  const outcomes = await Promise.all(Object.values(acts).map(({ act }) => act(attempt)))
  const done = outcomes.map(({ outcome }) => outcome).toSorted()
  expect(done).toEqual(['done', 'stale', 'stale', 'stale', 'stale'])
})

it('two who change the contact of two placements to two addresses: one does, and the other is told', async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  const other = await invitedPlacement(context, { placement: { contactId: ids.contactId } })
  const attempts = [
    await attemptOn(context, ids.placementId, staffId),
    await attemptOn(context, other.placementId, staffId),
  ]
  const outcomes = await Promise.all(
    attempts.map((attempt, index) =>
      changeContact(context, attempt, typed(`bo${index}.${ids.placementId}@b.example`)),
    ),
  )
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'stale'])
  const surveys = [await knownSurvey(context, ids), await knownSurvey(context, other)]
  expect(surveys[0]?.contactId).toBe(surveys[1]?.contactId)
})

it('a placement that is not there is refused', async () => {
  const attempt = { placementId: 999_999, seen: 0, staffId, now: context.clock.now() }
  const outcome = await actOnPlacement(context, attempt, async () => ({ outcome: 'done' as const }))
  expect(outcome).toEqual({ outcome: 'refused' })
})
