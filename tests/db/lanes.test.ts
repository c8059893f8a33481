import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { laneRows } from '../../src/db/lane-rows.ts'
import {
  countByMonth,
  countClosing,
  countLane,
  countUnreachable,
  type LaneKey,
  listLane,
} from '../../src/db/lanes.ts'
import { insertParticipantSurvey } from '../../src/db/participant-surveys.ts'
import { type Lane, type LaneScope, lanes, laneTimes } from '../../src/domain/lane.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { answerAt, noteCall, toPhone } from '../support/lanes.ts'
import { makeMember } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import { answerOf, contactOfParticipant, participantSays } from '../support/three-respondents.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
})
afterEach(() => context.close())

const day = Temporal.PlainDate.from
const everything: LaneScope = { unitId: null, coachEmail: null }
const times = laneTimes(swedish('2026-03-25T10:00'))

async function idsIn(lane: Lane, scope = everything, at = times): Promise<number[]> {
  const keys = await listLane(context.db, lane, scope, at, { after: null, limit: 100 })
  expect(await countLane(context.db, lane, scope, at)).toBe(keys.length)
  const ids = keys.map(key => Number(key.at(-1)))
  return (await laneRows(context.db, lane, ids)).map(({ id }) => id)
}

/** A placement with a survey on the phone list. */
async function calling(
  reason: Parameters<typeof toPhone>[2],
  closesAt = '2026-05-02T00:00',
  overrides: Parameters<typeof makePlacement>[1] = {},
): Promise<number> {
  const { placementId } = await makePlacement(context, overrides)
  await toPhone(context, placementId, reason, { closesAt: swedish(closesAt) })
  return placementId
}

describe('the phone list', () => {
  it('is for calls where letters were not answered or not wanted, otherwise for addresses', async () => {
    const silent = await calling('no_answer')
    const optedOut = await calling('opted_out')
    const addresses = [
      await calling('undeliverable'),
      await calling('no_address'),
      await calling('wrong_person'),
    ]
    expect(await idsIn('call')).toEqual([silent, optedOut])
    expect(await idsIn('undeliverable')).toEqual(addresses)
  })

  it('has first who has not been called today, among them who closes first, and ties in the order of ids', async () => {
    const { id: staffId } = await makeMember(context, 'administrator')
    const later = await calling('no_answer', '2026-05-02T00:00')
    const justCalled = await calling('no_answer', '2026-04-01T00:00')
    const first = await calling('no_answer', '2026-04-10T00:00')
    const calledYesterday = await calling('no_answer', '2026-04-20T00:00')
    const tied = await calling('no_answer', '2026-04-20T00:00')
    const calledAtMidnight = await calling('no_answer', '2026-03-30T00:00')
    await noteCall(context, calledYesterday, staffId, '2026-03-24T23:59:59')
    await noteCall(context, justCalled, staffId, '2026-03-25T09:59')
    await noteCall(context, calledAtMidnight, staffId, '2026-03-25T00:00')
    const order = [first, calledYesterday, tied, later, calledAtMidnight, justCalled]
    expect(await idsIn('call')).toEqual(order)
  })

  it.each([
    ['2026-04-01T00:00', 1],
    ['2026-04-02T00:00', 1],
    ['2026-04-02T00:00:01', 0],
  ])('what closes at %s closes within the time %i times', async (closesAt, count) => {
    await calling('no_answer', closesAt)
    await calling('undeliverable', closesAt)
    expect(await countClosing(context.db, everything, times, swedish('2026-04-02T00:00'))).toBe(count)
  })
})

