import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDue, readPulse } from '../../src/db/letter-flow.ts'
import { letters } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext

beforeEach(async () => {
  context = await createTestContext()
})
afterEach(() => context.close())

const at = (time: string) => swedish(`2026-03-02T${time}`)

type Letter = Partial<typeof letters.$inferInsert>
const sent = (time: string): Letter => ({ state: 'sent', sendingAt: at(time), finishedAt: at(time) })
/** Refused for now: tried for the first time, and for the last time. */
const putOff = (first: string, last: string): Letter => ({
  state: 'queued',
  attempts: 1,
  firstAttemptAt: at(first),
  sendingAt: at(last),
  sendAt: at(last).add({ minutes: 15 }),
})

/** One letter each, of contacts of their own. */
async function store(...rows: Letter[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const { contactId } = await makePlacement(context)
    const queued = {
      kind: 'invitation',
      queuedAt: at('09:00'),
      sendAt: at('09:00'),
      state: 'queued',
    } as const
    await context.db
      .insert(letters)
      .values({ ...queued, contactId, messageId: `<${index}@x.example>`, ...row })
  }
}

describe('the letters that the mail server has refused since it last took one', () => {
  test.each<[what: string, rows: Letter[], refused: { letters: number; since: string } | null]>([
    ['none was tried', [{}], null],
    [
      'none was ever taken',
      [putOff('09:00', '09:00'), putOff('09:01', '09:06')],
      { letters: 2, since: '09:00' },
    ],
    ['another was taken since', [putOff('09:00', '09:00'), sent('09:01')], null],
    ['another was taken at the same moment', [putOff('09:00', '09:01'), sent('09:01')], null],
    ['another was taken before', [sent('09:00'), putOff('09:01', '09:01')], { letters: 1, since: '09:01' }],
    [
      'another was taken between two attempts',
      [putOff('09:00', '09:10'), sent('09:05')],
      { letters: 1, since: '09:05' },
    ],
    [
      'what waits without an attempt is not meant',
      [sent('09:00'), putOff('09:01', '09:01'), {}],
      { letters: 1, since: '09:01' },
    ],
  ])('%s', async (_what, rows, refused) => {
    await store(...rows)
    expect((await readPulse(context.db)).refused).toEqual(refused && { ...refused, since: at(refused.since) })
  })
})

test('the latest letter is the last to be sent, not the last to be queued', async () => {
  expect((await readPulse(context.db)).sentAt).toBeNull()
  await store(sent('10:30'), sent('09:01'), {})
  expect((await readPulse(context.db)).sentAt).toEqual(at('10:30'))
})

test('a letter is due from the moment it may go, and a contact with several surveys has one', async () => {
  const { contactId } = await makePlacement(context)
  await makePlacement(context, { placement: { contactId } })
  await context.queueAt('2026-03-02T08:00')
  await context.db.execute(`update surveys set state = 'open', next_letter_at = '2026-03-02T08:10Z',
    closes_at = '2026-05-02T08:00Z'`)
  expect(await readDue(context.db, at('09:09'), at('09:00'))).toBeNull()
  expect(await readDue(context.db, at('09:10'), at('09:00'))).toEqual({ letters: 1, since: at('09:10') })
  expect(await readDue(context.db, at('12:00'), at('11:00'))).toEqual({ letters: 1, since: at('11:00') })
})
