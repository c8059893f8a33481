import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listEmployers } from '../../src/db/employer-list.ts'
import { contacts, employers, events, placements } from '../../src/db/schema.ts'
import { dayOf } from '../../src/domain/calendar.ts'
import { type ImportRecord, importColumns } from '../../src/domain/import-columns.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { mergeEmployers } from '../../src/flow/merge-employers.ts'
import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { separateEmployers } from '../../src/flow/separate-employers.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
let actor: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
  actor = (await makeMember(context, 'administrator')).id
})
beforeEach(async () => {
  await context.db.execute(sql`truncate units, employers, participants, events restart identity cascade`)
})
afterAll(() => context.close())

const good: ImportRecord = {
  placering_id: 'P1',
  aspirant_id: 'A1',
  initialer: 'Å.B.',
  kön: 'K',
  födelseår: '1980',
  aspirant_epost: '',
  stadsdelsnämnd: 'Älvsjö',
  syfte: 'språkpraktik',
  jobbtorg: 'Jobbtorg Farsta',
  coach_epost: 'coach@jobbtorg.example',
  arbetsgivare: 'Åkeri & Söner AB',
  organisationsnummer: '559989-9571',
  sektor: 'privat',
  arbetsställe: 'Lagret',
  kontaktperson: 'Elin Falk',
  kontakt_epost: 'elin@akeri.example',
  kontakt_telefon: '+46 8 530 98 69',
  språk: 'sv',
  startdatum: '2026-09-09',
  planerat_slutdatum: '2026-11-27',
  slutdatum: '2026-11-27',
  avslutsorsak: 'enligt plan',
  finansiering: 'försörjningsstöd',
}
/** The same host under another spelling, whose contact has no address. */
const misspelt = {
  ...good,
  placering_id: 'P2',
  arbetsgivare: 'Åkeri och Söner',
  kontaktperson: 'Nils Holm',
  kontakt_epost: '',
}
const other = { ...good, placering_id: 'P3', arbetsgivare: 'Bageriet AB', kontakt_epost: 'bo@bageri.example' }
const file = [good, misspelt, other]

describe('a merge', () => {
  test('moves the placements, remembers whom the case system named, and is an event', async () => {
    await importRows(file)
    const [akeri, spelling] = [await idOf('Åkeri & Söner AB'), await idOf('Åkeri och Söner')]
    expect(await merge(spelling, akeri)).toEqual({ outcome: 'merged', placements: 1, contacts: 1 })
    expect(await placementsByCase()).toEqual({
      P1: { employerId: akeri, namedEmployerId: null },
      P2: { employerId: akeri, namedEmployerId: spelling },
      P3: { employerId: await idOf('Bageriet AB'), namedEmployerId: null },
    })
    expect(await mergedInto(spelling)).toBe(akeri)
    expect(await employerEvents()).toEqual([
      {
        kind: 'employer.merged',
        actor,
        employerId: spelling,
        detail: { into: akeri, placements: 1, contacts: 1 },
      },
    ])
  })

  test('refreshes what the placements are searched by', async () => {
    await importRows(file)
    await merge(await idOf('Åkeri och Söner'), await idOf('Bageriet AB'))
    const [row] = await context.db.select().from(placements).where(eq(placements.caseId, 'P2'))
    expect(row?.words).toContain('bageriet ab')
  })

  test('of one that others were merged into takes them along, and never makes a chain', async () => {
    await importRows(file)
    const [akeri, spelling, bakery] = await Promise.all(
      ['Åkeri & Söner AB', 'Åkeri och Söner', 'Bageriet AB'].map(idOf),
    )
    if (!akeri || !spelling || !bakery) throw new Error('an employer is missing')
    await merge(spelling, akeri)
    expect(await merge(akeri, bakery)).toEqual({ outcome: 'merged', placements: 2, contacts: 2 })
    expect([await mergedInto(spelling), await mergedInto(akeri)]).toEqual([bakery, bakery])
    expect(await placementsByCase()).toEqual({
      P1: { employerId: bakery, namedEmployerId: akeri },
      P2: { employerId: bakery, namedEmployerId: spelling },
      P3: { employerId: bakery, namedEmployerId: null },
    })
    expect(await separate(akeri, bakery)).toEqual({ outcome: 'separated', placements: 1 })
    expect(await placementsByCase()).toMatchObject({
      P1: { employerId: akeri, namedEmployerId: null },
      P2: { employerId: bakery, namedEmployerId: spelling },
    })
    expect([await mergedInto(spelling), await mergedInto(akeri)]).toEqual([bakery, null])
  })

  test('into itself, into nobody or into one that is merged is refused, and changes nothing', async () => {
    await importRows(file)
    const [akeri, spelling, bakery] = [
      await idOf('Åkeri & Söner AB'),
      await idOf('Åkeri och Söner'),
      await idOf('Bageriet AB'),
    ]
    await merge(spelling, akeri)
    const before = await placementsByCase()
    expect(await merge(akeri, akeri)).toEqual({ outcome: 'refused', problem: 'itself' })
    expect(await merge(akeri, 999)).toEqual({ outcome: 'refused', problem: 'not_found' })
    expect(await merge(999, akeri)).toEqual({ outcome: 'refused', problem: 'not_found' })
    expect(await merge(bakery, spelling)).toEqual({ outcome: 'refused', problem: 'merged_itself' })
    expect(await merge(spelling, bakery)).toEqual({ outcome: 'already_merged', intoId: akeri })
    expect(await placementsByCase()).toEqual(before)
    expect(await employerEvents()).toHaveLength(1)
  })
})

