import type { Count, Group, Measure, OutcomeRow } from '../../domain/report.ts'
import { type EmploymentRate, leastBase } from '../../domain/statistics.ts'
import { number, percent } from '../../render-values.ts'
import type { Words } from '../words.ts'

/** What stands in a table; where it may not be shown, the page puts the same mark everywhere. */
export type Cell = { text: string; isHidden: boolean; href: string | null }

/** The address of the placements behind a figure, or null where there is none for it. */
export type LinkTo = (group: Group, measure: Measure) => string | null

export const hiddenCell: Cell = { text: '', isHidden: true, href: null }

export function textCell(text: string): Cell {
  return { text, isHidden: false, href: null }
}

export function countCell(count: Count, { language }: Words, href: string | null = null): Cell {
  return count === null ? hiddenCell : { ...textCell(number(language, count)), href }
}

export function shareCell(share: number | null, { language }: Words): Cell {
  return share === null ? hiddenCell : textCell(percent(language, share))
}

/** "15,7–43,0 %" */
export function boundsCell(rate: EmploymentRate, words: Words): Cell {
  const text = boundsText(rate, words)
  return text === null ? hiddenCell : textCell(text)
}

export function boundsText({ lower, upper }: EmploymentRate, { language }: Words): string | null {
  if (lower === null || upper === null) return null
  return `${percent(language, lower).replace(/\s*%$/, '')}–${percent(language, upper)}`
}

/** A count of a row, which leads to its placements where that is asked for and there are any. */
export function measureCell(
  { group, counts }: OutcomeRow,
  measure: Measure,
  words: Words,
  linkTo?: LinkTo,
): Cell {
  const count = counts[measure]
  return countCell(count, words, linkTo && count ? linkTo(group, measure) : null)
}

/** A share of what is shown, on enough placements for one. */
export function shareOf(part: Count, whole: Count): number | null {
  return part === null || whole === null || whole < leastBase ? null : part / whole
}

/** The sum, or null where one of them is hidden. */
export function sumOf(counts: readonly Count[]): Count {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0)
}
