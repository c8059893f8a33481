import { type Dimension, type OutcomeRow, type Report, tableBy } from '../../domain/report.ts'
import { leastBase } from '../../domain/statistics.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { decimal, list, percent } from '../../render-values.ts'
import { type Cell, hiddenCell, measureCell, shareCell, shareOf, textCell } from './cells.ts'
import { rowsBy } from './outcome-tables.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

const toldBy = ['sex', 'purpose', 'sector', 'unit'] as const satisfies readonly Dimension[]

/** A group among all that ended, and among those of whom we know. */
type Missing = {
  name: string
  row: OutcomeRow
  ofEnded: number | null
  ofKnown: number | null
  points: number | null
}
type Part = { by: Dimension; rows: readonly Missing[] }

/** Whom we do not know about, and how those we know about differ from all. */
export function missingTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  const parts = toldBy
    .map(by => ({ by, rows: missingBy(report, by, words) }))
    .filter(({ rows }) => rows.length > 1 && rows.some(({ row }) => row.counts.ended !== null))
  return tableView({
    id: 'missing',
    title: t(language, 'report.missing.table'),
    sentences: extremes(parts, words),
    rowHead: t(language, 'report.missing.group'),
    columns: missingColumns(words, links),
    bodies: parts.map(({ by, rows }) => ({
      head: t(language, `report.dimension.${by}`),
      rows: rows.map(row => ({ name: row.name, isTotal: false, row })),
    })),
  })
}

function missingBy(report: Report, by: Dimension, words: Words): Missing[] {
  const [total] = tableBy(report)?.rows ?? []
  return rowsBy(report, by).map(row => {
    const ofEnded = shareOf(row.counts.ended, total?.counts.ended ?? null)
    const ofKnown = shareOf(row.counts.known, total?.counts.known ?? null)
    return {
      name: valueName(by, row.group[by] ?? '', words, report.unitNames),
      row,
      ofEnded,
      ofKnown,
      points: ofEnded === null || ofKnown === null ? null : (ofKnown - ofEnded) * 100,
    }
  })
}

function missingColumns(words: Words, links?: ReportLinks): Column<Missing>[] {
  const word = (key: string) => words.t(words.language, `report.missing.${key}`)
  return [
    { name: word('ended'), cell: ({ row }) => measureCell(row, 'ended', words, links) },
    { name: word('unknown'), cell: ({ row }) => measureCell(row, 'unknown', words, links) },
    { name: word('rate'), cell: ({ row }) => shareCell(unknownShare(row), words) },
    { name: word('of_ended'), cell: ({ ofEnded }) => shareCell(ofEnded, words) },
    { name: word('of_known'), cell: ({ ofKnown }) => shareCell(ofKnown, words) },
    { name: word('points'), cell: ({ points }) => pointsCell(points, words) },
  ]
}

function unknownShare({ rates }: OutcomeRow): number | null {
  return rates.knowledge === null ? null : 1 - rates.knowledge
}

function pointsCell(points: number | null, { language }: Words): Cell {
  return points === null ? hiddenCell : textCell(signed(points, language))
}

/** With a minus sign: English would have a hyphen. */
function signed(points: number, language: Words['language']): string {
  return decimal(language, points, { signed: true }).replace('-', '−')
}

/** Where we know least and most, and what was compared. */
function extremes(parts: readonly Part[], words: Words): string[] {
  const { language, t } = words
  const compared = parts.flatMap(({ by, rows }) => {
    const told = rows.flatMap(({ name, row }) => {
      const share = unknownShare(row)
      return share === null || (row.counts.ended ?? 0) < leastBase ? [] : [{ by, name, share }]
    })
    return told.length > 1 ? told : []
  })
  const sorted = compared.toSorted((one, other) => other.share - one.share)
  const [most, least] = [sorted.at(0), sorted.at(-1)]
  if (!most || !least) return []
  const respect = (by: Dimension) => t(language, `report.dimension.${by}`).toLocaleLowerCase(language)
  const text = ({ by, name, share }: typeof most) =>
    sentence(
      'missing.extreme',
      { name: by === 'unit' ? name : `${name} (${respect(by)})`, share: percent(language, share) },
      words,
    )
  const respects = list(language, [...new Set(compared.map(({ by }) => respect(by)))])
  return said(
    sentence('missing.extremes', { most: text(most), least: text(least) }, words),
    sentence('missing.respects', { respects, base: leastBase }, words),
  )
}