describe('two administrators at once', () => {
  const contenders: [string, [number, number], [number, number], number[]][] = [
    ['merge the same into the same', [2, 1], [2, 1], [1]],
    ['merge the same into different ones', [2, 1], [2, 3], [1]],
    ['merge each into the other', [1, 2], [2, 1], [1]],
    // The second one takes the first along, or finds that it can no longer be merged into.
    ['merge one into that which the other merges away', [1, 2], [2, 3], [1, 2]],
  ]

  test.each(contenders)(
    'who %s: who loses is told, and no chain is left',
    async (_case, one, two, winners) => {
      await importRows(file)
      const results = await Promise.all([merge(...one), merge(...two)])
      const merges = results.filter(({ outcome }) => outcome === 'merged').length
      expect(winners).toContain(merges)
      expect(await employerEvents()).toHaveLength(merges)
      const rows = await context.db.select().from(employers)
      const merged = new Map(rows.map(({ id, mergedIntoId }) => [id, mergedIntoId]))
      for (const intoId of merged.values()) expect(merged.get(intoId ?? 0) ?? null).toBeNull()
      for (const { employerId } of Object.values(await placementsByCase()))
        expect(merged.get(employerId)).toBeNull()
    },
  )

  test('who separate the same: one does, the other is told', async () => {
    await importRows(file)
    await merge(2, 1)
    const results = await Promise.all([separate(2, 1), separate(2, 1)])
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['not_merged', 'separated'])
    expect((await employerEvents()).map(({ kind }) => kind)).toEqual([
      'employer.merged',
      'employer.separated',
    ])
  })
})

