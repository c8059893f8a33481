import { answerDays } from './answer-days.ts'
import type { PublicPeriodProblem } from './public-period.ts'
import {
  type Count,
  definition,
  type Filters,
  type Hosts,
  type HostView,
  type NothingShown,
  type PlacementMeasure,
  placementMeasures,
  type Report,
} from './report.ts'
import { outcomeCounts, ratesOf, type Source } from './report-figures.ts'
import { detailTables, outcomeTables } from './report-tables.ts'
import { countPart, type Split } from './split.ts'
import type { Period } from './statistics.ts'

type Parts = {
  period: Period
  filters: Filters
  source: Source
  /** Of whom participants' answers are told; null where the period is not public. */
  confidential: Source | null
  monthsOver: readonly string[]
  unitNames: Readonly<Record<string, string>>
}

/** Makes the report of what was counted; without hosts, which a filter leaves out. */
export function assembleReport(parts: Parts): Report {
  const { period, filters, source, confidential, monthsOver, unitNames } = parts
  const total = outcomeCounts(source, filters, {})
  if (total.counts.ended === null) return emptyReport(period, filters, 'too_few')
  const withoutSex = countWithoutSex(source, filters)
  return {
    definition,
    exact: source.disclosure === null,
    period,
    filters,
    nothingShown: null,
    placements: placementCounts(source, filters, total.counts, withoutSex),
    withoutSex,
    rates: total.rates,
    tables: outcomeTables(source, filters),
    details: detailTables(source, filters, confidential),
    answerDays: Object.keys(filters).length === 0 ? answerDays(source, monthsOver) : [],
    hosts: null,
    costs: null,
    hostViews: null,
    unitNames,
  }
}

/** A public report without figures, and why. */
export function emptyReport(
  period: Period,
  filters: Filters,
  nothingShown: NothingShown | PublicPeriodProblem,
): Report {
  const hidden = { ended: null, surveyed: null, answered: null, known: null }
  return {
    definition,
    exact: false,
    period,
    filters,
    nothingShown,
    placements: hidden,
    withoutSex: null,
    rates: ratesOf({ ...hidden, yes: null }, 1),
    tables: [],
    details: [],
    answerDays: [],
    hosts: null,
    costs: null,
    hostViews: null,
    unitNames: {},
  }
}

export function withHosts(report: Report, hosts: Hosts, hostViews: HostView[] | null): Report {
  return report.nothingShown === null ? { ...report, hosts, hostViews } : report
}

/** Only of everything: of a unit, say, they are far too few. */
function countWithoutSex({ cube, months, pieces, disclosure }: Source, filters: Filters): Count {
  if (Object.keys(filters).length > 0 || (disclosure && !disclosure.tellsWithoutSex(pieces))) return null
  return countPart(cube, { months, sexes: ['unknown'] }, 'size', 'ended')
}

/** Everybody where those without a registered sex may be told, too; otherwise those of the tables. */
function placementCounts(
  { cube, months }: Source,
  filters: Filters,
  told: Record<PlacementMeasure, Count>,
  withoutSex: Count,
): Record<PlacementMeasure, Count> {
  const { ended, surveyed, answered, known } = told
  if (withoutSex === null || Object.keys(filters).length > 0) return { ended, surveyed, answered, known }
  const count = (split: Split, part: string) => countPart(cube, { months }, split, part)
  const everybody = {
    ended: count('size', 'ended'),
    surveyed: count('size', 'ended') - count('asked', 'unasked') - count('reached', 'unasked'),
    answered: count('source', 'link'),
    known: count('known', 'known'),
  }
  return Object.fromEntries(
    placementMeasures.map(measure => [measure, told[measure] === null ? null : everybody[measure]]),
  ) as Record<PlacementMeasure, Count>
}
