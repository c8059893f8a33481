import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parkedForms } from '../../src/db/office-schema.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { lettersOf } from '../support/records.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
})
afterAll(() => context.close())

test('a step of a tick that fails is told, and keeps none of the others from theirs', async () => {
  const { contactId } = await makePlacement(context)
  await context.db.insert(parkedForms).values({
    digest: 'digest',
    path: '/',
    fields: {},
    parkedAt: context.clock.now(),
  })
  await context.db.execute(sql`alter table imports rename to imports_elsewhere`)
  const now = swedish('2026-03-02T09:00')
  context.clock.set(now)
  await expect(runDue(context, now)).rejects.toThrow('imports')
  expect(await lettersOf(context, contactId)).toHaveLength(1)
  expect(await context.db.$count(parkedForms)).toBe(0)
  await context.db.execute(sql`alter table imports_elsewhere rename to imports`)
  await runDue(context, now)
})
