import { levels, type Piece, periodsWithin } from './public-period.ts'
import { countPart } from './split.ts'
import { type Hidden, nothingHidden, suppress } from './suppression.ts'
import type { Cube } from './tally.ts'

/**
 * Whether the placements without a registered sex may be counted in the totals of a piece: their number, and of how many of them the outcome is known: settled like a table, for it can be had by subtracting.
 */
export function tellsWithoutSex(cube: Cube, monthsOver: readonly string[], piece: Piece): boolean {
  const count = (months: readonly string[], part: string) =>
    countPart(cube, { months, sexes: ['unknown'] }, 'known', part)
  const isThere = ({ months }: Piece) => count(months, 'known') + count(months, 'unknown') > 0
  if (!isThere(piece)) return true
  let hidden: Hidden['times'] = new Set()
  for (const level of levels.slice(0, levels.indexOf(piece.level) + 1)) {
    const times = periodsWithin(piece.key.slice(0, 4), level, monthsOver).filter(isThere)
    if (times.length === 0) continue
    const monthsOf = new Map(times.map(({ key, months }) => [key, months]))
    const inherited = times.filter(({ key, parent }) => hidden.has(key) || hidden.has(parent))
    const pattern = suppress({
      times,
      rows: [''],
      groups: 1,
      parts: ['known', 'unknown'],
      zeroIsHarmless: false,
      inherited: { ...nothingHidden, times: new Set(inherited.map(({ key }) => key)) },
      count: (time, _row, _group, part) => count(monthsOf.get(time) ?? [], part),
    })
    if (!pattern.shown) return false
    hidden = pattern.hidden.times
  }
  return !hidden.has(piece.key)
}
