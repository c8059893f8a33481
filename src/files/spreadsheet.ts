import { readSheet } from 'read-excel-file/node'
import { ExpectedError } from '../domain/errors.ts'

/**
 * The first sheet of an XLSX file as records of text, header first: dates as ISO days, numbers as they are written, the
 * stored results of formulas (no formula is evaluated, no external entity is followed). Refuses with file_broken.
 */
export async function parseSpreadsheet(bytes: Buffer): Promise<string[][]> {
  rejectInflated(bytes)
  try {
    const rows: unknown[][] = await readSheet(bytes, { parseNumber: plainNumber })
    return rows.map(row => row.map(textOf))
  } catch (error) {
    throw new ExpectedError('file_broken', {}, { cause: error })
  }
}

const inflatedLimitBytes = 500_000_000

/** A small archive may claim gigabytes; the sizes stand in its directory (APPNOTE.TXT 4.3.12). */
function rejectInflated(bytes: Buffer): void {
  let inflated = 0
  const entry = Buffer.from('PK\x01\x02')
  for (
    let at = bytes.indexOf(entry);
    at >= 0 && at + 46 <= bytes.length;
    at = bytes.indexOf(entry, at + 46)
  ) {
    inflated += bytes.readUInt32LE(at + 24)
  }
  if (inflated > inflatedLimitBytes) throw new ExpectedError('file_broken')
}

/** A long number such as an organisation number may be stored as 5.560160680E9. */
function plainNumber(text: string): string {
  return /e/i.test(text) ? String(Number(text)) : text
}

function textOf(cell: unknown): string {
  if (cell === null) return ''
  if (!(cell instanceof Date)) return String(cell)
  // A day is stored as a binary fraction, which may come out a millisecond short of midnight.
  const second = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19)
  return second.endsWith('T00:00:00') ? second.slice(0, 10) : second
}
