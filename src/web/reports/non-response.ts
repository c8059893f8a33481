import { type Dimension, type OutcomeRow, type Report, tableBy } from '../../domain/report.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { decimal, percent } from '../../render-values.ts'
import { type Cell, hiddenCell, measureCell, shareCell, shareOf, textCell } from './cells.ts'
import { rowsBy } from './outcome-tables.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

const toldBy = ['sex', 'purpose', 'sector', 'unit'] as const satisfies readonly Dimension[]
/** From so many percentage points on, a difference is told in words. */
const leastPoints = 2

/** A group among all that ended, and among those of whom we know. */
type Missing = {
  name: string
  row: OutcomeRow
  ofEnded: number | null
  ofKnown: number | null
  points: number | null
}

/** Whom we do not know about, and how those we know about differ from all. */
export function missingTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  const parts = toldBy
    .map(by => ({ by, rows: missingBy(report, by, words) }))
    .filter(({ rows }) => rows.length > 1)
  return tableView({
    id: 'missing',
    title: t(language, 'report.missing.table'),
    sentences: differences(
      parts.flatMap(({ rows }) => rows),
      words,
    ),
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
  return points === null ? hiddenCell : textCell(decimal(language, points, { signed: true }))
}

function differences(rows: readonly Missing[], words: Words): string[] {
  const told = rows.filter(({ points }) => points !== null)
  if (told.length === 0) return []
  const large = told.filter(({ points }) => Math.abs(points ?? 0) >= leastPoints)
  if (large.length === 0)
    return said(sentence('missing.alike', { points: decimal(words.language, leastPoints) }, words))
  return said(
    ...large.map(({ name, ofEnded, ofKnown }) =>
      sentence(
        'missing.differs',
        {
          name,
          ended: percent(words.language, ofEnded ?? 0),
          known: percent(words.language, ofKnown ?? 0),
        },
        words,
      ),
    ),
  )
}
