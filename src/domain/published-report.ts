import { outcomes } from './outcome.ts'
import {
  type Count,
  type DetailTable,
  definition,
  type Measure,
  type NothingShown,
  type OutcomeTable,
  placementMeasures,
  type Report,
} from './report.ts'
import type { ReportForm } from './short-form.ts'
import type { Rates } from './statistics.ts'

export type PublishingObstacle = NothingShown | 'nothing_ended' | 'year_not_over'

/** The figures of a published report as they are stored: JSON, and so with its days as text; and in which form. */
export type StoredReport = Omit<Report, 'period'> & { form: ReportForm; period: { from: string; to: string } }

/**
 * Why a report is not published in that form; null where it can be. A report of nothing tells nothing, and one with
 * filters is small enough to wait until nothing can be subtracted from it.
 */
export function obstacleTo(
  { filters, nothingShown, placements }: Report,
  form: ReportForm,
): PublishingObstacle | null {
  if (form === 'short' && Object.keys(filters).length > 0) return 'year_not_over'
  return nothingShown ?? (placements.ended === 0 ? 'nothing_ended' : null)
}

/**
 * A report as it is stored when it is published.
 * @param report public figures; exact ones are never published, and asking for it is a fault of the program
 */
export function encodeReport(report: Report, form: ReportForm): StoredReport {
  if (report.exact) throw new Error('Exact figures are never published')
  const { from, to } = report.period
  return { ...report, form, period: { from: from.toString(), to: to.toString() } }
}

/**
 * The report that was stored, whichever definition it followed: what a later definition has added was not counted then,
 * and reads as hidden or empty; what it has dropped is left where it is.
 */
export function decodeReport(figures: unknown): Report {
  const { form: _form, ...stored } = figures as StoredFigures
  return {
    ...nothingCounted,
    ...stored,
    placements: { ...nothingCounted.placements, ...stored.placements },
    rates: withRates(stored.rates),
    tables: (stored.tables ?? []).map(outcomeTable),
    details: (stored.details ?? []).map(detailTable),
    period: {
      from: Temporal.PlainDate.from(stored.period.from),
      to: Temporal.PlainDate.from(stored.period.to),
    },
  }
}

/** The form in which it was published; before there were two, reports were published whole. */
export function decodeForm(figures: unknown): ReportForm {
  return (figures as StoredFigures).form ?? 'whole'
}

type StoredFigures = Partial<StoredReport> & Pick<StoredReport, 'period'>

const noRates: Rates = {
  response: null,
  knowledge: null,
  employment: { value: null, lower: null, upper: null },
}
const hiddenPlacements = hidden(placementMeasures)
const hiddenMeasures: Record<Measure, Count> = { ...hiddenPlacements, ...hidden(outcomes) }

const nothingCounted: Omit<Report, 'period'> = {
  definition,
  exact: false,
  filters: {},
  nothingShown: null,
  placements: hiddenPlacements,
  withoutSex: null,
  rates: noRates,
  tables: [],
  details: [],
  answerDays: [],
  hosts: null,
  costs: null,
  hostViews: null,
  unitNames: {},
}

function outcomeTable({ by, rows }: OutcomeTable): OutcomeTable {
  return {
    by,
    rows: rows.map(row => ({
      ...row,
      counts: { ...hiddenMeasures, ...row.counts },
      rates: withRates(row.rates),
    })),
  }
}

function detailTable(table: DetailTable): DetailTable {
  return { ...table, rows: table.rows.map(row => ({ ...row, of: row.of ?? null })) }
}

function withRates(rates: Partial<Rates> | undefined): Rates {
  return { ...noRates, ...rates, employment: { ...noRates.employment, ...rates?.employment } }
}

function hidden<Name extends string>(names: readonly Name[]): Record<Name, Count> {
  return Object.fromEntries(names.map(name => [name, null])) as Record<Name, Count>
}
