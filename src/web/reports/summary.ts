import { type Report, tableBy } from '../../domain/report.ts'
import { longDate } from '../../render-values.ts'
import type { Words } from '../words.ts'
import { boundsText, type Cell, shareCell } from './cells.ts'
import { said, sentence } from './sentences.ts'

/** A large share with what it is a share of. */
export type Tile = { name: string; share: Cell; details: readonly string[] }

/**
 * What a reader takes away who reads no further.
 *
 * @param lastAnswers the last day on which answers may come, while there is one ahead
 */
export function summaryView(report: Report, lastAnswers: Temporal.PlainDate | null, words: Words) {
  const { unknown = null } = tableBy(report)?.rows[0]?.counts ?? {}
  return {
    sentences: said(
      leadSentence(report, words),
      unknown === 0 ? null : sentence('summary.unknown', { unknown }, words),
    ),
    notes: said(
      ...sexSentences(report, words),
      lastAnswers && sentence('summary.more_answers', { day: longDate(words.language, lastAnswers) }, words),
    ),
    rates: rateTiles(report, words),
  }
}

/** All of it on the placements that the tables are of, so that it adds up. */
function leadSentence(report: Report, words: Words): string | null {
  const { ended = null, known = null, yes = null } = tableBy(report)?.rows[0]?.counts ?? {}
  return (
    sentence('summary.known', { ended, known, employed: yes }, words) ??
    sentence('summary.known_only', { ended, known }, words) ??
    sentence('summary.ended', { ended: ended ?? report.placements.ended }, words)
  )
}

/** Who is not in the tables, and how many there are with them where that may be told. */
function sexSentences(
  { exact, filters, withoutSex, placements: { ended, known } }: Report,
  words: Words,
): (string | null)[] {
  if (exact || filters.sex !== undefined) return []
  return [
    sentence('summary.both_sexes', {}, words),
    withoutSex ? sentence('summary.without_sex', { withoutSex, ended, known }, words) : null,
  ]
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
