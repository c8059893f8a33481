import type { Purpose, Sector, Sex } from './codes.ts'
import type { Costs } from './costs.ts'
import type { Outcome } from './outcome.ts'
import type { Period, Rates } from './statistics.ts'
import { participantAspects, type Trait } from './tally.ts'

/**
 * The board's report: the placements that ended in a period, counted. One shape for the exact figures and for the public
 * ones, in which what could point at a person is null (docs/disclosure.md).
 */
export type Report = {
  /** Which definitions the figures follow; raised whenever one of them changes. */
  definition: number
  exact: boolean
  period: Period
  filters: Filters
  /** Why a public report has no figures; null where it has. */
  nothingShown: NothingShown | null
  /** All placements that ended, also those whose participant's sex is not registered. */
  placements: Record<PlacementMeasure, Count>
  /**
   * Of these, the placements without a registered sex. They are in no table of a public report: there are so few of them
   * that every total would tell how they went. Null where they could not be counted either.
   */
  withoutSex: Count
  rates: Rates
  /** By nothing (one row), sex, purpose, purpose and sex, each trait, and quarter of end; with a trait filter, fewer. */
  tables: OutcomeTable[]
  /** What the jobs are like, who has told, what participants think, what lasted, after which letter the answer came. */
  details: DetailTable[]
  /** How many days after the end the answers came, earliest first; consecutive days that must be told together are one. */
  answerDays: AnswerDays[]
  /** Null under a filter: an employer is counted whole. */
  hosts: Hosts | null
  /** What the district boards have paid. Null under a filter, and where a report was published before this was asked. */
  costs: Costs | null
  /** What participants think of each host, where enough of them have answered; null where that can't be told. */
  hostViews: HostView[] | null
  /** What the units are called, by id. */
  unitNames: Readonly<Record<string, string>>
}

export const definition = 2

/** A hidden count is null. */
export type Count = number | null

export type NothingShown = 'not_whole_months' | 'not_over' | 'too_few'

/** Sex and purpose, and what else is told apart; quarters are written 2011-Q3. */
export type Dimension = 'sex' | 'purpose' | Trait | 'quarter'

/** At most two, and at most one of them a trait: with more, groups become persons. */
export type Filters = Readonly<{ sex?: Sex; purpose?: Purpose } & Partial<Record<Trait, string>>>
export type FilterName = keyof Filters

/** What a row is of, by dimension; one that is left out is not told apart. */
export type Group = Filters & Readonly<{ quarter?: string }>

export const placementMeasures = ['ended', 'surveyed', 'answered', 'known'] as const
export type PlacementMeasure = (typeof placementMeasures)[number]

/** `answered` by the employer's link, `known` from any source; each outcome is a count, `unknown` too. */
export type Measure = PlacementMeasure | Outcome

export type OutcomeRow = { group: Group; counts: Record<Measure, Count>; rates: Rates }
export type OutcomeTable = { by: readonly Dimension[]; rows: OutcomeRow[] }

/** Details of the employer's answer at the end: who may see every case finds the placements behind them. */
export const employerDetails = ['form', 'hours', 'subsidised', 'purpose_met', 'letter'] as const
export type EmployerDetail = (typeof employerDetails)[number]

/** Of those who had a job at the host at the end, and of those who were to have one; subsidies of the former. */
export const lastingDetails = [
  'day_90_yes',
  'day_90_not_yet',
  'day_180_yes',
  'day_180_not_yet',
  'day_90_subsidised',
  'day_180_subsidised',
] as const

export const details = [...employerDetails, 'basis', ...participantAspects, ...lastingDetails] as const
export type Detail = (typeof details)[number]

/**
 * `of` is what the counts add up to: jobs, outcomes that an employer has told, answers by link, participants who have
 * answered. Codes are those of the questionnaires (domain/detail.ts).
 */
export type DetailRow = { group: Group; of: Count; counts: Readonly<Record<string, Count>> }
export type DetailTable = { detail: Detail; by: readonly Dimension[]; rows: DetailRow[] }

/** Answers from `firstDay` to `lastDay` days after the end, both counted; without a last day, and later. */
export type AnswerDays = { firstDay: number; lastDay: number | null; answers: number }

/** Participants' marks for their placements at a host: how many, and their mean with one decimal. */
export type HostView = {
  id: number
  organisationNumber: string
  name: string
  answers: number
  overall: number
}

/** Employers at which a placement ended in the period. */
export type Hosts = {
  bySector: HostSector[]
  /** Those whose figures are shown first, with the most placements first; the others by name. */
  list: Host[]
}

/** `returning` had a placement that ended before the period; every other is new. */
export type HostSector = { sector: Sector | 'all'; hosts: Count; new: Count; returning: Count }

export type Host = {
  id: number
  organisationNumber: string
  name: string
  sector: Sector
  placements: Count
  answered: Count
  employed: Count
}

/** The table told apart by just these, or undefined where the report has none. */
export function tableBy(
  report: Pick<Report, 'tables'>,
  ...by: readonly Dimension[]
): OutcomeTable | undefined {
  return report.tables.find(table => sameDimensions(table.by, by))
}

/** The same for a detail. */
export function detailBy(
  report: Pick<Report, 'details'>,
  detail: Detail,
  ...by: readonly Dimension[]
): DetailTable | undefined {
  return report.details.find(table => table.detail === detail && sameDimensions(table.by, by))
}

function sameDimensions(one: readonly Dimension[], other: readonly Dimension[]): boolean {
  return one.length === other.length && one.every(dimension => other.includes(dimension))
}
