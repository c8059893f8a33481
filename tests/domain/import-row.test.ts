import { describe, expect, test } from 'vitest'
import { type ImportRecord, importColumns, readRecords } from '../../src/domain/import-columns.ts'
import { readRow, readRows } from '../../src/domain/import-row.ts'

const good: ImportRecord = {
  placering_id: 'P2026-000001',
  aspirant_id: 'A26-00001',
  initialer: 'Å.B.',
  kön: 'K',
  födelseår: '1980',
  aspirant_epost: '',
  stadsdelsnämnd: 'Farsta',
  syfte: 'språkpraktik',
  jobbtorg: 'Jobbtorg Farsta',
  coach_epost: 'coach@jobbtorg.example',
  arbetsgivare: 'Åkeri & Söner AB',
  organisationsnummer: '559989-9571',
  sektor: 'privat',
  arbetsställe: 'Lagret',
  kontaktperson: 'Elin Falk',
  kontakt_epost: 'Elin.Falk@Akeri.Example',
  kontakt_telefon: '08-530 98 69',
  språk: 'sv',
  startdatum: '2026-09-09',
  planerat_slutdatum: '2026-12-02',
  slutdatum: '2026-11-30',
  avslutsorsak: 'enligt plan',
  finansiering: 'aktivitetsstöd',
}

function problemsOf(changes: Partial<ImportRecord>) {
  const read = readRow({ ...good, ...changes })
  return 'problems' in read ? read.problems : []
}

function placementOf(changes: Partial<ImportRecord> = {}) {
  const read = readRow({ ...good, ...changes })
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.placement
}

describe('a row in codes', () => {
  test('holds the placement and all who take part in it', () => {
    expect(JSON.parse(JSON.stringify(placementOf()))).toEqual({
      caseId: 'P2026-000001',
      participant: { caseId: 'A26-00001', initials: 'Å.B.', sex: 'woman', birthYear: 1980, email: null },
      employer: { organisationNumber: '5599899571', name: 'Åkeri & Söner AB', sector: 'private' },
      contact: { name: 'Elin Falk', email: 'elin.falk@akeri.example', phone: '08-530 98 69', language: 'sv' },
      unit: 'Jobbtorg Farsta',
      coachEmail: 'coach@jobbtorg.example',
      district: 'Farsta',
      purpose: 'language',
      workplace: 'Lagret',
      startedOn: '2026-09-09',
      plannedEndOn: '2026-12-02',
      endedOn: '2026-11-30',
      endReason: 'as_planned',
      funding: 'activity_grant',
    })
  })

  test('may lack everything that is not required', () => {
    const kept = [
      'placering_id',
      'aspirant_id',
      'syfte',
      'jobbtorg',
      'arbetsgivare',
      'organisationsnummer',
      'sektor',
      'startdatum',
    ]
    const blank = Object.fromEntries(
      importColumns.filter(column => !kept.includes(column)).map(column => [column, '']),
    )
    const placement = placementOf(blank)
    expect(placement).toMatchObject({
      endedOn: null,
      endReason: null,
      plannedEndOn: null,
      funding: 'unknown',
    })
    expect(placement.participant).toMatchObject({ sex: 'unknown', birthYear: null })
    expect(placement.contact).toEqual({ name: '', email: null, phone: null, language: 'sv' })
  })

  test.each(['åsa.öberg@akeri.example', 'elin@åkeri.example', 'أحمد@akeri.example', 'user@उदाहरण.परीक्षा'])(
    'may hold the address %s, whether or not our mail server can send there',
    address => {
      expect(placementOf({ kontakt_epost: address }).contact.email).toBe(address)
    },
  )

  test('takes words in any case and spacing, and names in one line', () => {
    const placement = placementOf({
      syfte: 'Steg  till ANSTÄLLNING',
      kön: 'm',
      avslutsorsak: 'Makulerad',
      arbetsgivare: 'Rad\r\nbryt  AB',
    })
    expect(placement).toMatchObject({ purpose: 'employment_step', endReason: 'withdrawn' })
    expect(placement.participant.sex).toBe('man')
    expect(placement.employer.name).toBe('Rad bryt AB')
  })
})

describe('a cell is refused', () => {
  const required = [
    'placering_id',
    'aspirant_id',
    'syfte',
    'jobbtorg',
    'arbetsgivare',
    'organisationsnummer',
    'sektor',
    'startdatum',
  ] as const
  test.each(required)('when %s is blank', field => {
    expect(problemsOf({ [field]: '' })).toEqual([{ field, problem: 'required' }])
  })

  const words = ['kön', 'syfte', 'sektor', 'språk', 'avslutsorsak', 'finansiering'] as const
  test.each(words)('when %s is a word that the design does not know', field => {
    for (const word of ['semester', 'constructor']) {
      expect(problemsOf({ [field]: word })).toEqual([{ field, problem: 'unknown_code' }])
    }
  })

  test('when a name is longer than any real one', () => {
    expect(problemsOf({ arbetsgivare: 'a'.repeat(300) })).toEqual([])
    expect(problemsOf({ arbetsgivare: 'a'.repeat(301) })).toEqual([
      { field: 'arbetsgivare', problem: 'too_long' },
    ])
  })

  test('and every other faulty cell is told too, in the order of the columns', () => {
    expect(problemsOf({ slutdatum: 'i går', kön: 'Z', placering_id: '' })).toEqual([
      { field: 'placering_id', problem: 'required' },
      { field: 'kön', problem: 'unknown_code' },
      { field: 'slutdatum', problem: 'not_a_date' },
    ])
  })
})

