import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsRules } from '../../src/context.ts'
import { findLetterSchedule, listLetterSchedules } from '../../src/db/letter-schedules.ts'
import { letterSchedules } from '../../src/db/office-schema.ts'
import { events } from '../../src/db/schema.ts'
import type { ImportRecord } from '../../src/domain/import-columns.ts'
import { type TypedRules, typedRules } from '../../src/domain/schedule-rules.ts'
import { changeSchedule } from '../../src/flow/change-schedule.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { lettersOf } from '../support/records.ts'
import { makeMember } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let staffId: string
const fleets: Fleet[] = []

beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-20T12:00' })
  staffId = (await makeMember(context, 'administrator', { name: 'Märta Ek' })).id
})
afterEach(async () => {
  await context.close()
  for (const fleet of fleets.splice(0)) await fleet.stop()
})

const july = { from: '2026-07-06', to: '2026-07-31', isRemoved: false }

/** The rules of the settings, changed as said. */
function typed(changes: Partial<TypedRules>): TypedRules {
  return { ...typedRules(settingsRules(context.config)), ...changes }
}

function change(changes: Partial<TypedRules> | 'settings', basedOn: number) {
  const to = changes === 'settings' ? changes : typed(changes)
  return changeSchedule(context, { to, basedOn, staffId, now: context.clock.now() })
}

describe('a change of the letter schedule', () => {
  it('is a version of its own with who and when, and an event', async () => {
    expect(await findLetterSchedule(context.db)).toBeUndefined()
    expect(await change({ reminders: '4, 10', pauses: [july] }, 0)).toEqual({ outcome: 'changed' })
    context.clock.set(swedish('2026-02-23T08:00'))
    expect(await change({ reminders: '4', pauses: [july] }, 1)).toEqual({ outcome: 'changed' })
    const versions = await listLetterSchedules(context.db, 10)
    expect(
      versions.map(({ version, staffName, rules }) => [version, staffName, rules.reminderWorkingDays]),
    ).toEqual([
      [2, 'Märta Ek', [4]],
      [1, 'Märta Ek', [4, 10]],
    ])
    expect(versions[1]?.rules.pauses.map(({ to }) => String(to))).toEqual(['2026-07-31'])
    const told = await context.db
      .select()
      .from(events)
      .where(eq(events.kind, 'schedule.changed'))
      .orderBy(events.id)
    expect(told.map(({ actor, detail }) => [actor, detail])).toEqual([
      [staffId, { version: 1 }],
      [staffId, { version: 2 }],
    ])
  })

  it('that changes nothing is no version', async () => {
    expect(await change({}, 0)).toEqual({ outcome: 'unchanged' })
    await change({ closes: '90' }, 0)
    expect(await change({ closes: '90' }, 0)).toEqual({ outcome: 'unchanged' })
    expect(await context.db.$count(letterSchedules)).toBe(1)
  })

  it('that is faulty is told and stores nothing', async () => {
    expect(await change({ reminders: '12, 5' }, 0)).toEqual({
      outcome: 'invalid',
      problems: [{ field: 'reminders', row: null, problem: 'not_rising' }],
    })
    expect(await context.db.$count(letterSchedules)).toBe(0)
  })

  it.each([-1, 1, 7])('based on a version that does not count (%i) is stale', async basedOn => {
    expect(await change({ closes: '90' }, basedOn)).toEqual({ outcome: 'stale' })
    expect(await context.db.$count(letterSchedules)).toBe(0)
  })

  it('made by five at once is made by one', async () => {
    const closes = ['80', '81', '82', '83', '84']
    const outcomes = await Promise.all(closes.map(days => change({ closes: days }, 0)))
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['changed', ...Array(4).fill('stale')])
    expect(await context.db.$count(letterSchedules)).toBe(1)
    expect(await context.db.$count(events, eq(events.kind, 'schedule.changed'))).toBe(1)
  })

  it('goes back to the settings as another version', async () => {
    await change({ lettersFrom: '10:00', pauses: [july] }, 0)
    expect(await change('settings', 1)).toEqual({ outcome: 'changed' })
    expect((await findLetterSchedule(context.db))?.rules).toEqual(settingsRules(context.config))
    expect(context.schedule.isSendingTime(swedish('2026-07-06T09:00'))).toBe(true)
  })
})

