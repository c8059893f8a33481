import type { Context } from '../context.ts'
import { countGrants, countSupported, listReturns } from '../db/costs.ts'
import { type CostPeriod, costPeriodIn, liesWithin } from '../domain/cost-period.ts'
import { type Costs, costsOf } from '../domain/costs.ts'
import type { Period } from '../domain/statistics.ts'

const noGrants = { woman: { grant: 0, all: 0 }, man: { grant: 0, all: 0 } }

/**
 * What the district boards have answered about the cost periods that lie wholly within the report's period. Public unless
 * `exact`.
 */
export async function countCosts(
  { db }: Pick<Context, 'db'>,
  { period, exact }: { period: Period; exact: boolean },
): Promise<Costs> {
  const all = await listReturns(db, { first: period.from.year, last: period.to.year })
  const around = periodsOf(all.map(({ period: wave }) => wave))
  const within = around.filter(one => liesWithin(one, period))
  const [first, last] = [within.at(0), within.at(-1)]
  const grants = first && last ? await countGrants(db, { from: first.from, to: last.to }) : noGrants
  const keys = new Set(around.map(({ key }) => key))
  return costsOf({
    returns: all.filter(told => keys.has(told.period)),
    supported: first ? await countSupported(db, around) : [],
    grants,
    periods: within.map(({ key }) => key),
    exact,
  })
}

/** In order. Of a year that was asked about both whole and by quarter, the quarters: nothing is to count twice. */
function periodsOf(waves: readonly string[]): CostPeriod[] {
  const periods = [...new Set(waves)].toSorted().flatMap(wave => costPeriodIn(wave) ?? [])
  const byQuarter = new Set(periods.filter(({ kind }) => kind === 'quarter').map(({ year }) => year))
  return periods.filter(({ kind, year }) => kind === 'quarter' || !byQuarter.has(year))
}
