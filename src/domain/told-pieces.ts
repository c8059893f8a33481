import { levels, type Piece, periodsWithin, quarterOf } from './public-period.ts'
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

/**
 * The same placements as fewer pieces: where nobody is in the other quarters of a year, the quarters that are there are the
 * year, and what the year tells cannot be hidden of them.
 * @param pieces none of which is empty
 */
export function fewestPieces(
  pieces: readonly Piece[],
  monthsOver: readonly string[],
  isEmpty: (piece: Piece) => boolean,
): readonly Piece[] {
  return (['quarter', 'year'] as const).reduce((parts, level) => {
    const years = [...new Set(parts.map(({ key }) => key.slice(0, 4)))]
    const wholes = years.flatMap(year => periodsWithin(year, level, monthsOver))
    return wholes.reduce((rest, whole) => {
      const children = periodsWithin(
        whole.key.slice(0, 4),
        level === 'year' ? 'quarter' : 'month',
        monthsOver,
      )
      const needed = children.filter(child => child.parent === whole.key && !isEmpty(child))
      const found = needed.filter(({ key }) => rest.some(piece => piece.key === key))
      if (needed.length === 0 || found.length < needed.length) return rest
      return [...rest.filter(({ key }) => !needed.some(child => child.key === key)), whole]
    }, parts)
  }, pieces)
}
