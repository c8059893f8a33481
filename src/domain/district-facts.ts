import type { Funding } from './codes.ts'
import { type CostSex, costSexes } from './cost-return.ts'
import { leastCount, nothingHidden, suppress } from './suppression.ts'

/** What a district board is told that the register holds; a hidden count is null. */
export type DistrictFacts = {
  rows: { funding: Funding | 'all'; counts: Record<CostSex, RegisterCount> }[]
}
type RegisterCount = { placements: number | null; persons: number | null }

/** What is counted: without a funding, whatever the funding. */
export type RegisterCounts = {
  sex: string
  funding: Funding | null
  placements: number
  persons: number
}

/**
 * Placements and persons by sex and funding, without what is so small that it points at a person and without what could
 * be had by subtracting (docs/disclosure.md): the boards keep their persons secret from each other. Those without a
 * registered sex are so few that they are not told.
 */
export function districtFacts(lines: readonly RegisterCounts[]): DistrictFacts {
  const fundings = [...new Set(lines.flatMap(({ funding }) => funding ?? []))].toSorted()
  const find = (sex: CostSex, funding: Funding | null) =>
    lines.find(line => line.sex === sex && line.funding === funding)
  const isShown = shownFundings(fundings, (sex, funding) => find(sex, funding)?.persons ?? 0)
  const row = (funding: Funding | null) => ({
    funding: funding ?? ('all' as const),
    counts: {
      woman: told(find('woman', funding), isShown(funding)),
      man: told(find('man', funding), isShown(funding)),
    },
  })
  return { rows: lines.length === 0 ? [] : [...fundings.map(row), row(null)] }
}

/** With the total, which is shown whenever anything is. */
function shownFundings(
  fundings: readonly Funding[],
  persons: (sex: CostSex, funding: Funding) => number,
): (funding: Funding | null) => boolean {
  const pattern = suppress({
    times: [{ key: 'period', parent: '' }],
    rows: fundings,
    groups: costSexes.length,
    parts: ['persons'],
    count: (_time, row, group) => {
      const funding = fundings.find(code => code === row)
      const sex = costSexes[group]
      return funding && sex ? persons(sex, funding) : 0
    },
    zeroIsHarmless: false,
    inherited: nothingHidden,
  })
  // With every funding in one row there is still the total, where that is enough by itself.
  const isTotalShown = costSexes.every(
    sex => fundings.reduce((sum, funding) => sum + persons(sex, funding), 0) >= leastCount,
  )
  return funding => {
    if (funding === null) return isTotalShown
    return pattern.shown && !pattern.hidden.rows.has(funding)
  }
}

function told(count: RegisterCounts | undefined, isShown: boolean): RegisterCount {
  if (!isShown) return { placements: null, persons: null }
  return { placements: count?.placements ?? 0, persons: count?.persons ?? 0 }
}
