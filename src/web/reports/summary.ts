import { type Measure, type Report, tableBy } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { longDate } from '../../render-values.ts'
import { boundsCell, type Cell, countCell, hiddenCell, measureCell, shareCell, textCell } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { linkedSentence, said, sentence } from './sentences.ts'

/** A large share with what it is a share of. */
export type Tile = { name: string; share: Cell; details: readonly (readonly Cell[])[] }

/**
 * What a reader takes away who reads no further.
 * @param lastAnswers the last day on which answers may come, while there is one ahead
 */
export function summaryView(
  report: Report,
  lastAnswers: Temporal.PlainDate | null,
  words: Words,
  links?: ReportLinks,
) {
  const { unknown } = totalCells(report, words, links)
  const nobodyUnknown = tableBy(report)?.rows[0]?.counts.unknown === 0
  return {
    sentences: said(
      ...leadSentences(report, words, links),
      nobodyUnknown ? null : linkedSentence('summary.unknown', { unknown }, words),
    ),
    notes: said(
      sexSentence(report, words, links),
      lastAnswers && [
        textCell(
          sentence('summary.more_answers', { day: longDate(words.language, lastAnswers) }, words) ?? '',
        ),
      ],
    ),
    rates: rateTiles(report, words, links),
  }
}

/**
 * Of everybody who is in the totals; where some of them are in no table, how many came to work is said of the women and
 * men that the tables are of.
 */
function leadSentences(report: Report, words: Words, links?: ReportLinks): (Cell[] | null)[] {
  const { ended, known, yes } = totalCells(report, words, links)
  if (!report.withoutSex || report.exact) {
    return [
      linkedSentence('summary.known', { ended, known, employed: yes }, words) ??
        linkedSentence('summary.known_only', { ended, known }, words) ??
        linkedSentence('summary.ended', { ended: countCell(report.placements.ended, words) }, words),
    ]
  }
  const atTop = (measure: 'ended' | 'known') =>
    countCell(report.placements[measure], words, links && (count => links.toTotal(measure, count)))
  return [
    linkedSentence('summary.known_only', { ended: atTop('ended'), known: atTop('known') }, words) ??
      linkedSentence('summary.ended', { ended: atTop('ended') }, words),
    linkedSentence('summary.employed', { known, employed: yes }, words),
  ]
}

/** Who is not in the tables, and how many they are where that may be told. */
function sexSentence(report: Report, words: Words, links?: ReportLinks): Cell[] | null {
  const { exact, filters, withoutSex } = report
  if (exact || filters.sex !== undefined) return null
  if (!withoutSex) return linkedSentence('summary.both_sexes', {}, words)
  const cell = countCell(withoutSex, words, links?.toWithoutSex)
  return linkedSentence('summary.without_sex', { withoutSex: cell }, words)
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
