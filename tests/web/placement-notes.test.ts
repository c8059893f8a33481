import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { notes } from '../../src/db/schema.ts'
import { type Ids, invitedPlacement } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { wordsOf } from '../support/page-text.ts'
import { eventKinds } from '../support/records.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let coach: Agent
let ids: Ids
let path: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  path = `/placements/${ids.placementId}`
  context.clock.set(swedish('2026-03-03T12:00'))
})

function post(address: string, fields: Record<string, string> = {}, agent = coach) {
  return agent.post(address).type('form').send(fields)
}
async function stored() {
  return context.db.select().from(notes).where(eq(notes.placementId, ids.placementId)).orderBy(notes.id)
}

describe('a call that was not answered', () => {
  test('is one click, told with a button that takes it back', async () => {
    const { headers } = await post(`${path}/calls`).expect(303)
    const [call] = await stored()
    expect(call).toMatchObject({ kind: 'no_answer', text: '' })
    expect(headers.location).toBe(`${path}?called=${ids.placementId}.${call?.id}`)
    const { text } = await coach.get(headers.location ?? '').expect(200)
    expect(wordsOf(text)).toContain('Samtalet är antecknat.')
    expect(text).toMatch(new RegExp(`action="${path}/notes/${call?.id}/remove"[\\s\\S]*Ångra`))
    await post(`${path}/notes/${call?.id}/remove`).expect(303)
    expect(await stored()).toEqual([])
    expect(await eventKinds(context, ids.placementId)).toEqual(
      expect.arrayContaining(['call.no_answer', 'note.removed']),
    )
  })

  test.each([
    ['/', '/?called='],
    ['/?scope=mine&lane=phone', '/?scope=mine&lane=phone&called='],
    ['/?called=1.1', '/?called='],
    ['//evil.example', '/placements/ID?called='],
    ['/\\evil.example', '/placements/ID?called='],
    ['https://evil.example/', '/placements/ID?called='],
    ['/imports', '/placements/ID?called='],
    ['/placements/ID?from=q%3Da', '/placements/ID?from=q%3Da&called='],
    ['/placements/1?x=1', '/placements/ID?called='],
    ['', '/placements/ID?called='],
  ])('leads back to %j: %s', async (back, expected) => {
    const own = (text: string) => text.replace('ID', String(ids.placementId))
    const { headers } = await post(`${path}/calls`, { back: own(back) }).expect(303)
    const [call] = await stored()
    expect(headers.location).toBe(`${own(expected)}${ids.placementId}.${call?.id}`)
  })

  test('may have words, which are checked', async () => {
    await post(`${path}/calls`, { text: 'Växeln stängd' }).expect(303)
    const { text } = await post(`${path}/calls`, { text: 'Gäller 811228-9874', back: '/' }).expect(422)
    expect(text).toContain('Gäller 811228-9874')
    expect(text).toContain('name="back" value="/"')
    expect(await stored()).toHaveLength(1)
  })
})

describe('a note', () => {
  test('stands in the timeline with who wrote it, line by line and as it was typed', async () => {
    await post(`${path}/notes`, { text: 'Ring <Bo>\r\npå måndag' }).expect(303)
    const { text } = await coach.get(path).expect(200)
    expect(text).toContain('Ring &lt;Bo&gt;\npå måndag')
    expect(wordsOf(text)).toMatch(/Anteckning Ring .* 3 mars 2026 kl\. 12:00, Märta Ek/)
  })

  test.each([
    ['', 'Skriv något i anteckningen.'],
    ['811228-9874', 'Ta bort personnumret.'],
    ['å'.repeat(2001), 'Korta anteckningen till högst 2 000 tecken.'],
  ])('is refused with an explanation, and what was typed is kept: %#', async (typed, told) => {
    const { text } = await post(`${path}/notes`, { text: typed }).expect(422)
    expect(wordsOf(text)).toContain(told)
    expect(text).toContain('<a href="#text">')
    expect(text).toContain(typed)
    expect(text).toContain('aria-invalid="true"')
    expect(await stored()).toEqual([])
  })

  test('is removed by whoever wrote it and by an administrator, and by no other coach', async () => {
    const { unitId } = ids
    const colleague = await signedIn(context, site, 'coach', { unitId, name: 'Kalle Ek' })
    const administrator = await signedIn(context, site, 'administrator')
    for (const agent of [coach, administrator]) {
      await post(`${path}/notes`, { text: 'Hej' }).expect(303)
      const [note] = await stored()
      const address = `${path}/notes/${note?.id}/remove`
      expect((await coach.get(path)).text).toContain(address)
      expect((await colleague.get(path)).text).not.toContain(address)
      await post(address, {}, colleague).expect(403)
      await post(address, {}, agent).expect(303)
      expect(await stored()).toEqual([])
    }
  })

  test('that is gone, or another placement’s, is no fault and touches nothing', async () => {
    await post(`${path}/notes`, { text: 'Hej' }).expect(303)
    const [note] = await stored()
    const other = await makePlacement(context)
    await post(`/placements/${other.placementId}/notes/${note?.id}/remove`).expect(303)
    expect(await stored()).toHaveLength(1)
    for (const id of ['0', 'x', '99999999999999999999']) await post(`${path}/notes/${id}/remove`).expect(303)
  })

  test('is told to be there to an analyst, without its words, which may hold a number', async () => {
    await post(`${path}/notes`, { text: 'Ring 070-999 88 77' }).expect(303)
    const analyst = await signedIn(context, site, 'analyst')
    const { text } = await analyst.get(path).expect(200)
    expect(text).not.toContain('070-999')
    expect(wordsOf(text)).toContain('Texten visas bara för coacher och administratörer.')
    expect(text).not.toContain('/remove')
    expect(text).not.toMatch(/Andra åtgärder|Åtgärder|Skriv en anteckning|send-now/)
  })

  test('that is removed stays told, without its words', async () => {
    await post(`${path}/notes`, { text: 'Hemligt' }).expect(303)
    const [note] = await stored()
    await post(`${path}/notes/${note?.id}/remove`).expect(303)
    const { text } = await coach.get(path).expect(200)
    expect(wordsOf(text)).toMatch(/En anteckning togs bort.*En anteckning skrevs/)
    expect(text).not.toContain('Hemligt')
  })
})
