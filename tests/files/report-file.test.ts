import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { languages, purposes, sectors, sexes } from '../../src/domain/codes.ts'
import { type Column, figureTables } from '../../src/domain/figure-table.ts'
import { outcomes } from '../../src/domain/outcome.ts'
import type { Filters, Report } from '../../src/domain/report.ts'
import { emptyReport } from '../../src/domain/report-assembly.ts'
import { reportFile, reportFormats } from '../../src/files/report-file.ts'
import { measureName, sheetName, valueName } from '../../src/files/report-words.ts'
import type { EndedPlacement } from '../support/ended-placement.ts'
import { type Expected, expectedOf2011 } from '../support/expected-2011.ts'
import {
  bytesOf,
  countsInCsv,
  countsInJson,
  countsInJsonStat,
  countsInXlsx,
  csvRows,
  datasets,
  json,
  sheets,
  words,
} from '../support/report-formats.ts'
import { reportOf } from '../support/report-of.ts'
import { endedIn2011 } from '../support/year-2011.ts'

describe('the figures of the synthetic year', () => {
  test.for(reportFormats)('are the expected ones in %s, exactly', async (format, running) => {
    const report = reportOf(await endedIn2011(running), { exact: true })
    const look = await lookUp[format](report)
    const expected = expectedOf2011(running)
    expect(expected.length).toBeGreaterThan(100)
    expect(expected.map(fact => ({ ...fact, count: look(fact) }))).toEqual(expected)
  })

  test.for(reportFormats)(
    'of women and men are the expected ones or hidden in %s, publicly',
    async (format, running) => {
      const report = reportOf(await endedIn2011(running))
      const look = await lookUp[format](report)
      const expected = expectedOf2011(running).filter(
        ({ told }) => told.sex === 'woman' || told.sex === 'man',
      )
      const shown = expected.filter(fact => look(fact) !== null)
      expect(shown.length).toBeGreaterThan(50)
      expect(shown.map(fact => ({ ...fact, count: look(fact) }))).toEqual(shown)
    },
  )

  test.for([
    [{}, true],
    [{}, false],
    [{ unit: 'Jobbtorg Kista' }, false],
    [{ sex: 'woman', district: 'Norrmalm' }, false],
  ] as const)('are the same in every format under %j, exact: %s', async ([filters, exact], running) => {
    await expectSameEverywhere(reportOf(await endedIn2011(running), { filters, exact }))
  })
})

describe('the files of any report', () => {
  test('hold the same counts and hide the same ones', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(populations, filters, fc.boolean(), async (rows, chosen, exact) =>
      expectSameEverywhere(reportOf(rows, { filters: chosen, exact })),
    )
    await fc.assert(property, { numRuns: 60 })
  })

  test('have totals that add up, where nothing is hidden', () => {
    const property = fc.property(populations, filters, (rows, chosen) => {
      const report = reportOf(rows, { filters: chosen, exact: true })
      const tables = figureTables(report)
      const whole = tables.find(({ name }) => name === 'outcome')
      for (const { subject, rows: parts, measures } of tables) {
        if (subject !== 'outcome') continue
        for (const measure of measures)
          expect(sumOf(parts.map(({ counts }) => counts[measure]))).toBe(whole?.rows[0]?.counts[measure])
        for (const { counts } of parts) {
          expect(sumOf(outcomes.map(outcome => counts[outcome]))).toBe(counts.ended)
          expect(Number(counts.known) + Number(counts.unknown)).toBe(counts.ended)
        }
      }
    })
    fc.assert(property, { numRuns: 100 })
  })
})

