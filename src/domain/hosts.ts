import type { Sector } from './codes.ts'
import { hostSectors } from './host-sectors.ts'
import { type Level, type Piece, periodsWithin } from './public-period.ts'
import type { Host, Hosts } from './report.ts'
import { nothingHidden, type Pattern, suppress } from './suppression.ts'
import type { HostTally } from './tally.ts'
import { isTold } from './told-pieces.ts'

/** A host as the register knows it; `endedBefore` tells whether a placement ended there before the period. */
export type KnownHost = {
  id: number
  organisationNumber: string
  name: string
  sector: Sector
  endedBefore: boolean
}

/** What of a host is counted, each as a part of its placements and the rest of them. */
const hostFigures = ['ended', 'answered', 'employed'] as const
type HostFigure = (typeof hostFigures)[number]

export type HostSource = {
  tallies: readonly HostTally[]
  months: readonly string[]
  pieces: readonly Piece[]
  monthsOver: readonly string[]
  isPublic: boolean
}

/**
 * The hosts of a period, the ones given first by name. A host's name is no secret, its small figures are: by them one
 * could see how a single placement went.
 */
export function hostsOf(source: HostSource, known: readonly KnownHost[]): Hosts {
  const figures = tallyHosts(source.tallies, source.months)
  const isShown = source.isPublic ? disclosedHosts(source) : () => true
  const list = known.map((host): Host => {
    const counts = figures.get(host.id) ?? { ended: 0, answered: 0, employed: 0 }
    const shown = (figure: HostFigure) => (isShown(figure, host.id) ? counts[figure] : null)
    const { id, organisationNumber, name, sector } = host
    const told = { placements: shown('ended'), answered: shown('answered'), employed: shown('employed') }
    return { id, organisationNumber, name, sector, ...told }
  })
  return {
    bySector: hostSectors(known, source.isPublic),
    list: list.toSorted((one, other) => (other.placements ?? -1) - (one.placements ?? -1)),
  }
}

type Figures = Record<HostFigure, number>

function tallyHosts(tallies: readonly HostTally[], months: readonly string[]): Map<number, Figures> {
  const within = new Set(months)
  const figures = new Map<number, Figures>()
  for (const { month, employerId, ended, answered, employed } of tallies) {
    if (!within.has(month)) continue
    const counts = figures.get(employerId) ?? { ended: 0, answered: 0, employed: 0 }
    figures.set(employerId, counts)
    counts.ended += ended
    counts.answered += answered
    counts.employed += employed
  }
  return figures
}

/** Decided for whole years and their quarters, as every figure is; by month there is too little of every host. */
function disclosedHosts({ tallies, pieces, monthsOver }: HostSource) {
  const patterns = new Map<string, Pattern>()
  const patternOf = (year: string, level: Level, figure: HostFigure): Pattern => {
    const key = `${year} ${level} ${figure}`
    const known = patterns.get(key) ?? settle(tallies, monthsOver, year, level, figure, patternOf)
    patterns.set(key, known)
    return known
  }
  const counted = new Set(tallies.map(({ month }) => month))
  const told = pieces.filter(({ months }) => months.some(month => counted.has(month)))
  return (figure: HostFigure, id: number): boolean =>
    isTold(({ key, level }) => patternOf(key.slice(0, 4), level, figure), {
      row: String(id),
      part: figure,
      pieces: told,
    })
}

function settle(
  tallies: readonly HostTally[],
  monthsOver: readonly string[],
  year: string,
  level: Level,
  figure: HostFigure,
  patternOf: (year: string, level: Level, figure: HostFigure) => Pattern,
): Pattern {
  if (level === 'month') return { shown: false }
  const times = periodsWithin(year, level, monthsOver)
  const above = [
    ...(level === 'quarter' && periodsWithin(year, 'year', monthsOver).length > 0
      ? [patternOf(year, 'year', figure)]
      : []),
    ...(figure === 'ended' ? [] : [patternOf(year, level, 'ended')]),
  ]
  if (above.some(pattern => !pattern.shown)) return { shown: false }
  const byTime = new Map(times.map(({ key, months }) => [key, tallyHosts(tallies, months)]))
  const ids = new Set([...byTime.values()].flatMap(figures => [...figures.keys()]))
  const inherited = above.flatMap(pattern => (pattern.shown ? [pattern.hidden] : []))
  return suppress({
    times: times.filter(({ key }) => (byTime.get(key)?.size ?? 0) > 0),
    rows: [...ids].map(String),
    groups: 1,
    parts: figure === 'ended' ? ['ended'] : [figure, 'rest'],
    zeroIsHarmless: figure === 'answered',
    inherited: {
      ...nothingHidden,
      rows: inherited.reduce((rows, hidden) => rows.union(hidden.rows), new Set<string>()),
      times: inherited.reduce((rest, hidden) => rest.union(hidden.times), new Set<string>()),
    },
    count(time, row, _group, part) {
      const counts = byTime.get(time)?.get(Number(row))
      if (!counts) return 0
      return part === 'rest' ? counts.ended - counts[figure] : counts[figure]
    },
  })
}
