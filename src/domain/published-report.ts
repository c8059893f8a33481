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
import type { Rates } from './statistics.ts'

export type PublishingObstacle = NothingShown | 'nothing_ended'

/** The figures of a published report as they are stored: JSON, and so with its days as text. */
export type StoredReport = Omit<Report, 'period'> & { period: { from: string; to: string } }

/** Why a report is not published; null where it can be. A report of nothing tells nothing. */
export function obstacleTo({ nothingShown, placements }: Report): PublishingObstacle | null {
  return nothingShown ?? (placements.ended === 0 ? 'nothing_ended' : null)
}

/**
 * A report as it is stored when it is published.
 * @param report public figures; exact ones are never published, and asking for it is a fault of the program
 */
export function encodeReport(report: Report): StoredReport {
  if (report.exact) throw new Error('Exact figures are never published')
  const { from, to } = report.period
  return { ...report, period: { from: from.toString(), to: to.toString() } }
}

/**
 * The report that was stored, whichever definition it followed: what a later definition has added was not counted then,
 * and reads as hidden or empty; what it has dropped is left where it is.
 */
export function decodeReport(figures: unknown): Report {
  const stored = figures as Partial<StoredReport> & Pick<StoredReport, 'period'>
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
