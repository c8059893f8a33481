import type { Cell } from './cells.ts'

/** A table of the page; the partial report-table shows every one of them. */
export type TableView = {
  id: string
  title: string
  sentences: readonly string[]
  /** The column of the rows' names. */
  rowHead: string
  /** Over several columns; none where the columns need no such heads. */
  spans: readonly { text: string; columns: number }[]
  columns: readonly { name: string; isWords: boolean }[]
  bodies: readonly { head: string | null; rows: readonly RowView[] }[]
  width: number
  /** Where nothing of the table may be shown. */
  isHidden: boolean
}
type RowView = { name: string; isTotal: boolean; cells: readonly (Cell & { isWords: boolean })[] }

/** Words stand to the left, figures to the right. */
export type Column<Row> = { name: string; span?: string; isWords?: boolean; cell(row: Row): Cell }
export type Body<Row> = { head: string | null; rows: readonly { name: string; isTotal: boolean; row: Row }[] }

type Spec<Row> = Pick<TableView, 'id' | 'title' | 'rowHead'> & {
  sentences?: readonly string[]
  columns: readonly Column<Row>[]
  bodies: readonly Body<Row>[]
}

/** Columns of which nothing may be shown are left out, so that a reader sees figures and not marks. */
export function tableView<Row>({
  id,
  title,
  rowHead,
  sentences = [],
  columns,
  bodies,
}: Spec<Row>): TableView {
  const rows = bodies.flatMap(body => body.rows)
  const shown = columns.filter(column => rows.some(({ row }) => !column.cell(row).isHidden))
  const told = bodies.filter(body => body.rows.length > 0)
  return {
    id,
    title,
    sentences,
    rowHead,
    spans: spansOf(shown),
    columns: shown.map(({ name, isWords = false }) => ({ name, isWords })),
    bodies: told.map(({ head, rows }) => ({
      head,
      rows: rows.map(({ name, isTotal, row }) => ({
        name,
        isTotal,
        cells: shown.map(({ cell, isWords = false }) => ({ ...cell(row), isWords })),
      })),
    })),
    width: shown.length + 1,
    isHidden: shown.length === 0,
  }
}

function spansOf(columns: readonly { span?: string }[]): { text: string; columns: number }[] {
  if (columns.every(({ span }) => span === undefined)) return []
  return [...Map.groupBy(columns, ({ span }) => span ?? '')].map(([text, within]) => ({
    text,
    columns: within.length,
  }))
}
