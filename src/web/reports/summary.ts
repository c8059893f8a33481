import { type Measure, type Report, tableBy } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { boundsCell, type Cell, countCell, hiddenCell, measureCell, shareCell } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { linkedSentence, said } from './sentences.ts'

/** A large share with what it is a share of. */
export type Tile = { name: string; share: Cell; details: readonly (readonly Cell[])[] }

/** What a reader takes away who reads no further. */
export function summaryView(report: Report, words: Words, links?: ReportLinks) {
  const { placements, withoutSex } = report
  const atTop = (measure: 'ended' | 'known') =>
    countCell(placements[measure], words, links && (count => links.toTotal(measure, count)))
  const { yes, known, unknown } = totalCells(report, words, links)
  const nobodyUnknown = tableBy(report)?.rows[0]?.counts.unknown === 0
  return {
    sentences: said(
      placements.known === null
        ? linkedSentence('summary.ended', { ended: atTop('ended') }, words)
        : linkedSentence('summary.known', { ended: atTop('ended'), known: atTop('known') }, words),
      withoutSex
        ? linkedSentence(
            'summary.without_sex',
            { withoutSex: countCell(withoutSex, words, links?.toWithoutSex) },
            words,
          )
        : null,
      linkedSentence('summary.employed', { employed: yes, known }, words),
      nobodyUnknown ? null : linkedSentence('summary.unknown', { unknown }, words),
    ),
    rates: rateTiles(report, words, links),
  }
}

/** The three rates that belong together, on the placements that the tables are of. */
function rateTiles(report: Report, words: Words, links?: ReportLinks): Tile[] {
  const { response, knowledge, employment } = report.rates
  const { ended, known, answered, surveyed, yes } = totalCells(report, words, links)
  const name = (rate: string) => words.t(words.language, `report.rates.${rate}`)
  return [
    {
      name: name('response'),
      share: shareCell(response, words),
      details: said(linkedSentence('rates.response_of', { answered, surveyed }, words)),
    },
    {
      name: name('knowledge'),
      share: shareCell(knowledge, words),
      details: said(linkedSentence('rates.knowledge_of', { known, ended }, words)),
    },
    {
      name: name('employment'),
      share: shareCell(employment.value, words),
      details: said(
        linkedSentence('rates.employment_of', { employed: yes, known }, words),
        linkedSentence('rates.bounds', { bounds: boundsCell(employment, words) }, words),
      ),
    },
  ]
}

/** The counts of everybody whom the tables are of. */
function totalCells(report: Report, words: Words, links?: ReportLinks) {
  const [total] = tableBy(report)?.rows ?? []
  const cell = (measure: Measure) => (total ? measureCell(total, measure, words, links) : hiddenCell)
  return {
    ended: cell('ended'),
    surveyed: cell('surveyed'),
    answered: cell('answered'),
    known: cell('known'),
    yes: cell('yes'),
    unknown: cell('unknown'),
  }
}