describe('what was answered lately', () => {
  it.each([
    ['the week before', '2026-03-22T23:59', []],
    ['the first moment of the week', '2026-03-23T00:00', ['it']],
    ['today', '2026-03-25T09:00', ['it']],
  ])('an answer of %s', async (_words, at, found) => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await answerAt(context, placementId, at)
    expect(await idsIn('answered')).toEqual(found.map(() => placementId))
  })

  it('is told once, by the answer that counts, the latest first', async () => {
    const { placementId: changed } = await makePlacement(context)
    const { placementId: other } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await answerAt(context, changed, '2026-03-10T10:00')
    await answerAt(context, other, '2026-03-23T10:00')
    await answerAt(context, changed, '2026-03-24T10:00')
    expect(await idsIn('answered')).toEqual([changed, other])
  })

  it('ends where it is told to', async () => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await answerAt(context, placementId, '2026-03-24T08:00')
    const until = (at: string) => ({ ...times, answeredBefore: swedish(at) })
    expect(await idsIn('answered', everything, until('2026-03-24T08:00'))).toEqual([])
    expect(await idsIn('answered', everything, until('2026-03-24T08:01'))).toEqual([placementId])
  })
})

describe('what ends soon', () => {
  it.each([
    ['planned for yesterday', { endedOn: null, plannedEndOn: day('2026-03-24') }, false],
    ['planned for today', { endedOn: null, plannedEndOn: day('2026-03-25') }, true],
    ['planned in 14 days', { endedOn: null, plannedEndOn: day('2026-04-08') }, true],
    ['planned in 15 days', { endedOn: null, plannedEndOn: day('2026-04-09') }, false],
    ['that nobody has planned', { endedOn: null, plannedEndOn: null }, false],
    ['registered for tomorrow', { endedOn: day('2026-03-26'), plannedEndOn: day('2026-06-30') }, true],
    ['registered after that', { endedOn: day('2026-04-09'), plannedEndOn: day('2026-03-30') }, false],
  ])('an end %s', async (_words, placement, isSoon) => {
    const { placementId } = await makePlacement(context, { placement: { endReason: null, ...placement } })
    expect(await idsIn('ends_soon')).toEqual(isSoon ? [placementId] : [])
  })

  it('comes soonest first, and leaves out what was cancelled', async () => {
    const ending = (plannedEndOn: string, endReason: 'withdrawn' | null = null) =>
      makePlacement(context, { placement: { endedOn: null, endReason, plannedEndOn: day(plannedEndOn) } })
    const { placementId: later } = await ending('2026-04-03')
    const { placementId: soon } = await ending('2026-03-27')
    const { placementId: same } = await ending('2026-04-03')
    await ending('2026-03-27', 'withdrawn')
    expect(await idsIn('ends_soon')).toEqual([soon, later, same])
  })

  it.each([
    ['can be reached', {}, 0],
    ['has no address', { email: null }, 1],
    ['wants no letters', { optedOutAt: swedish('2026-01-01T10:00') }, 1],
    ['is at a dead address', { undeliverableAt: swedish('2026-01-01T10:00') }, 1],
  ])('is counted when its contact %s: %#', async (_words, contact, count) => {
    const placement = { endedOn: null, endReason: null, plannedEndOn: day('2026-04-03') }
    await makePlacement(context, { contact, placement })
    await makePlacement(context, { contact, placement: { ...placement, plannedEndOn: day('2026-05-03') } })
    expect(await countUnreachable(context.db, everything, times)).toBe(count)
  })
})

/** A participant says to have work at the host. */
async function contradict(placementId: number): Promise<void> {
  const contactId = await contactOfParticipant(context, placementId)
  const opensAt = swedish('2026-03-02T09:00')
  const closesAt = swedish('2026-05-02T00:00')
  const survey = {
    placementId,
    contactId,
    state: 'open',
    opensAt,
    closesAt,
    questionnaireVersion: 1,
  } as const
  await insertParticipantSurvey(context.db, survey)
  context.clock.set(swedish('2026-03-11T10:00'))
  await answerOf(context, placementId, 'participant', participantSays('at_host'))
}

