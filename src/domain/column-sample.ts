import { containsIdentityNumber } from './identity-number.ts'
import { oneLine } from './one-line.ts'

/** Enough rows to tell what a column holds. */
const rowsLookedAt = 1_000
const longestSample = 40

/**
 * A value by which a person recognises a column: the first one that is not blank. None from a column in which anything
 * looks like a personal identity number.
 */
export function sampleOf(rows: readonly string[][], index: number): string | null {
  const values = rows.slice(0, rowsLookedAt).map(row => oneLine(row[index] ?? ''))
  if (values.some(containsIdentityNumber)) return null
  return values.find(value => value !== '')?.slice(0, longestSample) ?? null
}
