import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claimAnswerVersion, insertAnswer } from '../../src/db/answers.ts'
import { addEvents } from '../../src/db/events.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement, surveyOf } from '../support/factories.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
})
afterAll(() => context.close())

it.each([
  ['is cancelled', { endedOn: Temporal.PlainDate.from('2026-02-27'), endReason: 'withdrawn' }],
  ['goes on after all', { endedOn: null, endReason: null }],
] as const)(
  'an answer that is being stored while an import tells that the placement %s is kept',
  async (...row) => {
    const [, told] = row
    context.clock.set(Temporal.Instant.from('2026-02-20T12:00Z'))
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    const surveyId = (await surveyOf(context, placementId))?.id ?? 0
    const at = context.clock.now()
    let imported: Promise<void> | undefined
    await context.db.transaction(async tx => {
      await claimAnswerVersion(tx, { surveyId, basedOn: 0 }, at)
      imported = movePlacement(context, placementId, told)
      await expect.poll(waitingForLocks).toBe(1)
      const values = { employment: 'no', purpose_met: '3', host_again: 'yes' }
      const answer = { surveyId, version: 1, questionnaireVersion: 1, values, staffId: null, answeredAt: at }
      await insertAnswer(tx, { ...answer, source: 'link' })
      await addEvents(tx, [{ at, actor: 'respondent', kind: 'answer.received', placementId, surveyId }])
    })
    await imported
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'answered', answerVersion: 1 })
  },
)

async function waitingForLocks(): Promise<number> {
  const [row] = await context.db.execute<{ count: number }>(sql`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`)
  return row?.count ?? 0
}