describe('every list', () => {
  it('holds the placements of the unit and of the coach that are asked for, and no others', async () => {
    const { unitId, placementId: own } = await makePlacement(context, {
      placement: { coachEmail: 'a@b.example' },
    })
    const { placementId: others } = await makePlacement(context)
    const { placementId: moved } = await makePlacement(context, {
      unit: 'Jobbtorg Söder',
      placement: { coachEmail: 'a@b.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    const coachEmail = 'a@b.example'
    expect(await idsIn('waiting')).toEqual([own, others, moved])
    expect(await idsIn('waiting', { unitId, coachEmail: null })).toEqual([own, others])
    expect(await idsIn('waiting', { unitId: null, coachEmail })).toEqual([own, moved])
    expect(await idsIn('waiting', { unitId, coachEmail })).toEqual([own])
  })

  it('read by pages has each placement once, in the same order', async () => {
    const { id: staffId } = await makeMember(context, 'administrator')
    for (let count = 0; count < 7; count += 1) {
      const called = await calling('no_answer', count < 3 ? '2026-04-01T00:00' : `2026-04-0${count}T00:00`)
      if (count % 3 === 0) await noteCall(context, called, staffId, '2026-03-25T09:00')
      await calling('no_address', count < 3 ? '2026-04-01T00:00' : `2026-04-0${count}T00:00`)
    }
    const made: number[] = []
    for (let count = 0; count < 21; count += 1) {
      const endedOn = day(count < 4 ? '2026-02-26' : '2026-02-27')
      made.push((await makePlacement(context, { placement: { endedOn } })).placementId)
      const plannedEndOn = day(count % 2 === 0 ? '2026-03-26' : '2026-03-30')
      const going = { endedOn: null, endReason: null, plannedEndOn }
      if (count < 7) await makePlacement(context, { placement: going })
    }
    const contradicted = made.splice(0, 7)
    await context.tickAt('2026-03-02T09:00')
    for (const [index, id] of made.slice(7).entries()) {
      await answerAt(context, id, `2026-03-24T10:00:0${Math.floor(index / 2)}`)
    }
    for (const [index, id] of contradicted.entries()) {
      await answerAt(context, id, `2026-03-10T10:00:0${Math.floor(index / 2)}`, { employment: 'no' })
      await contradict(id)
    }
    for (const lane of lanes) {
      const whole = await idsIn(lane)
      expect([lane, whole.length]).toEqual([lane, 7])
      expect([lane, await walk(lane)]).toEqual([lane, whole])
    }
  })

  async function walk(lane: Lane): Promise<number[]> {
    const keys: LaneKey[] = []
    for (let after: LaneKey | null = null; ; ) {
      const page: LaneKey[] = await listLane(context.db, lane, everything, times, { after, limit: 2 })
      keys.push(...page)
      after = page.at(-1) ?? null
      if (after === null) return keys.map(key => Number(key.at(-1)))
    }
  }
})

describe('the placements that ended', () => {
  it('are counted by month and status, without what lies outside, ahead or never took place', async () => {
    const ended = (endedOn: string, endReason: 'as_planned' | 'withdrawn' = 'as_planned') =>
      makePlacement(context, {
        placement: { startedOn: day('2025-01-01'), endedOn: day(endedOn), endReason },
      })
    for (const end of ['2025-12-31', '2026-01-01', '2026-01-31', '2026-03-25', '2026-03-26']) await ended(end)
    await ended('2026-02-27', 'withdrawn')
    const { placementId } = await ended('2026-02-27')
    await toPhone(context, placementId, 'no_answer', { state: 'withdrawn', phoneReason: null })
    const counted = await countByMonth(context.db, everything, day('2026-01-01'), day('2026-03-25'))
    expect(counted.map(({ month, status, count }) => `${month} ${status} ${count}`)).toEqual([
      '2026-01 ongoing 2',
      '2026-02 withdrawn 1',
      '2026-03 ongoing 1',
    ])
  })
})
