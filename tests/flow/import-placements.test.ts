import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { type ImportRecord, importColumns } from '../../src/domain/import-columns.ts'
import { readTable, readTableFile, type Table } from '../../src/files/table.ts'
import { changeContact } from '../../src/flow/change-contact.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { attemptOn } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
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
  arbetsställe: 'Lagret; norra',
  kontaktperson: 'Elin Falk',
  kontakt_epost: 'elin@akeri.example',
  kontakt_telefon: '+46 8 530 98 69',
  språk: 'sv',
  startdatum: '2026-09-09',
  planerat_slutdatum: '2026-12-31',
  slutdatum: '2026-12-31',
  avslutsorsak: 'enligt plan',
  finansiering: 'försörjningsstöd',
}

describe('an import', () => {
  test('creates what is new, leaves what is known and updates what has changed', async () => {
    const second = { ...good, placering_id: 'P2', aspirant_id: 'A2' }
    expect(await run([good, second])).toMatchObject({ accepted: 2, created: 2, updated: 0, unchanged: 0 })
    expect(await run([good, second])).toMatchObject({ accepted: 2, created: 0, updated: 0, unchanged: 2 })
    const third = { ...good, placering_id: 'P3' }
    const moved = { ...second, slutdatum: '2027-01-15' }
    expect(await run([good, moved, third])).toMatchObject({ created: 1, updated: 1, unchanged: 1 })
    expect(await values('select ended_on::text from placements order by case_id')).toEqual([
      '2026-12-31',
      '2027-01-15',
      '2026-12-31',
    ])
  })

  test('writes nothing anew for a row that has not changed', async () => {
    await run([good])
    const before = await values('select xmin::text from placements union all select xmin::text from contacts')
    await run([good])
    const after = await values('select xmin::text from placements union all select xmin::text from contacts')
    expect(after).toEqual(before)
  })

  test('refuses faulty rows one by one and imports the others', async () => {
    const result = await run([
      { ...good, syfte: 'semester', slutdatum: 'i går' },
      { ...good, placering_id: 'P2' },
    ])
    expect(result).toEqual({
      rows: 2,
      accepted: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: [
        { row: 1, field: 'syfte', problem: 'unknown_code' },
        { row: 1, field: 'slutdatum', problem: 'not_a_date' },
      ],
    })
    expect(await values('select case_id from placements')).toEqual(['P2'])
  })

  test('that is strict changes nothing when a row is faulty', async () => {
    const rows = [good, { ...good, placering_id: 'P2', kön: 'Z' }]
    const result = await run(rows, { strict: true })
    expect(result).toMatchObject({ rows: 2, accepted: 0, created: 0, rejected: [{ row: 2, field: 'kön' }] })
    expect(await values('select id from placements union all select id from events')).toEqual([])
    expect(await run([good], { strict: true })).toMatchObject({ created: 1 })
  })

  test('that fails half-way leaves nothing behind', async () => {
    await context.db.execute(sql`alter table placements add constraint breaks check (case_id <> 'P1500')`)
    const rows = Array.from({ length: 1500 }, (_, index) => ({ ...good, placering_id: `P${index + 1}` }))
    await expect(run(rows)).rejects.toThrow()
    expect(await values('select id from placements union all select id from employers')).toEqual([])
    await context.db.execute(sql`alter table placements drop constraint breaks`)
  })

  test('of a file without rows is no error', async () => {
    expect(await run([])).toMatchObject({ rows: 0, accepted: 0, rejected: [] })
  })

  test('run twice at once creates everything once', async () => {
    const results = await Promise.all([run([good]), run([good])])
    expect(results.map(({ created }) => created).toSorted()).toEqual([0, 1])
    expect(results.map(({ unchanged }) => unchanged).toSorted()).toEqual([0, 1])
  })

  test('tells in the events what happened to each placement, and who did it', async () => {
    await run([good])
    await run([{ ...good, slutdatum: '2027-01-15' }])
    const kinds = sql`select kind, actor, placement_id is not null as placed from events
      where kind not like 'survey.%' order by id`
    expect([...(await context.db.execute(kinds))]).toEqual([
      { kind: 'placement.imported', actor: 'import', placed: true },
      { kind: 'import.finished', actor: 'import', placed: false },
      { kind: 'placement.updated', actor: 'import', placed: true },
      { kind: 'import.finished', actor: 'import', placed: false },
    ])
    expect(
      await values("select detail from events where kind = 'import.finished' order by id limit 1"),
    ).toEqual([{ rows: 1, accepted: 1, created: 1, updated: 0, unchanged: 0, rejected: 0 }])
  })
})

