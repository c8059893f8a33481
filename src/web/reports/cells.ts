import type { Count, Measure, OutcomeRow } from '../../domain/report.ts'
import { type EmploymentRate, leastBase } from '../../domain/statistics.ts'
import type { Words } from '../../render.ts'
import { number, percent } from '../../render-values.ts'
import type { ReportLinks } from './report-links.ts'

/** What stands in a table; where it may not be shown, the page puts the same mark everywhere. */
export type Cell = { text: string; isHidden: boolean; href: string | null }

export const hiddenCell: Cell = { text: '', isHidden: true, href: null }

export function textCell(text: string): Cell {
  return { text, isHidden: false, href: null }
}

/** @param href where the count leads, unless it is hidden or nothing */
export function countCell(count: Count, { language }: Words, href?: (count: number) => string): Cell {
  if (count === null) return hiddenCell
  return { ...textCell(number(language, count)), href: count > 0 && href ? href(count) : null }
}

export function shareCell(share: number | null, { language }: Words): Cell {
  return share === null ? hiddenCell : textCell(percent(language, share))
}

/** "15,7–43,0 %" */
export function boundsCell(rate: EmploymentRate, words: Words): Cell {
  const text = boundsText(rate, words)
  return text === null ? hiddenCell : textCell(text)
}

function boundsText({ lower, upper }: EmploymentRate, words: Words): string | null {
  return lower === null || upper === null ? null : rangeText({ lower, upper }, words)
}

/** "68,4–73,8 %" */
export function rangeText(range: { lower: number; upper: number }, { language }: Words): string {
  return `${bareShare(range.lower, language)}–${percent(language, range.upper)}`
}

/** "68,4", where the sentence has the unit */
export function bareShare(share: number, language: Words['language']): string {
  return percent(language, share).replace(/\s*%$/, '')
}

/** Whether there are too few placements for a share, or too few of which we know. */
export function isSmall({ counts: { ended, known } }: OutcomeRow): boolean {
  return (ended !== null && ended < leastBase) || (known !== null && known < leastBase)
}

/** A count of a row, which leads to its placements where that is asked for. */
export function measureCell(
  { group, counts }: OutcomeRow,
  measure: Measure,
  words: Words,
  links?: ReportLinks,
): Cell {
  return countCell(counts[measure], words, links && (count => links.toFigure(group, measure, count)))
}

/** A share of what is shown, on enough placements for one. */
export function shareOf(part: Count, whole: Count): number | null {
  return part === null || whole === null || whole < leastBase ? null : part / whole
}

/** The sum, or null where one of them is hidden. */
export function sumOf(counts: readonly Count[]): Count {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0)
}