describe('a day', () => {
  const readable = [
    { text: '2026-09-10', day: '2026-09-10' },
    { text: '20260910', day: '2026-09-10' },
    { text: '2026-09-10T00:00:00', day: '2026-09-10' },
    { text: '2026-09-10 00:00', day: '2026-09-10' },
    { text: '2026-09-10T00:00:00.000Z', day: '2026-09-10' },
    { text: '2028-02-29', day: '2028-02-29' },
    { text: '46320', day: '2026-10-25' },
  ]
  test.each(readable)('is read from $text', ({ text, day }) => {
    expect(
      placementOf({ startdatum: text, slutdatum: '', planerat_slutdatum: '' }).startedOn.toString(),
    ).toBe(day)
  })

  const unreadable = [
    '2026-02-29',
    '2026-13-01',
    '2026-0910',
    '26-09-10',
    '10/9 2026',
    '2026-09-10T12:00:00',
    '1949-12-31',
    '2100-01-01',
    '9999-12-31',
    '4632',
    'NULL',
  ]
  test.each(unreadable)('is not read from %s', text => {
    expect(problemsOf({ startdatum: text, slutdatum: '', planerat_slutdatum: '' })).toEqual([
      { field: 'startdatum', problem: 'not_a_date' },
    ])
  })

  const ends = [
    { end: '2026-09-08', problems: ['planerat_slutdatum', 'slutdatum'] },
    { end: '2026-09-09', problems: [] },
    { end: '2026-09-10', problems: [] },
  ]
  test.each(ends)(
    'may not end the placement before 2026-09-09 when it starts then: $end',
    ({ end, problems }) => {
      const expected = problems.map(field => ({ field, problem: 'end_before_start' }))
      expect(problemsOf({ slutdatum: end, planerat_slutdatum: end })).toEqual(expected)
    },
  )

  test('that ends a placement is not compared with a start that is no date', () => {
    expect(problemsOf({ startdatum: '2026-02-30' })).toEqual([{ field: 'startdatum', problem: 'not_a_date' }])
  })

  const years = [
    { year: '1899', problems: 1 },
    { year: '1900', problems: 0 },
    { year: '2026', problems: 0 },
    { year: '2027', problems: 1 },
    { year: '80', problems: 1 },
  ]
  test.each(years)('of birth: the year $year, when the placement starts in 2026', ({ year, problems }) => {
    expect(problemsOf({ födelseår: year })).toEqual(
      Array(problems).fill({ field: 'födelseår', problem: 'not_a_date' }),
    )
  })
})

describe('an organisation number', () => {
  const readable = [
    '559989-9571',
    '5599899571',
    '165599899571',
    '16559989-9571',
    ' 559989 9571',
    '559989–9571',
  ]
  test.each(readable)('is read from %s', text => {
    expect(placementOf({ organisationsnummer: text }).employer.organisationNumber).toBe('5599899571')
  })

  const unreadable = ['559989-9572', '559912-3450', '55998995', '559989+9571', '999999999999', 'okänt']
  test.each(unreadable)('is not read from %s', text => {
    expect(problemsOf({ organisationsnummer: text })).toEqual([
      { field: 'organisationsnummer', problem: 'check_digit' },
    ])
  })
})

describe('the rows of a file', () => {
  test('are refused where the placement number stood in an earlier row, accepted or not', () => {
    const other = { ...good, placering_id: 'P2' }
    const { placements, rejected } = readRows([good, { ...other, kön: 'Z' }, good, { ...other, sektor: '' }])
    expect(placements).toHaveLength(1)
    expect(rejected).toEqual([
      { row: 2, field: 'kön', problem: 'unknown_code' },
      { row: 3, field: 'placering_id', problem: 'duplicate_in_file' },
      { row: 4, field: 'placering_id', problem: 'duplicate_in_file' },
      { row: 4, field: 'sektor', problem: 'required' },
    ])
  })

  test('without a placement number are not duplicates of each other', () => {
    const nameless = { ...good, placering_id: '' }
    expect(readRows([nameless, nameless]).rejected.map(({ problem }) => problem)).toEqual([
      'required',
      'required',
    ])
  })
})

describe('the columns of a file', () => {
  const spellings = [
    { name: 'in capitals', spell: (column: string) => column.toUpperCase() },
    { name: 'with blanks', spell: (column: string) => ` ${column.replaceAll('_', '  ')} ` },
    { name: 'with hyphens', spell: (column: string) => column.replaceAll('_', '-') },
    { name: 'with decomposed letters', spell: (column: string) => column.normalize('NFD') },
  ]
  test.each(spellings)('are found $name, in any order, among others', ({ spell }) => {
    const names = ['rad', ...importColumns.toReversed().map(spell)]
    const cells = ['1', ...importColumns.toReversed().map(column => good[column])]
    expect(readRecords(names, [cells])).toEqual([good])
  })

  test('that are missing are named together with those that were found', () => {
    const names = importColumns.filter(column => !['kön', 'syfte'].includes(column))
    const refusal = { code: 'columns_missing', details: { missing: 'kön, syfte', found: names.join(', ') } }
    expect(() => readRecords(names, [])).toThrow(expect.objectContaining(refusal))
  })

  test('that stand there twice in different spellings are refused', () => {
    const refusal = { code: 'columns_duplicate', details: { columns: 'kontakt_epost' } }
    expect(() => readRecords([...importColumns, 'Kontakt e-post'], [])).toThrow(
      expect.objectContaining(refusal),
    )
  })
})
