import { columns, type FigureTable, figureTables, valueIn } from '../domain/figure-table.ts'
import type { Report } from '../domain/report.ts'
import type { Table } from './table.ts'

/**
 * The report in long form: one count a row, in codes, so that every report has the same columns and can be read by a
 * program whatever language its reader speaks. The columns are described in docs/report-files.md.
 */
export function reportLongForm(report: Report): Table {
  return {
    columns: ['table', 'measure', ...columns, 'count', 'hidden'],
    rows: figureTables(report).flatMap(table => longRows(report, table)),
  }
}

function longRows(report: Report, table: FigureTable): string[][] {
  return table.rows.flatMap(row => {
    const told = columns.map(column => valueIn(report, table, row, column))
    return table.measures.map(measure => {
      const count = row.counts[measure] ?? null
      return [
        table.name,
        measure,
        ...told,
        count === null ? '' : String(count),
        count === null ? 'yes' : 'no',
      ]
    })
  })
}