describe('an import after a merge', () => {
  test('of the same file changes nothing', async () => {
    await importRows(file)
    await merge(await idOf('Åkeri och Söner'), await idOf('Åkeri & Söner AB'))
    const before = await context.db.execute(sql`select id, xmin::text from placements order by id`)
    expect(await importRows(file)).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    const after = await context.db.execute(sql`select id, xmin::text from placements order by id`)
    expect([...after]).toEqual([...before])
    expect(await context.db.$count(contacts)).toBe(3)
  })

  test('counts new and changed placements that name the old one under the other', async () => {
    await importRows(file)
    const [akeri, spelling] = [await idOf('Åkeri & Söner AB'), await idOf('Åkeri och Söner')]
    await merge(spelling, akeri)
    const changed = { ...misspelt, arbetsställe: 'Kontoret' }
    const added = { ...misspelt, placering_id: 'P4' }
    expect(await importRows([good, changed, other, added])).toMatchObject({ created: 1, updated: 1 })
    expect(await placementsByCase()).toMatchObject({
      P2: { employerId: akeri, namedEmployerId: spelling },
      P4: { employerId: akeri, namedEmployerId: spelling },
    })
    // The contact without an address is still the one of the employer that the file names.
    expect(await context.db.$count(contacts)).toBe(3)
    expect(await separate(spelling, akeri)).toEqual({ outcome: 'separated', placements: 2 })
  })

  test('that names another employer for a placement forgets the merged one, and the other way round', async () => {
    await importRows(file)
    const [akeri, spelling] = [await idOf('Åkeri & Söner AB'), await idOf('Åkeri och Söner')]
    await merge(spelling, akeri)
    await importRows([{ ...misspelt, arbetsgivare: 'Bageriet AB' }])
    const bakery = await idOf('Bageriet AB')
    expect(await placementsByCase()).toMatchObject({ P2: { employerId: bakery, namedEmployerId: null } })
    await importRows([{ ...other, arbetsgivare: 'Åkeri och Söner' }])
    expect(await placementsByCase()).toMatchObject({ P3: { employerId: akeri, namedEmployerId: spelling } })
  })

  test('and one at the same moment wait for each other: nothing is left under a merged employer', async () => {
    await importRows(file)
    const added = Array.from({ length: 200 }, (_, index) => ({ ...misspelt, placering_id: `N${index}` }))
    const [akeri, spelling] = [await idOf('Åkeri & Söner AB'), await idOf('Åkeri och Söner')]
    await Promise.all([importRows(added), merge(spelling, akeri)])
    const stray = await context.db.select().from(placements).where(eq(placements.employerId, spelling))
    expect(stray).toEqual([])
    expect(await separate(spelling, akeri)).toEqual({ outcome: 'separated', placements: 201 })
  })

  test('after a separation, names the employer itself again', async () => {
    await importRows(file)
    const [akeri, spelling] = [await idOf('Åkeri & Söner AB'), await idOf('Åkeri och Söner')]
    await merge(spelling, akeri)
    expect(await separate(spelling, akeri)).toEqual({ outcome: 'separated', placements: 1 })
    await importRows([{ ...misspelt, arbetsställe: 'Kontoret' }])
    expect(await placementsByCase()).toMatchObject({ P2: { employerId: spelling, namedEmployerId: null } })
    expect(await separate(spelling, akeri)).toEqual({ outcome: 'not_merged' })
    expect((await employerEvents()).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['employer.merged', { into: akeri, placements: 1, contacts: 1 }],
      ['employer.separated', { from: akeri, placements: 1 }],
    ])
  })
})

test('statistics and the register count under the one that stays', async () => {
  await importRows(file)
  await merge(await idOf('Åkeri och Söner'), await idOf('Åkeri & Söner AB'))
  const now = context.clock.now()
  const period = { from: Temporal.PlainDate.from('2026-01-01'), to: Temporal.PlainDate.from('2026-12-31') }
  const report = await reportOutcomes(context, { ...period, filters: {}, exact: true, now })
  expect(report.hosts?.list.map(({ name, placements }) => [name, placements])).toEqual([
    ['Åkeri & Söner AB', 2],
    ['Bageriet AB', 1],
  ])
  const paging = { rowsPerPage: 10, today: dayOf(now) }
  const { rows } = await listEmployers(context.db, { words: [], sector: null }, 'first', paging)
  expect(rows.map(({ name, placements, earlierNames }) => [name, placements, earlierNames])).toEqual([
    ['Bageriet AB', 1, []],
    ['Åkeri & Söner AB', 2, ['Åkeri och Söner']],
  ])
})

function merge(employerId: number, intoId: number) {
  return mergeEmployers(context, { employerId, intoId, actor, now: context.clock.now() })
}

function separate(employerId: number, fromId: number) {
  return separateEmployers(context, { employerId, fromId, actor, now: context.clock.now() })
}

function importRows(records: readonly ImportRecord[]) {
  const rows = records.map(record => importColumns.map(column => record[column]))
  const table = { columns: [...importColumns], rows }
  return importPlacements(context, { table, strict: true, actor: 'import', now: context.clock.now() })
}

async function idOf(name: string): Promise<number> {
  const [row] = await context.db.select().from(employers).where(eq(employers.name, name))
  if (!row) throw new Error(`no employer ${name}`)
  return row.id
}

async function mergedInto(id: number): Promise<number | null | undefined> {
  const [row] = await context.db.select().from(employers).where(eq(employers.id, id))
  return row?.mergedIntoId
}

async function placementsByCase() {
  const rows = await context.db.select().from(placements)
  return Object.fromEntries(
    rows.map(({ caseId, employerId, namedEmployerId }) => [caseId, { employerId, namedEmployerId }]),
  )
}

async function employerEvents() {
  const { kind, actor, employerId, detail } = events
  return context.db
    .select({ kind, actor, employerId, detail })
    .from(events)
    .where(sql`${kind} like 'employer.%'`)
    .orderBy(events.id)
}
