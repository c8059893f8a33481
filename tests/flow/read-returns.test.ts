import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDuties } from '../../src/db/duties.ts'
import { contacts } from '../../src/db/schema.ts'
import { doDuty } from '../../src/flow/do-duty.ts'
import { readReturns } from '../../src/flow/read-returns.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { lettersOf } from '../support/records.ts'
import { deliveryReport } from '../support/returned-mail.ts'
import { swedish } from '../support/swedish.ts'

let dovecot: Dovecot | undefined
let context: TestContext

beforeEach(async ctx => {
  if (dovecotMissing !== null) return ctx.skip(dovecotMissing)
  dovecot = await startDovecot()
  const settings = { IMAP_URL: dovecot.imap }
  context = await createTestContext({ now: '2026-02-20T12:00', settings })
}, 30_000)
afterEach(async () => {
  if (!dovecot) return
  await context.close()
  await dovecot.stop()
})

const read = (of: TestContext) => doDuty(of, 'return_mailbox', () => readReturns(of))

it('a letter that comes back is known at the next reading, whoever reads', async () => {
  const { placementId, contactId } = await makePlacement(context)
  await context.tickAt('2026-03-02T09:00')
  const [letter] = await lettersOf(context, contactId)
  const [{ email = '' } = {}] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
  await dovecot?.deliver(deliveryReport({ recipient: email ?? '', original: letter?.messageId }))
  context.clock.set(swedish('2026-03-02T09:05'))
  await Promise.all([read(context), read(context), read(context)])
  expect(await surveyOf(context, placementId)).toMatchObject({ state: 'phone', phoneReason: 'undeliverable' })
  expect([await dovecot?.count(), await dovecot?.count('Handled')]).toEqual([0, 1])
  expect((await readDuties(context.db)).return_mailbox).toEqual({
    doneAt: swedish('2026-03-02T09:05'),
    failedAt: null,
    fault: null,
  })
})

it('a mailbox that lets nobody in is noted as a fault, with its own words', async () => {
  const { config } = context
  const wrong = {
    ...context,
    config: { ...config, IMAP_URL: dovecot?.imap.replace(/:[^:@]*@/, ':fel@') ?? '' },
  }
  await read(wrong)
  expect((await readDuties(context.db)).return_mailbox).toEqual({
    doneAt: null,
    failedAt: swedish('2026-02-20T12:00'),
    fault: 'Error: Authentication failed.',
  })
})
