import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { contacts } from '../../src/db/schema.ts'
import { returns } from '../../src/db/sending-schema.ts'
import { units } from '../../src/db/staff-schema.ts'
import { receiveReturn } from '../../src/flow/receive-return.ts'
import { type Ids, invitedPlacement } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'
import { answerTo } from '../support/returned-mail.ts'
import { swedish } from '../support/swedish.ts'

const organisation = 'arbetsmarknad@kommunen.example'
const unit = 'jobbtorg.city@kommunen.example'

let context: TestContext
let ids: Ids

beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
  ids = await invitedPlacement(context)
  await context.db.update(units).set({ email: unit }).where(eq(units.id, ids.unitId))
  context.inbox.length = 0
  context.clock.set(swedish('2026-03-02T11:00'))
})
afterEach(() => context.close())

async function reply({ contactId }: { contactId: number } = ids): Promise<Buffer> {
  const [letter] = await lettersOf(context, contactId)
  const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
  const text = 'Ring mig om Anna, å, ä och ö!'
  return answerTo({ messageId: letter?.messageId ?? '' }, { from: contact?.email ?? '', text })
}

const receive = async (raw: Buffer, by: Context = context) => receiveReturn(by, raw, context.clock.now())
const addressees = () => context.inbox.map(({ to }) => [to].flat()[0]?.text)
const timesTold = async () =>
  (await eventKinds(context, ids.placementId)).filter(kind => kind === 'letter.replied').length

it('a reply is handed on to the unit of the placement, byte for byte', async () => {
  const raw = await reply()
  expect(await receive(raw)).toEqual([{ class: 'reply', isMatched: true, outcome: 'forwarded' }])
  expect(addressees()).toEqual([unit])
  const [attached] = context.inbox[0]?.attachments ?? []
  expect(attached?.contentType).toBe('message/rfc822')
  expect(attached?.content.toString().trim()).toBe(raw.toString().trim())
  expect(await timesTold()).toBe(1)
})

it('a reply to a letter about placements of two units goes to the organisation', async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  const first = await makePlacement(context, { unit: 'Jobbtorg City' })
  const both = { placement: { contactId: first.contactId }, unit: 'Jobbtorg Farsta' }
  await invitedPlacement(context, both)
  context.inbox.length = 0
  await receive(await reply(first))
  expect(addressees()).toEqual([organisation])
})

it('a reply goes to the organisation where the mail server refuses the address of the unit', async () => {
  context.refused.add(unit)
  expect(await receive(await reply())).toMatchObject([{ outcome: 'forwarded' }])
  expect(addressees()).toEqual([organisation])
  expect(await timesTold()).toBe(1)
})

it('a reply is not told to be handed on before it is', async () => {
  for (const address of [unit, organisation]) context.refused.add(address)
  const raw = await reply()
  expect(await receive(raw)).toMatchObject([{ outcome: 'waiting' }])
  expect(await timesTold()).toBe(0)
  context.refused.clear()
  expect(await receive(raw)).toMatchObject([{ outcome: 'forwarded' }])
  expect(await receive(raw)).toMatchObject([{ outcome: 'known' }])
  expect([addressees(), await timesTold()]).toEqual([[unit], 1])
})

it('a reply is handed on again rather than lost, where the service died before it could note that it was', async () => {
  const { mailer } = context
  const dying: Context = {
    ...context,
    mailer: {
      ...mailer,
      async send(message) {
        await mailer.send(message)
        throw new Error('the service dies here')
      },
    },
  }
  const raw = await reply()
  await expect(receive(raw, dying)).rejects.toThrow('dies here')
  expect(await context.db.select().from(returns)).toMatchObject([{ class: 'reply', forwardedAt: null }])
  expect(await receive(raw)).toMatchObject([{ outcome: 'forwarded' }])
  expect(addressees()).toEqual([unit, unit])
  expect(await timesTold()).toBe(1)
})

it.each([
  ['that says it is automatic', 'Auto-Submitted: auto-generated'],
  ['of a mailing list', 'List-Id: <nyheter.kommunen.example>'],
  ['that went to many', 'Precedence: bulk'],
])('a message %s is handed on to nobody', async (_, header) => {
  const raw = Buffer.from(`${header}\r\n${await reply()}`)
  const [receipt] = await receive(raw)
  expect(receipt?.outcome).toBe('noted')
  expect(context.inbox).toEqual([])
})
