import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { letters } from '../src/db/schema.ts'
import { createTestContext, type TestContext } from './support/context.ts'
import { makePlacement } from './support/factories.ts'
import { lettersOf } from './support/records.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context.close())

it('tells moments that the database keeps as they are, so that what is queued now is due now', async () => {
  const { contactId } = await makePlacement(context)
  for (let turn = 0; turn < 10; turn += 1) {
    const now = systemClock.now()
    const letter = {
      contactId,
      kind: 'invitation' as const,
      state: 'sent' as const,
      messageId: `<${turn}@test>`,
    }
    await context.db.insert(letters).values({ ...letter, queuedAt: now, sendAt: now })
    expect((await lettersOf(context, contactId)).at(-1)?.sendAt.toString()).toBe(now.toString())
  }
})
