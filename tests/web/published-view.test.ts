import { expect, test } from 'vitest'
import {
  employmentForms,
  fundings,
  languages,
  purposes,
  sectors,
  sexes,
  subsidies,
  workingHours,
} from '../../src/domain/codes.ts'
import { outcomes } from '../../src/domain/outcome.ts'
import { type Group, placementMeasures } from '../../src/domain/report.ts'
import type { ReportChange } from '../../src/domain/report-changes.ts'
import { endReasonsCounted, lengths, letterNumbers, purposeMetCodes } from '../../src/domain/tally.ts'
import { createRenderer } from '../../src/render.ts'
import { changesView, filtersInWords } from '../../src/web/published/published-view.ts'
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

const groups: Group[] = [
  ...sexes.map(sex => ({ sex })),
  ...purposes.map(purpose => ({ purpose })),
  ...sectors.map(sector => ({ sector })),
  ...fundings.map(funding => ({ funding })),
  ...lengths.map(length => ({ length })),
  ...endReasonsCounted.map(end_reason => ({ end_reason })),
  { unit: '1' },
  { unit: '99' },
  { district: 'Farsta' },
  { district: 'unknown' },
  { quarter: '2011-Q3' },
]

const details = {
  form: employmentForms,
  hours: workingHours,
  subsidised: subsidies,
  purpose_met: purposeMetCodes,
  letter: letterNumbers,
} as const

const changes: ReportChange[] = [
  ...groups.map(group => change({ by: Object.keys(group) as ReportChange['by'], group: { ...group } })),
  ...[...placementMeasures, ...outcomes].map(measure => change({ measure })),
  change({ table: 'placements', measure: 'without_sex' }),
  ...Object.entries(details).flatMap(([table, codes]) =>
    [...codes, 'of'].map(measure => change({ table: table as keyof typeof details, measure })),
  ),
  change({ table: 'answer_days', group: { days: '0-3' }, measure: 'answers' }),
  ...['hosts', 'new', 'returning'].map(measure =>
    change({ table: 'host_sectors', group: { sector: 'all' }, measure }),
  ),
  ...['placements', 'answered', 'employed'].flatMap(measure =>
    ['7', '8'].map(host => change({ table: 'hosts', group: { host }, measure })),
  ),
]

test.each(languages)('every change that there can be has its words in %s', language => {
  const told = changesView(changes, { report }, { language, t }).flatMap(table => table.told)
  expect(told).toHaveLength(changes.length)
  expect(told.filter(({ measure }) => measure === '')).toEqual([])
})

test('a change reads as a sentence would', () => {
  const place = { by: ['sex', 'quarter'], group: { sex: 'woman', quarter: '2011-Q3' } } as const
  expect(changesView([change(place)], { report }, { language: 'sv', t })).toEqual([
    {
      table: 'Utfall efter kön och kvartal',
      figures: 1,
      told: [
        {
          group: 'Kvinnor, Kvartal 3 2011',
          measure: 'avslutade placeringar',
          before: '1\u00a0000',
          after: '2\u00a0000',
        },
      ],
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
