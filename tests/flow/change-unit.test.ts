import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { events } from '../../src/db/schema.ts'
import { units } from '../../src/db/staff-schema.ts'
import { findUnit } from '../../src/db/units.ts'
import { detailsText, type TypedUnit } from '../../src/domain/unit.ts'
import { changeUnit } from '../../src/flow/change-unit.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
})
afterEach(() => context.close())

const typed: TypedUnit = {
  senderName: 'Jobbtorg City, Kommunen',
  phone: '08-508 11 111',
  email: 'city@kommunen.example',
  languages: ['sv'],
}

async function change(unitId: number, changes: Partial<TypedUnit>, basedOn?: string) {
  const { id: staffId } = await makeMember(context, 'administrator')
  const unit = await findUnit(context.db, unitId)
  const before = basedOn ?? (unit ? detailsText(unit) : '')
  const to = { ...typed, ...changes }
  return changeUnit(context, { unitId, to, basedOn: before, staffId, now: context.clock.now() })
}

describe('a change of a unit', () => {
  it('is stored, and is an event', async () => {
    const { unitId } = await makePlacement(context)
    expect(await change(unitId, {})).toEqual({ outcome: 'changed' })
    expect(await findUnit(context.db, unitId)).toMatchObject({ ...typed, name: 'Jobbtorg City' })
    const [told] = await context.db.select().from(events).where(eq(events.kind, 'unit.changed'))
    expect(told?.detail).toEqual({ unitId })
    expect(await change(unitId, {})).toEqual({ outcome: 'unchanged' })
    expect(await context.db.$count(events, eq(events.kind, 'unit.changed'))).toBe(1)
  })

  it('that is faulty stores nothing, and one of no unit finds none', async () => {
    const { unitId } = await makePlacement(context)
    expect(await change(unitId, { languages: [] })).toMatchObject({ outcome: 'invalid' })
    expect(await change(unitId + 1, {})).toEqual({ outcome: 'missing' })
    expect(await context.db.$count(events, eq(events.kind, 'unit.changed'))).toBe(0)
  })

  it('made by five at once is made by one, and the others are told how it stands', async () => {
    const { unitId } = await makePlacement(context)
    const names = ['Ett', 'Två', 'Tre', 'Fyra', 'Fem']
    const before = await findUnit(context.db, unitId)
    const outcomes = await Promise.all(
      names.map(senderName => change(unitId, { senderName }, before && detailsText(before))),
    )
    const { senderName } = (await findUnit(context.db, unitId)) ?? {}
    expect(outcomes.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1)
    const stale = outcomes.filter(result => result.outcome === 'stale')
    expect(stale.map(({ unit }) => unit.senderName)).toEqual(Array(4).fill(senderName))
  })
})

describe('letters in the name of a unit', () => {
  const sent = async () => {
    await context.tickAt('2026-03-02T09:00')
    const [letter] = context.inbox
    return {
      from: letter?.from?.value[0],
      replyTo: letter?.replyTo?.value[0],
      subject: letter?.subject,
      text: letter?.text,
      language: letter?.headers.get('content-language'),
    }
  }

  it('come from its sender name, with replies to its address, and tell its telephone', async () => {
    const { unitId } = await makePlacement(context)
    await change(unitId, {})
    const { from, replyTo, text } = await sent()
    expect(from).toEqual({ name: 'Jobbtorg City, Kommunen', address: 'enkat@kommunen.example' })
    expect(replyTo).toEqual({ name: 'Jobbtorg City, Kommunen', address: 'city@kommunen.example' })
    expect(text).toContain('Ring Jobbtorg City, 08-508 11 111.')
  })

  it('come from the organisation where it has said nothing', async () => {
    await makePlacement(context)
    const { from, replyTo } = await sent()
    expect(from?.name).toBe('Kommunens arbetsmarknadsförvaltning')
    expect(replyTo?.address).toBe('arbetsmarknad@kommunen.example')
  })

  it.each([
    [{}, 'Jobbtorg City, Kommunen', 'city@kommunen.example'],
    [
      { senderName: 'Jobbtorg Söder', email: 'soder@kommunen.example' },
      'Kommunens arbetsmarknadsförvaltning',
      'arbetsmarknad@kommunen.example',
    ],
  ])('about two units come from both where they say alike: %j', async (changes, name, address) => {
    const { unitId, contactId } = await makePlacement(context)
    const other = await makePlacement(context, { unit: 'Jobbtorg Söder', placement: { contactId } })
    await change(unitId, {})
    await change(other.unitId, changes)
    const { from, replyTo } = await sent()
    expect([from?.name, replyTo?.address]).toEqual([name, address])
    expect(context.inbox).toHaveLength(1)
  })

  it.each([
    ['en', ['sv', 'en'], 'en'],
    ['en', ['sv'], 'sv'],
    ['sv', ['en'], 'en'],
  ] as const)(
    'to a contact with %s from a unit that writes %j are in %s',
    async (language, languages, expected) => {
      const { unitId } = await makePlacement(context, { contact: { language } })
      await change(unitId, { languages })
      expect((await sent()).language).toBe(expected)
    },
  )

  it('forge no header, whatever has come into the table', async () => {
    const { unitId } = await makePlacement(context)
    const forged = {
      senderName: 'Jobbtorg\r\nBcc: alla@offer.example\r\n\r\nKlicka',
      email: 'city@kommunen.example\r\nBcc: alla@offer.example',
      phone: '08\r\nBcc: alla@offer.example',
    }
    await context.db.update(units).set(forged).where(eq(units.id, unitId))
    const { from, replyTo } = await sent()
    expect(from?.name).toBe('Jobbtorg Bcc: alla@offer.example Klicka')
    expect(replyTo?.address).toBe('arbetsmarknad@kommunen.example')
    const [letter] = context.inbox
    expect(letter?.headers.has('bcc')).toBe(false)
    expect([letter?.to].flat().flatMap(to => to?.value ?? [])).toHaveLength(1)
  })
})
