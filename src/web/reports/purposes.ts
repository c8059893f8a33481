import type { Purpose } from '../../domain/codes.ts'
import type { DetailRow, Group, OutcomeRow, Report } from '../../domain/report.ts'
import { leastBase } from '../../domain/statistics.ts'
import { purposeMetCodes } from '../../domain/tally.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { percent } from '../../render-values.ts'
import { bareShare, boundsCell, countCell, isSmall, measureCell, shareCell } from './cells.ts'
import { detailRow, groupSex, judgedOf, sexesIn, toldPurposes } from './detail-rows.ts'
import { rowsBy } from './outcome-tables.ts'
import type { ReportLinks } from './report-links.ts'
import { linkedSentence, said, sentence } from './sentences.ts'
import type { Tile } from './summary.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

/** How the purpose of these placements was met, as the employers judge it; null where the report has no such figures. */
export type PurposeMet = {
  group: Group
  row: DetailRow
  judged: number | null
  met: number | null
  share: number | null
}

/**
 * What each purpose led to, its lead figure first: for language placements and work training whether the purpose was
 * met, for a step to employment whether it led to work.
 */
export function purposeParts(report: Report, words: Words, links?: ReportLinks) {
  const parts = toldPurposes(report).map(purpose => {
    const met = metFigures(report, purpose, words)
    const work = workFigures(report, purpose, words, links)
    const figures = purpose === 'employment_step' ? [work, met] : [met, work]
    return {
      id: `purpose-${purpose}`,
      name: valueName('purpose', purpose, words),
      sentences: figures.flatMap(figure => figure.sentences),
      leads: figures.flatMap(figure => (figure.tiles.length === 0 ? [] : [leadView(figure)])),
    }
  })
  return parts.filter(({ leads }) => leads.length > 0)
}

type Lead = { heading: string; isSmall: boolean; tiles: readonly LeadTile[] }
type LeadTile = Tile & { isOfOneSex: boolean }

/** The sexes without a figure are told of in one line instead of in empty boxes. */
function leadView({ heading, isSmall, tiles }: Lead) {
  const isEmpty = ({ share, details }: Tile) => share.isHidden && details.length === 0
  const bySex = tiles.filter(({ isOfOneSex }) => isOfOneSex)
  const areSexesHidden = bySex.length > 0 && bySex.every(isEmpty)
  return {
    heading,
    isSmall,
    areSexesHidden,
    tiles: tiles.every(({ share }) => share.isHidden)
      ? null
      : tiles.filter(({ isOfOneSex }) => !(areSexesHidden && isOfOneSex)),
  }
}

/** By purpose and sex, with the sexes together. */
export function purposeMetRows(report: Report): PurposeMet[] {
  const groups: Group[] = toldPurposes(report).flatMap(purpose => {
    const group = report.filters.purpose === undefined ? { purpose } : {}
    return [...sexesIn(report).map(sex => ({ ...group, ...sex })), group]
  })
  return groups.flatMap(group => {
    const row = detailRow(report, 'purpose_met', group)
    return row === undefined ? [] : [metOf(group, row)]
  })
}

/** Rows with all four answers only: a part of them would look like the whole. */
export function purposeMetTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  const rows = purposeMetRows(report).filter(({ judged }) => judged !== null)
  const bodies = toldPurposes(report).map(purpose => ({
    head: valueName('purpose', purpose, words),
    rows: rows
      .filter(({ group }) => group.purpose === undefined || group.purpose === purpose)
      .map(row => ({ name: groupSex(report, row.group, words), isTotal: row.group.sex === undefined, row })),
  }))
  return tableView({
    id: 'purpose-met',
    title: t(language, 'report.purpose_met.table'),
    rowHead: t(language, 'report.purpose_and_sex'),
    columns: metColumns(words, links),
    bodies,
  })
}

