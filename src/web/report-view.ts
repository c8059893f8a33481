import type { Language } from '../domain/codes.ts'
import { type Report, tableBy } from '../domain/report.ts'
import type { Translate } from '../render.ts'
import { number } from '../render-values.ts'

export type Words = { language: Language; t: Translate }

/** What the page says of a report: numbers as text, in the page's language. */
export function reportView(report: Report, { language }: Words) {
  const [total] = tableBy(report)?.rows ?? []
  const counts = {
    ...report.placements,
    unknown: total?.counts.unknown ?? null,
    employed: total?.counts.yes ?? null,
  }
  return {
    counts: Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, count === null ? '–' : number(language, count)]),
    ),
  }
}