describe('the survey of an imported placement', () => {
  const opening =
    "select to_char(opens_at at time zone 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI') from surveys"

  test('opens on the first working day after the end, and moves along with it', async () => {
    await run([good])
    expect(await values(opening)).toEqual(['2027-01-04 09:00'])
    await run([{ ...good, slutdatum: '2027-01-15' }])
    expect(await values(opening)).toEqual(['2027-01-18 09:00'])
  })

  test('is withdrawn with its placement', async () => {
    await run([good])
    await run([{ ...good, avslutsorsak: 'makulerad' }])
    expect(await values('select state from surveys')).toEqual(['withdrawn'])
  })

  test('goes to the new contact', async () => {
    await run([good])
    await run([{ ...good, kontakt_epost: 'ny@akeri.example' }])
    const asked = 'select c.email from surveys s join contacts c on c.id = s.contact_id'
    expect(await values(asked)).toEqual(['ny@akeri.example'])
  })

  test('goes to whom a coach has put in the place of the contact, also for what is new and names the old one', async () => {
    await run([good])
    const { id: staffId } = await makeMember(context, 'administrator')
    const details = { name: 'Elin Falk', email: 'elin@nya-akeriet.example', phone: '', language: 'sv' }
    const attempt = await attemptOn(context, 1, staffId)
    await changeContact(context, attempt, { ...details, scope: 'same', retry: '' })
    await run([
      { ...good, arbetsställe: 'Kontoret' },
      { ...good, placering_id: 'P2', aspirant_id: 'A2' },
    ])
    const asked = 'select c.email from surveys s join contacts c on c.id = s.contact_id order by s.id'
    expect(await values(asked)).toEqual(['elin@nya-akeriet.example', 'elin@nya-akeriet.example'])
    await run([{ ...good, kontakt_epost: 'elin@nya-akeriet.example', arbetsställe: 'Hamnen' }])
    expect(await values(asked)).toEqual(['elin@nya-akeriet.example', 'elin@nya-akeriet.example'])
  })
})

describe('who takes part', () => {
  test('an employer is an organisation number and a name', async () => {
    await run([
      good,
      { ...good, placering_id: 'P2', organisationsnummer: '5599899571' },
      { ...good, placering_id: 'P3', arbetsgivare: 'Åkeriets verkstad' },
    ])
    const employers = 'select name from employers order by id'
    expect(await values(employers)).toEqual(['Åkeri & Söner AB', 'Åkeriets verkstad'])
  })

  test('a contact is an address in any case, also at two employers', async () => {
    await run([
      good,
      { ...good, placering_id: 'P2', kontakt_epost: 'Elin@Akeri.Example' },
      { ...good, placering_id: 'P3', arbetsgivare: 'Åkeriets verkstad' },
    ])
    expect(await values('select email from contacts')).toEqual(['elin@akeri.example'])
    expect(await values('select count(distinct contact_id)::int from placements')).toEqual([1])
  })

  test('a contact without an address is a name at an employer', async () => {
    const silent = { ...good, kontakt_epost: '' }
    await run([
      silent,
      { ...silent, placering_id: 'P2' },
      { ...silent, placering_id: 'P3', kontaktperson: 'Nils Holm' },
      { ...silent, placering_id: 'P4', arbetsgivare: 'Åkeriets verkstad' },
    ])
    expect(await values('select name from contacts order by id')).toEqual([
      'Elin Falk',
      'Nils Holm',
      'Elin Falk',
    ])
  })

  test('is known by the last row that changed, not by rows that stayed as they were', async () => {
    const old = { ...good, placering_id: 'P2' }
    await run([good, old])
    await run([{ ...good, kontakt_telefon: '08-1', sektor: 'ideell', initialer: 'X.Y.' }, old])
    expect(await values('select phone from contacts')).toEqual(['08-1'])
    expect(await values('select sector from employers')).toEqual(['non_profit'])
    expect(await values('select initials from participants')).toEqual(['X.Y.'])
  })
})

