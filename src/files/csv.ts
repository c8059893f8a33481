import { isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { ExpectedError } from '../domain/errors.ts'

/**
 * The records of a CSV file, header first, cells untouched. Finds out the encoding (UTF-8, UTF-16 or Windows-1252)
 * and the delimiter (semicolon, comma or tab; a line `sep=;` decides). Refuses with quote_open.
 */
export function parseCsv(bytes: Buffer): string[][] {
  const { delimiter, text } = takeDelimiter(decode(bytes))
  try {
    return parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // Company names such as Kiosk "Solen" AB are exported without the doubled quotes by some systems.
      relax_quotes: true,
      skip_empty_lines: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ExpectedError('quote_open', { row: Number(error.records) + 1 }, { cause: error })
  }
}

/** The text of a file in the encodings that Swedish case systems and spreadsheets write, without byte order mark. */
export function decode(bytes: Buffer): string {
  return iconv.decode(bytes, encodingOf(bytes))
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return utf16WithoutMark(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252')
}

/** In UTF-16 nearly every second byte of a Swedish text is zero; in the other encodings none is. */
function utf16WithoutMark(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, 2000)
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) < sample.length / 4) return undefined
  return even > odd ? 'utf-16be' : 'utf-16le'
}

function takeDelimiter(text: string): { delimiter: string; text: string } {
  const told = /^sep=(.)\r?\n/i.exec(text)
  if (told?.[1]) return { delimiter: told[1], text: text.slice(told[0].length) }
  return { delimiter: mostFrequentDelimiter(text.trimStart()), text }
}

/** The header decides: names of columns hold no delimiters, values may. */
function mostFrequentDelimiter(text: string): string {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? ''
  const bare = header.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counted = [';', ',', '\t'].map(delimiter => ({ delimiter, count: bare.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}
