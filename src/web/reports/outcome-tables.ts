import { outcomes } from '../../domain/outcome.ts'
import { type Dimension, type OutcomeRow, type Report, tableBy } from '../../domain/report.ts'
import { type Trait, traits } from '../../domain/tally.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { percent } from '../../render-values.ts'
import { boundsCell, isSmall, measureCell, rangeText, shareCell } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type Body, type Column, type TableView, tableView } from './table-view.ts'

/** What has a table of its own, in the order of the page. */
const told: readonly (Trait | 'quarter')[] = [...traits, 'quarter']

/** What became of the placements, by purpose and sex; by sex where the report does not tell purposes apart. */
export function purposeTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const tellsPurposes = report.filters.purpose !== undefined || tableBy(report, 'purpose') !== undefined
  const by = tellsPurposes ? 'purpose' : 'sex'
  return outcomeTable(report, { id: 'by-purpose', by, bodies: purposeBodies(report, words) }, words, links)
}

/** The same by one thing at a time; without those that have one group only, or of which nothing may be shown. */
export function traitTables(report: Report, words: Words, links?: ReportLinks): TableView[] {
  return told.flatMap(by => {
    const rows = rowsBy(report, by)
    if (rows.length < 2 || !rows.some(hasFigures)) return []
    const bodies = [{ head: null, rows: [...namedRows(report, rows, by, words), ...totalRow(report, words)] }]
    return [outcomeTable(report, { id: `by-${by}`, by, bodies }, words, links)]
  })
}

/** What the report would tell apart, and may not for this period: "Jobbtorg, stadsdelsnämnd". */
export function untoldTraits(report: Report, { language, t }: Words): string[] {
  return told
    .filter(by => {
      const rows = rowsBy(report, by)
      return rows.length > 0 && !rows.some(hasFigures)
    })
    .map(by => t(language, `report.dimension.${by}`).toLocaleLowerCase(language))
}

/** The rows of a table told apart by this alone in which anything ended. */
export function rowsBy(report: Report, ...by: readonly Dimension[]): OutcomeRow[] {
  const rows = (tableBy(report, ...by)?.rows ?? []).filter(({ counts }) => counts.ended !== 0)
  return by.includes('unit') ? rows.toSorted(byUnitName(report)) : rows
}

const swedishOrder = new Intl.Collator('sv-SE', { numeric: true })

/** The report names units by their numbers. */
function byUnitName({ unitNames }: Report) {
  const name = ({ group: { unit = '' } }: OutcomeRow) => unitNames[unit] ?? unit
  return (one: OutcomeRow, other: OutcomeRow) => swedishOrder.compare(name(one), name(other))
}

function hasFigures({ counts }: OutcomeRow): boolean {
  return counts.ended !== null
}

type Spec = { id: string; by: Dimension; bodies: readonly Body<OutcomeRow>[] }

function outcomeTable(
  report: Report,
  { id, by, bodies }: Spec,
  words: Words,
  links?: ReportLinks,
): TableView {
  const { language, t } = words
  const columns = outcomeColumns(words, links)
  const rows = rowsBy(report, by)
  // A column of the total alone compares nothing; a purpose, though, is told as a whole where its sexes are not.
  const isCompared = ({ cell }: Column<OutcomeRow>) => rows.some(row => !cell(row).isHidden)
  return tableView({
    id,
    title: t(language, `report.table_by.${by}`),
    sentences: comparison(rows, by, words),
    rowHead: t(language, by === 'purpose' ? 'report.purpose_and_sex' : `report.dimension.${by}`),
    columns: by === 'purpose' ? columns : columns.filter(isCompared),
    bodies,
  })
}

