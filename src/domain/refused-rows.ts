import type { ImportColumn } from './import-columns.ts'
import type { RowProblem } from './import-row.ts'
import type { ProblemCode } from './import-rules.ts'

/**
 * The refused rows of a file in their original columns, and two more: the row's number in the file, and what is wrong
 * with it. As it is kept, the last column holds codes, so that every reader gets the reasons in the own language.
 */
export type RefusedRows = { columns: string[]; rows: string[][] }

/** An earlier file of refused rows has these columns already. */
const addedColumns = ['rad', 'orsak']

/** Takes the refused rows out of a file. */
export function keepRefused(
  { columns, rows }: Readonly<RefusedRows>,
  rejected: readonly RowProblem[],
): RefusedRows {
  const kept = columns.flatMap((column, index) => (addedColumns.includes(column) ? [] : [index]))
  const only = (cells: readonly string[]) => kept.map(index => storable(cells[index] ?? ''))
  const refused = [...Map.groupBy(rejected, ({ row }) => row)].map(([row, problems]) => {
    const codes = problems.map(({ field, problem }) => `${field} ${problem}`)
    return [...only(rows[row - 1] ?? []), String(row), codes.join(', ')]
  })
  return { columns: [...only(columns), ...addedColumns], rows: refused }
}

/** One refused row as it was kept: its own cells, its number in the file, and everything that is wrong with it. */
export function readRefused(row: readonly string[]): { cells: string[]; problems: RowProblem[] } {
  const [number = '', codes = ''] = row.slice(-addedColumns.length)
  const problems = codes.split(', ').map(code => {
    const [field, problem] = code.split(' ') as [ImportColumn, ProblemCode]
    return { row: Number(number), field, problem }
  })
  return { cells: row.slice(0, -addedColumns.length), problems }
}

/** A refused row may hold anything; the database takes neither zero characters nor halves of one. */
function storable(cell: string): string {
  return cell.replaceAll('\0', '').toWellFormed()
}
