import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createLink, linkOpens } from '../../src/domain/link.ts'
import { renewLink } from '../../src/flow/renew-link.ts'
import { attemptOn, coachOf, type Ids, invitedPlacement, knownSurvey, lettersFor } from '../support/acting.ts'
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
  context.inbox.length = 0
  context.clock.set(swedish('2026-03-06T12:00'))
})

async function renew(sendNow: boolean) {
  return renewLink(context, await attemptOn(context, ids.placementId, staffId), { sendNow })
}

const received = () => lettersFor(context, ids)

it('revokes the old link at once, and gives a new one that the next letter carries', async () => {
  const old = createLink(context.linkKeys, await knownSurvey(context, ids))
  expect(await renew(false)).toEqual({ outcome: 'done' })
  const survey = await knownSurvey(context, ids)
  expect(linkOpens(context.linkKeys, old, survey)).toBe(false)
  await context.tickAt('2026-03-06T12:01')
  expect(await received()).toHaveLength(0)
  await context.tickAt('2026-03-09T09:00')
  expect((await received())[0]?.text).toContain(`/s/${createLink(context.linkKeys, survey)}`)
  expect((await received())[0]?.text).not.toContain(old)
})

it('sends the new one with the next letter as soon as the rules allow, where that is asked for', async () => {
  await renew(true)
  await context.tickAt('2026-03-06T12:01')
  expect((await received())[0]?.text).toContain(createLink(context.linkKeys, await knownSurvey(context, ids)))
  expect(await eventKinds(context, ids.placementId)).toEqual(
    expect.arrayContaining(['link.renewed', 'letter.hastened']),
  )
})

it('sends none where all letters have gone', async () => {
  for (const time of ['2026-03-09T09:00', '2026-03-18T09:00']) await context.tickAt(time)
  context.inbox.length = 0
  expect(await renew(true)).toEqual({ outcome: 'done' })
  expect(await knownSurvey(context, ids)).toMatchObject({ linkNumber: 2, nextLetterAt: null })
})
