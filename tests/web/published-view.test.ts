import { expect, test } from 'vitest'
import { fundings, languages, purposes, sectors, sexes } from '../../src/domain/codes.ts'
import { details, type Filters, placementMeasures } from '../../src/domain/report.ts'
import type { ReportChange } from '../../src/domain/report-changes.ts'
import { endReasonsCounted, lengths, traits } from '../../src/domain/tally.ts'
import { filtersInWords } from '../../src/files/report-words.ts'
import { createRenderer } from '../../src/render.ts'
import { changesView } from '../../src/web/published/published-view.ts'
import { madeUpReport } from '../support/published-report.ts'

const { t } = createRenderer()
const report = madeUpReport()

const change = (place: Partial<ReportChange>): ReportChange => ({
  table: 'outcomes',
  by: [],
  group: {},
  measure: 'ended',
  isShare: false,
  before: 1_000,
  after: 2_000,
  ...place,
})

const tables: ReportChange[] = [
  change({ table: 'placements' }),
  ...(['sex', 'purpose', 'quarter', ...traits] as const).map(dimension => change({ by: [dimension] })),
  ...[...details, 'answer_days', 'host_sectors', 'hosts'].map(table =>
    change({ table: table as ReportChange['table'] }),
  ),
]

test.each(languages)('every table and every count at the top has its words in %s', language => {
  const told = changesView(tables, { language, t })
  expect(told).toHaveLength(tables.length)
  expect(told.filter(({ table }) => table === '')).toEqual([])
  const counts = placementMeasures.map(measure => change({ table: 'placements', measure }))
  const [top] = changesView(counts, { language, t })
  expect(top?.told.map(({ measure }) => measure).filter(words => words !== '')).toHaveLength(4)
})

test('a change reads as a sentence would', () => {
  const words = { language: 'sv', t } as const
  expect(changesView([change({ by: ['sex', 'quarter'] })], words)).toEqual([
    { table: 'Utfall efter kön och kvartal', figures: 1, told: [] },
  ])
  expect(changesView([change({ table: 'placements' })], words)).toEqual([
    {
      table: 'Placeringar totalt',
      figures: 1,
      told: [{ measure: 'avslutade placeringar', before: '1\u00a0000', after: '2\u00a0000' }],
    },
  ])
})

test('filters are named in their order, and none at all as all placements', () => {
  const words = { language: 'sv', t } as const
  expect(filtersInWords({}, {}, words)).toBe('Alla placeringar')
  expect(filtersInWords({ unit: '1', sex: 'man' }, report.unitNames, words)).toBe(
    'Kön: Män, Jobbtorg: Jobbtorg City',
  )
})

test.each(languages)('every value of a filter has its words in %s', language => {
  const filters: Filters[] = [
    ...sexes.map(sex => ({ sex })),
    ...purposes.map(purpose => ({ purpose })),
    ...sectors.map(sector => ({ sector })),
    ...fundings.map(funding => ({ funding })),
    ...lengths.map(length => ({ length })),
    ...endReasonsCounted.map(end_reason => ({ end_reason })),
    { unit: '99' },
    { district: 'Farsta' },
    { district: 'unknown' },
  ]
  for (const some of filters) expect(filtersInWords(some, {}, { language, t })).not.toBe('')
})