describe('letters follow the schedule', () => {
  it('a pause stops the letters from its first day, also those that are queued, until it is over', async () => {
    const { placementId, contactId } = await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    await change({ pauses: [{ from: '2026-03-02', to: '2026-03-04', isRemoved: false }] }, 0)
    await context.deliverAll()
    for (const time of ['2026-03-03T09:00', '2026-03-04T23:59']) await context.tickAt(time)
    expect(context.inbox).toHaveLength(0)
    expect((await lettersOf(context, contactId)).map(({ state }) => state)).toEqual(['queued'])
    await context.tickAt('2026-03-05T09:00')
    expect(context.inbox).toHaveLength(1)
    expect(await surveyOf(context, placementId)).toMatchObject({ lettersSent: 1 })
  })

  it('changed reminders count from the next letter on, and leave the days that are set', async () => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await change({ reminders: '3, 8', phoneList: '20', closes: '90' }, 0)
    await context.tickAt('2026-03-06T09:00')
    expect(context.inbox).toHaveLength(1)
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox).toHaveLength(2)
    const survey = await surveyOf(context, placementId)
    expect(String(survey?.nextLetterAt)).toBe(String(swedish('2026-03-12T09:00')))
    expect(String(survey?.closesAt)).toBe(String(swedish('2026-05-02T00:00')))
    expect(context.inbox[1]?.text).toContain('1 maj 2026')
  })

  it('another time of day counts for what is due', async () => {
    await makePlacement(context)
    await change({ lettersFrom: '13:00' }, 0)
    await context.tickAt('2026-03-02T12:59')
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-02T13:00')
    expect(context.inbox).toHaveLength(1)
  })

  it('another instance follows from its next tick, and never goes back to an earlier version', async () => {
    const fleet = await startFleet(2)
    fleets.push(fleet)
    const [one, other] = fleet.instances
    if (!one || !other) throw new Error('There are no two instances')
    const member = await makeMember(one, 'administrator')
    fleet.setClocks(swedish('2026-02-20T12:00'))
    await makePlacement(one)
    const pauses = [{ from: '2026-03-02', to: '2026-03-02', isRemoved: false }]
    const asked = { to: typed({ pauses }), basedOn: 0, staffId: member.id, now: one.clock.now() }
    expect(await changeSchedule(one, asked)).toEqual({ outcome: 'changed' })
    const morning = swedish('2026-03-02T09:00')
    expect([one, other].map(({ schedule }) => schedule.isSendingTime(morning))).toEqual([false, true])
    await fleet.tick([morning, morning], 1)
    expect(fleet.postbox).toEqual([])
    expect(other.schedule.isSendingTime(morning)).toBe(false)
    const next = morning.add({ hours: 24 })
    await fleet.tick([next, next], 1)
    expect(fleet.postbox).toHaveLength(1)
    other.schedule.follow(0, settingsRules(other.config))
    expect(other.schedule.isSendingTime(morning)).toBe(false)
  })

  it('an import goes by what another instance has changed', async () => {
    const fleet = await startFleet(2)
    fleets.push(fleet)
    const [one, other] = fleet.instances
    if (!one || !other) throw new Error('There are no two instances')
    const member = await makeMember(one, 'administrator')
    const now = swedish('2026-02-20T12:00')
    fleet.setClocks(now)
    await changeSchedule(one, { to: typed({ lettersFrom: '11:15' }), basedOn: 0, staffId: member.id, now })
    const table = { columns: Object.keys(importedRow), rows: [Object.values(importedRow)] }
    await importPlacements(other, { table, strict: true, actor: 'import', now })
    const [survey] = await one.db.query.surveys.findMany()
    expect(String(survey?.opensAt)).toBe(String(swedish('2026-03-02T11:15')))
  })
})

const importedRow: ImportRecord = {
  placering_id: 'P1',
  aspirant_id: 'A1',
  initialer: 'Å.B.',
  kön: 'K',
  födelseår: '',
  aspirant_epost: '',
  stadsdelsnämnd: '',
  syfte: 'språkpraktik',
  jobbtorg: 'Jobbtorg City',
  coach_epost: '',
  arbetsgivare: 'Åkeri & Söner AB',
  organisationsnummer: '559989-9571',
  sektor: 'privat',
  arbetsställe: '',
  kontaktperson: 'Elin Falk',
  kontakt_epost: 'elin@akeri.example',
  kontakt_telefon: '',
  språk: 'sv',
  startdatum: '2025-12-01',
  planerat_slutdatum: '2026-02-27',
  slutdatum: '2026-02-27',
  avslutsorsak: 'enligt plan',
  finansiering: '',
}