function metColumns(words: Words, links?: ReportLinks): Column<PurposeMet>[] {
  const word = (key: string) => words.t(words.language, `report.${key}`)
  return [
    ...purposeMetCodes.map(code => ({
      name: word(`purpose_met.code.${code}`),
      cell: ({ group, row }: PurposeMet) =>
        countCell(
          row.counts[code] ?? null,
          words,
          links && (count => links.toDetail(group, { detail: 'purpose_met', code }, count)),
        ),
    })),
    { name: word('purpose_met.judged'), cell: ({ judged }) => countCell(judged, words) },
    { name: word('purpose_met.share'), cell: ({ share }) => shareCell(share, words) },
  ]
}

function metOf(group: Group, row: DetailRow): PurposeMet {
  const { judged, good, share } = judgedOf(row.counts)
  return { group, row, judged, met: good, share }
}

function metFigures(report: Report, purpose: Purpose, words: Words): Lead & { sentences: string[] } {
  const isOf = ({ group }: PurposeMet) => group.purpose === undefined || group.purpose === purpose
  const rows = purposeMetRows(report).filter(isOf)
  const all = rows.find(({ group }) => group.sex === undefined)
  const values = all && { met: all.met, judged: all.judged, share: asPercent(all.share, words) }
  return {
    heading: words.t(words.language, `report.purpose_met.heading.${purpose}`),
    sentences: said(values ? sentence(`purpose_met.sentence.${purpose}`, values, words) : null),
    isSmall: all !== undefined && all.row.of !== null && all.row.of < leastBase,
    tiles: rows.map(({ group, met, judged, share }) => ({
      isOfOneSex: group.sex !== undefined,
      name: groupSex(report, group, words),
      share: shareCell(share, words),
      details: said(
        linkedSentence(
          'purpose_met.of',
          { met: countCell(met, words), judged: countCell(judged, words) },
          words,
        ),
      ),
    })),
  }
}

function workFigures(
  report: Report,
  purpose: Purpose,
  words: Words,
  links?: ReportLinks,
): Lead & { sentences: string[] } {
  const rows = workRows(report, purpose)
  const all = rows.find(({ group }) => group.sex === undefined)
  const { lower = null, upper = null } = all?.rates.employment ?? {}
  const bare = (share: number | null) => (share === null ? null : bareShare(share, words.language))
  return {
    heading: words.t(words.language, 'report.work.heading'),
    sentences: said(
      all
        ? sentence(
            'work.known',
            { ended: all.counts.ended, known: all.counts.known, employed: all.counts.yes },
            words,
          )
        : null,
      sentence('work.bounds', { lower: bare(lower), upper: bare(upper) }, words),
    ),
    isSmall: all !== undefined && isSmall(all),
    tiles: rows.map(row => workTile(report, row, words, links)),
  }
}

function workTile(report: Report, row: OutcomeRow, words: Words, links?: ReportLinks): LeadTile {
  const { employment } = row.rates
  const count = (measure: 'yes' | 'known') => measureCell(row, measure, words, links)
  return {
    isOfOneSex: row.group.sex !== undefined,
    name: groupSex(report, row.group, words),
    share: shareCell(employment.value, words),
    details: said(
      linkedSentence('work.of', { employed: count('yes'), known: count('known') }, words),
      linkedSentence('work.bounds_short', { bounds: boundsCell(employment, words) }, words),
    ),
  }
}

/** The sexes and all of a purpose, as far as the report tells them apart. */
function workRows(report: Report, purpose: Purpose): OutcomeRow[] {
  if (report.filters.purpose !== undefined) return [...rowsBy(report, 'sex'), ...rowsBy(report)]
  const isOf = ({ group }: OutcomeRow) => group.purpose === purpose
  return [...rowsBy(report, 'purpose', 'sex').filter(isOf), ...rowsBy(report, 'purpose').filter(isOf)]
}

function asPercent(share: number | null, { language }: Words): string | null {
  return share === null ? null : percent(language, share)
}
