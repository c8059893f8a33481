import { type Report, tableBy } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { boundsText, type Cell, shareCell } from './cells.ts'
import { said, sentence } from './sentences.ts'

/** A large share with what it is a share of. */
export type Tile = { name: string; share: Cell; details: readonly string[] }

/** What a reader takes away who reads no further. */
export function summaryView(report: Report, words: Words) {
  const { ended, known } = report.placements
  const { withoutSex } = report
  const counts = tableBy(report)?.rows[0]?.counts
  const { yes = null, unknown = null } = counts ?? {}
  return {
    sentences: said(
      known === null
        ? sentence('summary.ended', { ended }, words)
        : sentence('summary.known', { ended, known }, words),
      withoutSex ? sentence('summary.without_sex', { withoutSex }, words) : null,
      sentence('summary.employed', { employed: yes, known: counts?.known ?? null }, words),
      unknown === 0 ? null : sentence('summary.unknown', { unknown }, words),
    ),
    rates: rateTiles(report, words),
  }
}

/** The three rates that belong together, on the placements that the tables are of. */
function rateTiles(report: Report, words: Words): Tile[] {
  const { response, knowledge, employment } = report.rates
  const {
    ended = null,
    known = null,
    answered = null,
    surveyed = null,
    yes = null,
  } = tableBy(report)?.rows[0]?.counts ?? {}
  const name = (rate: string) => words.t(words.language, `report.rates.${rate}`)
  return [
    {
      name: name('response'),
      share: shareCell(response, words),
      details: said(sentence('rates.response_of', { answered, surveyed }, words)),
    },
    {
      name: name('knowledge'),
      share: shareCell(knowledge, words),
      details: said(sentence('rates.knowledge_of', { known, ended }, words)),
    },
    {
      name: name('employment'),
      share: shareCell(employment.value, words),
      details: said(
        sentence('rates.employment_of', { employed: yes, known }, words),
        sentence('rates.bounds', { bounds: boundsText(employment, words) }, words),
      ),
    },
  ]
}