describe('the CSV file', () => {
  test('has one count a row, and says of whom it is', async running => {
    const rows = await csvRows(reportOf(await endedIn2011(running)))
    const row = { ...everybody, table: 'outcome_by_purpose_sex', purpose: 'language', sex: 'woman' }
    expect(rows).toContainEqual({ ...row, measure: 'yes', count: '29', hidden: 'no' })
    expect(rows).toContainEqual({
      ...everybody,
      table: 'placements',
      measure: 'ended',
      count: '2638',
      hidden: 'no',
    })
    const bromma = { ...everybody, sex: 'woman+man', table: 'outcome_by_district', district: 'Bromma' }
    expect(rows).toContainEqual({ ...bromma, measure: 'not_yet', count: '', hidden: 'yes' })
    expect(rows).toContainEqual({ ...bromma, measure: 'yes', count: '23', hidden: 'no' })
  })

  test('says all of a total in an exact report, and the filter in a filtered one', async running => {
    const year = await endedIn2011(running)
    const [exact] = (await csvRows(reportOf(year, { exact: true }))).filter(
      ({ table }) => table === 'outcome',
    )
    expect(exact).toMatchObject({ sex: 'all', count: '2638' })
    const filtered = await csvRows(reportOf(year, { filters: { unit: 'Jobbtorg Kista' } }))
    expect(new Set(filtered.map(({ unit }) => unit))).toEqual(new Set(['Jobbtorg Kista']))
    expect(filtered[0]).toMatchObject({ table: 'placements', sex: 'woman+man', count: '541' })
  })

  test('runs no name as a formula, and gives it back as it was', async () => {
    const report = reportOf(copies(30, { district: '=cmd|"/C calc"!A0', unit: '@Enhet; "1"' }), {
      exact: true,
    })
    const text = String(await bytesOf(report, 'csv'))
    expect(text).toContain('"\'=cmd|""/C calc""!A0"')
    expect(text).not.toMatch(/(^|;)"?[=+@-]/m)
    expect((await csvRows(report)).map(({ district }) => district)).toContain('=cmd|"/C calc"!A0')
  })
})

describe('the workbook', () => {
  test('has a sheet a table, named for its reader, and one of definitions at the end', async running => {
    const read = await sheets(reportOf(await endedIn2011(running)))
    const names = read.map(({ sheet }) => sheet)
    expect(names.slice(0, 5)).toEqual([
      'Placeringar',
      'Utfall',
      'Utfall (kön)',
      'Utfall (syfte)',
      'Utfall (syfte, kön)',
    ])
    expect(names.at(-1)).toBe('Om siffrorna')
    const outcome = read[4]?.data ?? []
    expect(outcome[0]?.slice(0, 4)).toEqual(['Syfte', 'Kön', 'Avslutade', 'Tillfrågade'])
    expect(outcome[1]?.slice(0, 3)).toEqual(['Språkpraktik', 'Kvinnor', 461])
  })

  test('has shares as numbers, and none of fewer than 20 or of what is hidden', async () => {
    const rows = [
      ...copies(15, { standing: 'yes.link' }),
      ...copies(15, { standing: 'no.link' }),
      ...copies(10, {}),
      ...copies(6, { sex: 'man', standing: 'yes.link' }),
      ...copies(6, { sex: 'man', standing: 'no.link' }),
      ...copies(6, { sex: 'man' }),
    ]
    const bySex = (await sheets(reportOf(rows)))[2]?.data ?? []
    expect(bySex[0]?.slice(-5)).toEqual([
      'Svarsfrekvens',
      'Kännedomsgrad',
      'Andel i arbete',
      'Lägst',
      'Högst',
    ])
    expect(bySex[1]?.slice(-5)).toEqual([0.75, 0.75, 0.5, 0.375, 0.625])
    expect(bySex[2]?.slice(-5)).toEqual([null, null, null, null, null])
  })

  test('explains the mark, the source, the period and as of when', async running => {
    const read = await sheets(reportOf(await endedIn2011(running), { filters: { sex: 'woman' } }))
    const terms = new Map((read.at(-1)?.data ?? []).map(([term, meaning]) => [term, meaning]))
    expect(terms.get('x')).toContain('under 5')
    expect(terms.get('Period')).toBe('Placeringar vars sista dag är 1 januari–31 december 2011.')
    expect(terms.get('Urval')).toBe('Kön: Kvinnor.')
    expect(terms.get('Läge')).toBe('Siffrorna räknades 15 juni 2012 kl. 09:00.')
    expect(terms.get('Definitionernas version')).toMatch(/^2\./)
  })

  test.each(languages)(
    'has names of at most 31 characters that a spreadsheet takes, in %s',
    async language => {
      const report = reportOf(copies(30, {}), { exact: true })
      const names = figureTables(report).map(table => sheetName(table, { language, t: words.t }))
      expect(names.filter(name => name.length > 31 || /[[\]:*?/\\]/.test(name))).toEqual([])
      expect(new Set(names).size).toBe(names.length)
      const { bytes } = await reportFile(report, 'xlsx', { ...words, language })
      expect(bytes.length).toBeGreaterThan(0)
    },
  )

  test('has no formula, whatever a district is called', async () => {
    const report = reportOf(copies(30, { district: '=1+1' }), { exact: true })
    const districts = (await sheets(report)).find(({ sheet }) => sheet === 'Utfall (stadsdel)')
    expect(districts?.data[1]?.[0]).toBe('=1+1')
  })
})

describe('the JSON-stat file', () => {
  test('is read by the public library, with every dimension, category and role', async running => {
    const report = reportOf(await endedIn2011(running))
    const all = await datasets(report)
    const tables = figureTables(report)
    expect(all.map(({ extension }) => extension.table)).toEqual(tables.map(({ name }) => name))
    for (const [index, set] of all.entries()) {
      const table = tables[index]
      expect(set.class).toBe('dataset')
      expect(set.role.metric).toEqual(['measure'])
      expect(set.n).toBe(set.size.reduce((product, size) => product * size, 1))
      expect(set.n).toBe((table?.rows.length ?? 0) * (table?.measures.length ?? 0))
      expect(set.Dimension('measure').id).toEqual(table?.measures)
      expect(set.toTable({ type: 'arrobj', field: 'id', content: 'id', status: true })).toHaveLength(set.n)
      for (const id of set.id)
        for (const category of set.Dimension(id).Category()) expect(category.label).toMatch(/\S/)
    }
    const quarters = all.find(({ extension }) => extension.table === 'outcome_by_quarter')
    expect(quarters?.role.time).toEqual(['quarter'])
    expect(quarters?.Dimension('quarter').Category('2011-Q3').label).toBe('Kvartal 3 2011')
    expect(all.find(({ id }) => id[0] === 'district')?.role.geo).toEqual(['district'])
  })

  test('says what it is, of when, and what is hidden and why', async running => {
    const content = JSON.parse(String(await bytesOf(reportOf(await endedIn2011(running)), 'json-stat')))
    expect(content).toMatchObject({
      version: '2.0',
      class: 'collection',
      label: 'Placeringar som avslutades 1 januari–31 december 2011',
      updated: '2012-06-15T07:00:00Z',
      source: 'Arbetsgivarnas och aspiranternas svar till Staden och placeringarna i verksamhetssystemet',
      extension: { definition: 2, exact: false, period: { from: '2011-01-01', to: '2011-12-31' } },
    })
    expect(content.note[0]).toMatch(/^Antalet visas inte: det är under 5/)
  })
})

describe('the JSON file', () => {
  test('tells the tables as they are made, with units by their names', async () => {
    const report = {
      ...reportOf(copies(30, { unit: '7' }), { exact: true }),
      unitNames: { 7: 'Jobbtorg Åby' },
    }
    const { tables, filters: chosen, nothing_shown } = await json(report)
    const units = tables.find(({ by }: { by: string[] }) => by[0] === 'unit')
    expect(units.rows[0].group).toEqual({ unit: 'Jobbtorg Åby' })
    expect(units.rows[0].counts).toMatchObject({ ended: 30, known: 0, unknown: 30 })
    expect({ chosen, nothing_shown }).toEqual({ chosen: {}, nothing_shown: null })
    expect((await json({ ...report, filters: { unit: '7' } })).filters).toEqual({ unit: 'Jobbtorg Åby' })
  })
})

describe('a report that shows nothing', () => {
  test.each(['not_whole_months', 'not_over', 'too_few'] as const)(
    'has its files all the same, everything hidden, and says why: %s',
    async reason => {
      const day = Temporal.PlainDate.from('2011-01-15')
      const report = emptyReport({ from: day, to: day }, {}, reason)
      await expectSameEverywhere(report)
      expect(await countsInCsv(report)).toEqual({ placements: [null, null, null, null, null] })
      const why = words.t('sv', `reportFile.nothing.${reason}`)
      expect((await sheets(report)).at(-1)?.data[1]).toEqual(['Varför siffrorna saknas', why])
      expect((await json(report)).nothing_shown).toBe(reason)
      expect(String(await bytesOf(report, 'json-stat'))).toContain(why)
    },
  )

  test('is what a filter gives that leaves one person, and one on those without a registered sex', async () => {
    const rows = [...copies(40, {}), ...copies(40, { sex: 'man' }), ...copies(1, { district: 'Liten' })]
    const one = reportOf(rows, { filters: { district: 'Liten' } })
    expect(one.placements.ended).toBeNull()
    await expectSameEverywhere(one)
    const few = reportOf([...rows, ...copies(8, { sex: 'unknown' })], { filters: { sex: 'unknown' } })
    expect(few.nothingShown).toBe('too_few')
    expect(await countsInCsv(few)).toEqual({ placements: [null, null, null, null] })
  })
})

test('an empty period has zeros and no shares in every format', async () => {
  const report = reportOf(copies(30, { month: '2011-05' }), { from: '2010-01-01', to: '2010-12-31' })
  await expectSameEverywhere(report)
  expect((await countsInCsv(report)).placements).toEqual([0, 0, 0, 0, 0])
  const total = (await sheets(report)).find(({ sheet }) => sheet === 'Utfall')
  expect(total?.data[1]?.slice(9)).toEqual(
    [null, null, null, null, null].slice(0, total?.data[1]?.slice(9).length),
  )
})

test.each([
  [{}, false, 'rapport-2011-01-01-2011-12-31.xlsx'],
  [{}, true, 'rapport-2011-01-01-2011-12-31-exakt.xlsx'],
  [{ sex: 'woman' }, false, 'rapport-2011-01-01-2011-12-31-urval.xlsx'],
] as const)(
  'the name tells the period, a selection and exact figures: %j, exact: %s',
  async (filters, exact, name) => {
    expect((await reportFile(reportOf(copies(30, {}), { filters, exact }), 'xlsx', words)).name).toBe(name)
  },
)

type Look = (fact: Expected) => number | null | undefined

/** How a count is found in each format by whoever reads it. */
const lookUp: Record<(typeof reportFormats)[number], (report: Report) => Promise<Look>> = {
  csv: async report => {
    const rows = await csvRows(report)
    return ({ table, told, measure }) => {
      const found = rows.filter(
        row =>
          row.table === table &&
          row.measure === measure &&
          Object.entries(told).every(([column, value]) => row[column] === value),
      )
      expect(found).toHaveLength(1)
      return found[0]?.hidden === 'yes' ? null : Number(found[0]?.count)
    }
  },
  'json-stat': async report => {
    const all = new Map((await datasets(report)).map(set => [set.extension.table, set]))
    return ({ table, told, measure }) => all.get(table)?.Data({ ...told, measure }).value
  },
  json: async report => {
    const { placements, tables, details } = await json(report)
    const named = (about: string, by: string[]) => (by.length === 0 ? about : `${about}_by_${by.join('_')}`)
    const all = new Map<string, { group: Record<string, string>; counts: Record<string, number> }[]>([
      ['placements', [{ group: {}, counts: placements }]],
      ...[...tables, ...details].map(
        ({ detail = 'outcome', by, rows }) => [named(detail, by), rows] as const,
      ),
    ])
    return ({ table, told, measure }) =>
      all.get(table)?.find(({ group }) => JSON.stringify(sorted(group)) === JSON.stringify(sorted(told)))
        ?.counts[measure]
  },
  xlsx: async report => {
    const read = new Map((await sheets(report)).map(({ sheet, data }) => [sheet, data]))
    const tables = new Map(figureTables(report).map(table => [table.name, table]))
    return ({ table: name, told, measure }) => {
      const table = tables.get(name)
      if (!table) return undefined
      const [head = [], ...rows] = read.get(sheetName(table, words)) ?? []
      const labels = table.by.map(column => valueName(column, told[column as Column] ?? '', words))
      const row = rows.find(cells => labels.every((label, index) => cells[index] === label))
      const cell = row?.[head.indexOf(measureName(table, measure, words))]
      return cell === 'x' ? null : (cell as number)
    }
  },
}

function sorted(group: Record<string, string>) {
  return Object.entries(group).toSorted(([one], [other]) => (one < other ? -1 : 1))
}

async function expectSameEverywhere(report: Report): Promise<void> {
  const inCsv = await countsInCsv(report)
  expect(await countsInJsonStat(report)).toEqual(inCsv)
  expect(await countsInXlsx(report)).toEqual(inCsv)
  expect(await countsInJson(report)).toEqual(inCsv)
}

const everybody = {
  ...{ sex: 'all', purpose: 'all', unit: 'all', district: 'all', sector: 'all', funding: 'all' },
  ...{ length: 'all', end_reason: 'all', quarter: 'all', days: '', organisation_number: '', employer: '' },
}

const plain: EndedPlacement = {
  month: '2011-03',
  sex: 'woman',
  purpose: 'language',
  unit: 'Jobbtorg Åby',
  district: 'Älvsjö',
  sector: 'private',
  funding: 'other',
  length: 'weeks_8_to_11',
  end_reason: 'as_planned',
  host: 1,
  standing: 'unknown.asked',
}

function copies(count: number, changes: Partial<EndedPlacement>): EndedPlacement[] {
  return Array.from({ length: count }, () => ({ ...plain, ...changes }))
}

const standings = ['yes.link', 'yes.phone', 'no.link', 'not_yet.phone', 'unknown.asked', 'unknown.unasked']

/** Groups of placements that are alike, so that some are large enough to be shown. */
const populations = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.record({
        month: fc.constantFrom('2011-01', '2011-02', '2011-06', '2011-11', '2010-12'),
        sex: fc.constantFrom(...sexes),
        purpose: fc.constantFrom(...purposes),
        unit: fc.constantFrom('=1+1', 'Jobbtorg "Kista"; Ö', '-enhet'),
        district: fc.constantFrom("'+stad", '@Älvsjö', 'unknown', '__proto__'),
        sector: fc.constantFrom(...sectors),
        host: fc.integer({ min: 1, max: 4 }),
        standing: fc.constantFrom(...standings),
      }),
    ),
    { maxLength: 30 },
  )
  .map(groups => groups.flatMap(([count, changes]) => copies(count, told(changes))))

function told(changes: Partial<EndedPlacement>): Partial<EndedPlacement> {
  const { standing = '' } = changes
  const job = { form: 'seasonal', hours: 'part_time', subsidised: 'unknown' }
  const isKnown = !standing.startsWith('unknown')
  return {
    ...changes,
    ...(standing.startsWith('yes') ? job : {}),
    ...(standing.endsWith('.link') ? { letter: '2' } : {}),
    ...(isKnown ? { days: standing.endsWith('.link') ? '9' : '20', purpose_met: '3' } : {}),
  }
}

const filters: fc.Arbitrary<Filters> = fc.oneof(
  fc.constant({}),
  fc.record({ sex: fc.constantFrom(...sexes) }),
  fc.record({ purpose: fc.constantFrom(...purposes), district: fc.constantFrom('@Älvsjö', 'unknown') }),
  fc.record({ unit: fc.constantFrom('=1+1', '-enhet') }),
)

function sumOf(counts: readonly (number | null | undefined)[]): number {
  return counts.reduce<number>((sum, count) => sum + Number(count), 0)
}
