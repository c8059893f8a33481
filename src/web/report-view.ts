import { type Language, purposes } from '../domain/codes.ts'
import { outcomes, type PlacementCounts } from '../domain/outcome.ts'
import {
  type EmploymentRow,
  employedIn,
  employmentRows,
  leastBase,
  type Rates,
  type Report,
} from '../domain/statistics.ts'
import type { Translate } from '../render.ts'
import { number, percent } from '../render-values.ts'

export type Words = { language: Language; t: Translate }

/** What the page says of a report: numbers as text, in the page's language. */
export function reportView(report: Report, words: Words) {
  const rows = employmentRows(report.cells.employment)
  return {
    counts: countsView(report, words),
    hasUnknown: report.placements.known < report.placements.ended,
    rates: ratesView(report.rates, report.placements, words),
    outcomes,
    columns: outcomes.length + 5,
    groups: ([...purposes, 'all'] as const).map(purpose => ({
      purpose,
      rows: rows.filter(row => row.purpose === purpose).map(row => rowView(row, words)),
    })),
    leastBase,
  }
}

/** A share as "72,6 %", or a dash where there are too few placements for one. */
export function shareText(value: number | null, base: number, { language }: Words): string {
  return value === null || base < leastBase ? '–' : percent(language, value)
}

function countsView({ placements, cells }: Report, { language }: Words) {
  const { ended, surveyed, answered, known } = placements
  const counts = { ended, surveyed, answered, known, unknown: ended - known, employed: employedIn(cells) }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, number(language, count)]))
}

function ratesView(rates: Rates, { ended, surveyed, known }: PlacementCounts, words: Words) {
  const { value, lower, upper } = rates.employment
  return {
    response: shareText(rates.response, surveyed, words),
    knowledge: shareText(rates.knowledge, ended, words),
    employment: shareText(value, known, words),
    bounds:
      ended < leastBase
        ? null
        : { lower: shareText(lower, ended, words), upper: shareText(upper, ended, words) },
  }
}

function rowView({ sex, ended, known, counts, employment }: EmploymentRow, words: Words) {
  const lower = shareText(employment.lower, ended, words)
  const upper = shareText(employment.upper, ended, words)
  return {
    sex,
    isTotal: sex === 'all',
    ended: number(words.language, ended),
    known: number(words.language, known),
    counts: outcomes.map(outcome => number(words.language, counts[outcome])),
    share: shareText(employment.value, known, words),
    bounds: ended < leastBase ? '–' : `${lower}–${upper}`,
  }
}