/** For each purpose the sexes and all, and the same for all purposes; what is filtered by is not told apart. */
function purposeBodies(report: Report, words: Words): Body<OutcomeRow>[] {
  const { language, t } = words
  const bySex = rowsBy(report, 'sex')
  const byPurpose = rowsBy(report, 'purpose')
  const everybody = [...namedRows(report, bySex, 'sex', words), ...totalRow(report, words)]
  if (byPurpose.length === 0) return [{ head: null, rows: everybody }]
  if (bySex.length === 0)
    return [
      { head: null, rows: [...namedRows(report, byPurpose, 'purpose', words), ...totalRow(report, words)] },
    ]
  const both = rowsBy(report, 'purpose', 'sex')
  const bodies = byPurpose.map(total => {
    const { purpose = '' } = total.group
    const within = both.filter(({ group }) => group.purpose === purpose)
    const all = { name: t(language, 'report.sex.all'), isTotal: true, row: total }
    return {
      head: valueName('purpose', purpose, words),
      rows: [...namedRows(report, within, 'sex', words), all],
    }
  })
  return [...bodies, { head: t(language, 'report.purpose.all'), rows: everybody }]
}

function namedRows(report: Report, rows: readonly OutcomeRow[], by: Dimension, words: Words) {
  return rows.map(row => ({
    name: valueName(by, row.group[by] ?? '', words, report.unitNames),
    isTotal: false,
    row,
  }))
}

function totalRow(report: Report, { language, t }: Words) {
  return rowsBy(report).map(row => ({ name: t(language, 'report.sex.all'), isTotal: true, row }))
}

function outcomeColumns(words: Words, links?: ReportLinks): Column<OutcomeRow>[] {
  const word = (key: string) => words.t(words.language, `report.${key}`)
  const counts = (['ended', 'known', ...outcomes] as const).map(measure => ({
    name: word(`column.${measure}`),
    span: word('column.counts'),
    cell: (row: OutcomeRow) => measureCell(row, measure, words, links),
  }))
  const rates: Record<string, Column<OutcomeRow>['cell']> = {
    response: ({ rates }) => shareCell(rates.response, words),
    knowledge: ({ rates }) => shareCell(rates.knowledge, words),
    share: ({ rates }) => shareCell(rates.employment.value, words),
    bounds: ({ rates }) => boundsCell(rates.employment, words),
  }
  const shares = Object.entries(rates).map(([name, cell]) => ({
    name: word(`column.${name}`),
    span: word('column.rates'),
    cell,
  }))
  return [...counts, ...shares]
}

/** Purposes are not compared with each other: work was the aim of one of them only. */
function comparison(rows: readonly OutcomeRow[], by: Dimension, words: Words): string[] {
  if (by === 'purpose') return rows.length > 0 ? said(sentence('compare.purpose', {}, words)) : []
  return said(knowledgeSentence(rows, by, words), ...workSentences(rows, by, words))
}

function knowledgeSentence(rows: readonly OutcomeRow[], by: Dimension, words: Words): string | null {
  const known = rows.flatMap(({ rates: { knowledge } }) => (knowledge === null ? [] : [knowledge]))
  if (known.length < 2) return null
  const range = rangeText({ lower: Math.min(...known), upper: Math.max(...known) }, words)
  const name = words.t(words.language, `report.dimension.${by}`).toLocaleLowerCase(words.language)
  return sentence('compare.known', { range, by: name }, words)
}

function workSentences(rows: readonly OutcomeRow[], by: Dimension, words: Words): readonly (string | null)[] {
  const rates = rows.flatMap(row => {
    const { value, lower, upper } = row.rates.employment
    return value === null || lower === null || upper === null ? [] : [{ value, lower, upper }]
  })
  if (rates.length < 2) {
    const without = rows.filter(row => row.rates.employment.value === null)
    return [sentence(without.every(isSmall) ? 'compare.too_few' : 'compare.hidden', {}, words)]
  }
  const values = rates.map(({ value }) => value)
  const text = (share: number) => percent(words.language, share)
  const [least, most] = [text(Math.min(...values)), text(Math.max(...values))]
  const ofSome = by === 'unit' ? 'compare.work_of_some_units' : 'compare.work_of_some'
  const overlap = Math.max(...rates.map(({ lower }) => lower)) <= Math.min(...rates.map(({ upper }) => upper))
  return [
    sentence(
      rates.length < rows.length ? ofSome : 'compare.work',
      { count: rates.length, least, most },
      words,
    ),
    sentence(overlap ? 'compare.overlap' : 'compare.apart', {}, words),
  ]
}
