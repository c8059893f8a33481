import { levels, type Piece, quarterOf } from './public-period.ts'
import type { Pattern } from './suppression.ts'

/** What of a table is asked for: a row and a part, for these pieces together. */
type Asked = { row: string; part: string; pieces: readonly Piece[] }

/** Whether a count may be shown for the pieces together, by the pattern of the table at a piece's level. */
export function isTold(patternAt: (piece: Pick<Piece, 'key' | 'level'>) => Pattern, asked: Asked): boolean {
  return asked.pieces.every(piece => isPieceTold(patternAt, piece, asked))
}

function isPieceTold(
  patternAt: (piece: Pick<Piece, 'key' | 'level'>) => Pattern,
  piece: Piece,
  { row, part, pieces }: Asked,
): boolean {
  const pattern = patternAt(piece)
  if (!pattern.shown || pattern.hidden.rows.has(row) || pattern.hidden.parts.has(part)) return false
  const { times } = pattern.hidden
  if (!times.has(piece.key)) return true
  const above = levels[levels.indexOf(piece.level) - 1]
  return (
    !(above && hides(patternAt({ level: above, key: piece.parent }), piece.parent)) &&
    holdsAll(times, piece, pieces)
  )
}

function hides(pattern: Pattern, time: string): boolean {
  return pattern.shown && pattern.hidden.times.has(time)
}

/**
 * All that is hidden of a year or a quarter may be told as one: there is enough of it together (suppression.ts), and it
 * is what the year or the quarter less the others gives anyway.
 */
function holdsAll(hidden: ReadonlySet<string>, { level, parent }: Piece, pieces: readonly Piece[]): boolean {
  const asked = new Set(pieces.filter(piece => piece.level === level).map(({ key }) => key))
  return [...hidden].every(time => parentOf(time) !== parent || asked.has(time))
}

/** Of a quarter its year, of a month its quarter. */
function parentOf(time: string): string {
  return time.includes('Q') ? time.slice(0, 4) : quarterOf(time)
}
