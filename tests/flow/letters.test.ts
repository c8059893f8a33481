import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
})
afterEach(() => context.close())

it('invites on the first working day after the end, reminds after 5 and 12, and then hands over to the coach', async () => {
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
    expect([time, context.inbox.length, (await surveyOf(context, placementId))?.state]).toEqual([time, letters, state])
  }
})
