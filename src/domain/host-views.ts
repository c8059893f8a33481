import { overallMarks } from './codes.ts'
import type { Disclosure } from './disclosure.ts'
import type { KnownHost } from './hosts.ts'
import { type Piece, periodsWithin } from './public-period.ts'
import type { HostView } from './report.ts'
import { leastCount, nothingHidden, suppress } from './suppression.ts'
import type { HostTally } from './tally.ts'

type ViewSource = {
  tallies: readonly HostTally[]
  pieces: readonly Piece[]
  disclosure: Disclosure
}

/**
 * What participants think of each host, for whole years only, and never exactly: where at least `leastCount` have answered,
 * and so many of those whose hosts are not told, too. Null where it can't be told.
 * @param known the hosts of all tallies, by name
 */
export function hostViews(
  { tallies, pieces, disclosure }: ViewSource,
  known: readonly KnownHost[],
): HostView[] | null {
  if (pieces.length === 0 || pieces.some(({ level }) => level !== 'year')) return null
  const years = pieces.map(year => viewsOfYear(tallies, year))
  if (!pieces.every((year, index) => mayBeTold(disclosure, year, years[index]?.hidden ?? new Set())))
    return null
  return known.flatMap(({ id, organisationNumber, name }) => {
    if (years.some(({ hidden }) => hidden.has(String(id)))) return []
    const own = years.flatMap(({ views }) => views.get(id) ?? [])
    const answers = own.reduce((sum, { views }) => sum + views, 0)
    if (answers < leastCount) return []
    const marks = own.reduce((sum, view) => sum + view.marks, 0)
    return [{ id, organisationNumber, name, answers, overall: Math.round((marks * 10) / answers) / 10 }]
  })
}

type View = { views: number; marks: number }

/** Of women and men: the figures of each host, and which of them are not told. */
function viewsOfYear(
  tallies: readonly HostTally[],
  year: Piece,
): { views: Map<number, View>; hidden: ReadonlySet<string> } {
  const views = new Map<number, View>()
  for (const tally of tallies) {
    if (!tally.hasSex || tally.views === 0 || !year.months.includes(tally.month)) continue
    const before = views.get(tally.employerId) ?? { views: 0, marks: 0 }
    views.set(tally.employerId, { views: before.views + tally.views, marks: before.marks + tally.marks })
  }
  const rows = [...views.keys()].map(String)
  const pattern = suppress({
    times: periodsWithin(year.key, 'year', year.months),
    rows,
    groups: 1,
    parts: ['answered'],
    zeroIsHarmless: true,
    inherited: nothingHidden,
    count: (_time, row) => views.get(Number(row))?.views ?? 0,
  })
  return { views, hidden: pattern.shown ? pattern.hidden.rows : new Set(rows) }
}

/**
 * Hosts add up to all who have answered: where none is left out, their means would give away what is hidden of the marks.
 */
function mayBeTold(disclosure: Disclosure, year: Piece, hidden: ReadonlySet<string>): boolean {
  const all = { trait: null, value: null, bySex: false, purpose: null } as const
  const isMarkShown = (part: string) => disclosure.isShown([year], { ...all, split: 'overall', part })
  return (
    disclosure.isShown([year], { ...all, split: 'participant', part: 'answered' }) &&
    (hidden.size > 0 || overallMarks.every(isMarkShown))
  )
}