describe('another file with the same rows', () => {
  const rows = [good, { ...good, placering_id: 'P2', arbetsställe: 'Rad\nbryt "Ö"' }]
  const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be']
  const files = encodings.flatMap(encoding =>
    [';', ',', '\t'].map(delimiter => ({ encoding, delimiter: JSON.stringify(delimiter), sign: delimiter })),
  )

  test('changes nothing, in any encoding, with any delimiter and order of columns, or as XLSX', async () => {
    expect(await run(rows)).toMatchObject({ created: 2 })
    for (const { encoding, sign } of files) {
      const result = await runTable(await readTable(iconv.encode(csv(rows, sign), encoding)))
      expect(result).toMatchObject({ unchanged: 2, rejected: [] })
    }
    const sheet = cells(rows).map(line => line.map(value => ({ value, type: String })))
    const workbook = await writeXlsxFile(sheet).toBuffer()
    expect(await runTable(await readTable(workbook))).toMatchObject({ unchanged: 2, rejected: [] })
  })
})

describe('the year 2011', () => {
  const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))

  test('is imported exactly', async ctx => {
    if (!existsSync(folder)) ctx.skip('shared/data is absent')
    const expected = JSON.parse(readFileSync(`${folder}/expected-2011.json`, 'utf8'))
    const first = await readTableFile(`${folder}/placeringar-2011.csv`)
    const counts = { rows: 2664, accepted: 2638, created: 2638, updated: 0, unchanged: 0 }
    const rejected = expected.rejected_lines
    expect(await runTable(first)).toEqual({ ...counts, rejected })
    await expectCounts(expected)
    expect(await runTable(first)).toEqual({ ...counts, created: 0, unchanged: 2638, rejected })
    await expectCounts(expected)
    const second = await readTableFile(`${folder}/placeringar-2011-rev2.csv`)
    expect(await runTable(second)).toMatchObject({ created: 12, updated: 43, unchanged: 2595, rejected: [] })
  })
})

async function expectCounts(expected: Record<string, unknown>): Promise<void> {
  const count = async (from: string) => (await values(`select count(*)::int from ${from}`))[0]
  expect(await count('employers')).toBe(expected.hosts)
  expect(await count('(select distinct organisation_number from employers)')).toBe(expected.organisations)
  expect(await count('contacts where email is not null')).toBe(expected.contacts)
  expect(await count('contacts where email is null')).toBe(15)
  expect(await count('participants')).toBe(expected.participants)
  expect(await count('placements p join contacts c on c.id = contact_id where c.email is null')).toBe(
    expected.no_address,
  )
  expect(await tally('district')).toEqual(expected.by_district)
  expect(await tally('units.name')).toEqual(expected.by_unit)
  expect(Object.values(await tally('sex')).toSorted()).toEqual(numbers(expected.by_sex))
  expect(Object.values(await tally('purpose')).toSorted()).toEqual(numbers(expected.by_purpose))
  expect(Object.values(await tally('sector')).toSorted()).toEqual(numbers(expected.by_sector))
  expect(Object.values(await tally("funding || ' ' || sex")).toSorted()).toEqual(
    numbers(expected.by_funding_sex),
  )
  expect(Object.values(await tally("sex || ' ' || purpose")).toSorted()).toEqual(
    numbers(expected.by_sex_purpose),
  )
}

async function tally(what: string): Promise<Record<string, number>> {
  const rows = await context.db.execute<{ what: string; count: number }>(
    sql.raw(`select ${what} as what, count(*)::int as count from placements
      join participants on participants.id = participant_id
      join employers on employers.id = employer_id
      join units on units.id = unit_id group by 1`),
  )
  return Object.fromEntries([...rows].map(({ what, count }) => [what, count]))
}

/** Codes differ from the Swedish words of the expected file; the numbers, all different, tell them apart. */
function numbers(counts: unknown): number[] {
  return Object.values(counts as Record<string, number>).toSorted()
}

function run(records: readonly ImportRecord[], options: { strict: boolean } = { strict: false }) {
  const rows = records.map(record => importColumns.map(column => record[column]))
  return runTable({ columns: [...importColumns], rows }, options)
}

function runTable(table: Table, { strict } = { strict: false }) {
  return importPlacements(context, { table, strict, actor: 'import', now: context.clock.now() })
}

/** The first column of each row. */
async function values(query: string): Promise<unknown[]> {
  return [...(await context.db.execute(sql.raw(query)))].map(row => Object.values(row)[0])
}

/** With the columns the other way round, in capitals and with blanks. */
function cells(records: readonly ImportRecord[]): string[][] {
  const columns = importColumns.toReversed()
  const header = columns.map(column => column.toUpperCase().replaceAll('_', ' '))
  return [header, ...records.map(record => columns.map(column => record[column]))]
}

function csv(records: readonly ImportRecord[], delimiter: string): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  return cells(records)
    .map(line => line.map(quoted).join(delimiter))
    .join('\r\n')
}
