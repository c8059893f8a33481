import { type CostSex, costLine, costSexes } from './cost-return.ts'
import type { AnswerValues } from './question.ts'
import { leastCount, nothingHidden, type Pattern, suppress } from './suppression.ts'

/** What the district boards have paid to those on placement; hidden figures are null (docs/disclosure.md). */
export type Costs = {
  /** The cost periods that lie wholly within the report's period. */
  periods: readonly string[]
  /** A row for each board that has answered, and the total last, which has no district. */
  rows: readonly CostRow[]
  /** What boards have not answered. */
  missing: readonly { district: string; period: string }[]
  /** The share of all placements, of women's and of men's, that were paid by activity grant instead. */
  activityGrant: Record<CostSex, number | null>
}

export type CostRow = { district: string | null } & Record<CostSex, CostCell>

/** In kronor; `perMonth` is what a month of placement with income support has cost. */
export type CostCell = { paid: number | null; perMonth: number | null }

/** One board's return about one period, `values` null while it has not answered. */
export type ReturnedCosts = { district: string; period: string; values: AnswerValues | null }

/** What the register holds of placements with income support that were going on in the period. */
export type SupportedPlacements = {
  district: string
  period: string
  sex: string
  persons: number
  /** Within the period. */
  days: number
}

/** Placements of every board in the report's cost periods, by sex: with activity grant, and all. */
export type GrantCounts = Record<CostSex, { grant: number; all: number }>

type Counted = {
  /** Every return about a period of the years in which the report's periods lie: by these is settled what is hidden. */
  returns: readonly ReturnedCosts[]
  supported: readonly SupportedPlacements[]
  grants: GrantCounts
  /** The periods that lie within the report's. */
  periods: readonly string[]
  exact: boolean
}

/** The average length of a month, in days: a year of 365.25 by twelve. */
const daysInMonth = 30.4375

/** What the boards have answered about these periods, added up by board and sex. */
export function costsOf({ returns, supported, grants, periods, exact }: Counted): Costs {
  const chosen = returns.filter(({ period }) => periods.includes(period))
  const answered = chosen.filter(({ values }) => values !== null)
  const isShown = exact ? () => true : shownDistricts(returns, supported, periods)
  const districts = [...new Set(answered.map(({ district }) => district))]
  const row = (district: string | null) =>
    costRow(
      district,
      isShown(district),
      district === null ? answered : answered.filter(isOf(district)),
      supported,
    )
  return {
    periods,
    rows: answered.length === 0 ? [] : [...districts.map(row), row(null)],
    missing: chosen
      .filter(({ values }) => values === null)
      .map(({ district, period }) => ({ district, period })),
    activityGrant: grantShares(grants, exact),
  }
}

function costRow(
  district: string | null,
  isShown: boolean,
  answered: readonly ReturnedCosts[],
  supported: readonly SupportedPlacements[],
): CostRow {
  const cell = (sex: CostSex): CostCell => {
    if (!isShown) return { paid: null, perMonth: null }
    // In whole öre, of which sums are exact.
    const paid = sum(answered, ({ values }) => Math.round(costLine(values ?? {}, sex).paid * 100)) / 100
    const months =
      sum(answered, told => sum(supported.filter(isAbout(told, sex)), ({ days }) => days)) / daysInMonth
    return { paid, perMonth: months > 0 ? paid / months : null }
  }
  return { district, woman: cell('woman'), man: cell('man') }
}

function isOf(district: string) {
  return (told: ReturnedCosts): boolean => told.district === district
}

function isAbout({ district, period }: ReturnedCosts, sex: CostSex) {
  return (line: SupportedPlacements): boolean =>
    line.district === district && line.period === period && line.sex === sex
}

/**
 * Which boards may be shown, and whether the total (null) may, of these periods: so that no amount is that of fewer than
 * five persons, or the difference of two that are shown. Settled for whole years, so that every report of a year hides
 * the same; the total first, and the boards after it, which hide at least what the total does.
 */
function shownDistricts(
  returns: readonly ReturnedCosts[],
  supported: readonly SupportedPlacements[],
  periods: readonly string[],
): (district: string | null) => boolean {
  const answered = returns.filter(({ values }) => values !== null)
  const years = new Set(periods.map(period => period.slice(0, 4)))
  const patterns = [...years].map(year => {
    const told = answered.filter(({ period }) => period.startsWith(year))
    const total = patternOf(told, supported, null)
    return { told, total, byDistrict: patternOf(told, supported, total) }
  })
  return district =>
    patterns.every(({ told, total, byDistrict }) => {
      const pattern = district === null ? total : byDistrict
      if (told.length === 0 || (district !== null && !told.some(isOf(district)))) return true
      return (
        isTold(pattern, told, periods) && !(pattern.shown && district && pattern.hidden.rows.has(district))
      )
    })
}

/** The whole year can be told whatever parts of it are hidden; a part, only where it is not. */
function isTold(pattern: Pattern, told: readonly ReturnedCosts[], periods: readonly string[]): boolean {
  if (!pattern.shown) return false
  const asked = told.filter(({ period }) => periods.includes(period))
  return asked.length === told.length || asked.every(({ period }) => !pattern.hidden.times.has(period))
}

const everyDistrict = 'all'

/** @param coarser the pattern of the total, for the pattern of the boards; null for that of the total itself */
function patternOf(
  told: readonly ReturnedCosts[],
  supported: readonly SupportedPlacements[],
  coarser: Pattern | null,
): Pattern {
  if (coarser?.shown === false) return coarser
  const rows = coarser ? [...new Set(told.map(({ district }) => district))] : [everyDistrict]
  return suppress({
    times: [...new Set(told.map(({ period }) => period))].map(key => ({ key, parent: key.slice(0, 4) })),
    rows,
    groups: costSexes.length,
    parts: ['paid'],
    count: (time, row, group) =>
      sum(
        told.filter(({ period, district }) => period === time && (row === everyDistrict || row === district)),
        line => personsBehind(line, costSexes[group] ?? 'woman', supported),
      ),
    // Nothing paid to nobody: there is no sum that could be somebody's.
    zeroIsHarmless: true,
    inherited: coarser?.shown ? { ...nothingHidden, times: coarser.hidden.times } : nothingHidden,
  })
}

/** Those who were paid, or whose days are behind the cost of a month, whichever are fewer. */
function personsBehind(line: ReturnedCosts, sex: CostSex, supported: readonly SupportedPlacements[]): number {
  const { persons } = costLine(line.values ?? {}, sex)
  const registered = sum(supported.filter(isAbout(line, sex)), row => row.persons)
  return persons > 0 && registered > 0 ? Math.min(persons, registered) : Math.max(persons, registered)
}

function grantShares(grants: GrantCounts, exact: boolean): Record<CostSex, number | null> {
  const isEnough = (count: number) => exact || count >= leastCount
  const isShown = costSexes.every(
    sex => isEnough(grants[sex].grant) && isEnough(grants[sex].all - grants[sex].grant),
  )
  const share = ({ grant, all }: GrantCounts[CostSex]) => (isShown && all > 0 ? grant / all : null)
  return { woman: share(grants.woman), man: share(grants.man) }
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
