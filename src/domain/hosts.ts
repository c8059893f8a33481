import type { Sector } from './codes.ts'
import type { Disclosure } from './disclosure.ts'
import { hostSectors } from './host-sectors.ts'
import { type Level, type Piece, periodsWithin } from './public-period.ts'
import type { Host, Hosts } from './report.ts'
import type { Split } from './split.ts'
import { type Hidden, type Pattern, suppress } from './suppression.ts'
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

/** What of a host is counted, and the figure of its sector that theirs add up to. */
const splitOf = { ended: 'size', answered: 'source', employed: 'employed' } as const satisfies Record<
  string,
  Split
>
type HostFigure = keyof typeof splitOf
type Figures = Record<HostFigure, number>

export type HostSource = {
  tallies: readonly HostTally[]
  months: readonly string[]
  pieces: readonly Piece[]
  monthsOver: readonly string[]
  /** Without one the figures are exact. */
  disclosure: Disclosure | null
}

/**
 * The hosts of a period, those whose figures are told first. A host's name is no secret, its small figures are: by them
 * one could see how a single placement went. Publicly, hosts without figures are named for whole years only, for in how many
 * months a host is named would tell how many placements ended there.
 * @param known the hosts of all tallies, by name
 */
export function hostsOf(source: HostSource, known: readonly KnownHost[]): Hosts {
  const { disclosure, months, pieces } = source
  const tallies = source.tallies.filter(({ hasSex }) => hasSex || disclosure === null)
  const everybody = tallyHosts(source.tallies, months)
  const figures = tallyHosts(tallies, months)
  const hosts = known.filter(({ id }) => everybody.has(id))
  const isShown = disclosure ? disclosedHosts({ ...source, tallies, disclosure }, known) : () => true
  const isWholeYears = pieces.every(({ level }) => level === 'year')
  const list = hosts.map((host): Host => {
    const counts = figures.get(host.id)
    const shown = (figure: HostFigure) => (counts && isShown(figure, host.id) ? counts[figure] : null)
    const { id, organisationNumber, name, sector } = host
    const told = { placements: shown('ended'), answered: shown('answered'), employed: shown('employed') }
    return { id, organisationNumber, name, sector, ...told }
  })
  return {
    bySector: hostSectors(hosts, !isWholeYears),
    list: list
      .filter(({ placements }) => isWholeYears || placements !== null)
      .toSorted((one, other) => (other.placements ?? -1) - (one.placements ?? -1)),
  }
}

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

type Disclosed = HostSource & { disclosure: Disclosure }

/** Decided for whole years and their quarters, as every figure is; by month there is too little of every host. */
function disclosedHosts(source: Disclosed, known: readonly KnownHost[]) {
  const sectors = new Map(known.map(({ id, sector }) => [String(id), sector]))
  const patterns = new Map<string, Pattern>()
  const patternOf = (year: string, level: Level, figure: HostFigure): Pattern => {
    const key = `${year} ${level} ${figure}`
    const pattern = patterns.get(key) ?? settle(source, sectors, { year, level, figure }, patternOf)
    patterns.set(key, pattern)
    return pattern
  }
  const counted = new Set(source.tallies.map(({ month }) => month))
  const told = source.pieces.filter(({ months }) => months.some(month => counted.has(month)))
  return (figure: HostFigure, id: number): boolean =>
    isTold(({ key, level }) => patternOf(key.slice(0, 4), level, figure), {
      row: String(id),
      part: figure,
      pieces: told,
    })
}

type HostTable = { year: string; level: Level; figure: HostFigure }
type PatternOf = (year: string, level: Level, figure: HostFigure) => Pattern

/**
 * Hosts make up their sector: where its figure is told, what is hidden of its hosts must be enough together; where it is not,
 * none of theirs are.
 */
function settle(
  { tallies, monthsOver, disclosure }: Disclosed,
  sectors: ReadonlyMap<string, Sector>,
  { year, level, figure }: HostTable,
  patternOf: PatternOf,
): Pattern {
  if (level === 'month') return { shown: false }
  const periods = periodsWithin(year, level, monthsOver)
  const byTime = new Map(periods.map(({ key, months }) => [key, tallyHosts(tallies, months)]))
  const rows = [...new Set([...byTime.values()].flatMap(figures => [...figures.keys()]))].map(String)
  const times = periods.filter(({ key }) => (byTime.get(key)?.size ?? 0) > 0)
  const ofSector = disclosure.patternOf({ level, key: times[0]?.key ?? year }, 'sector', splitOf[figure])
  const above = [
    ...(level === 'quarter' && periodsWithin(year, 'year', monthsOver).length > 0
      ? [patternOf(year, 'year', figure)]
      : []),
    ...(figure === 'ended' ? [] : [patternOf(year, level, 'ended')]),
  ]
  if (!ofSector.shown || above.some(pattern => !pattern.shown)) return { shown: false }
  const sectorOf = (row: string) => sectors.get(row) ?? ''
  const [untold, told] = partition(rows, row => ofSector.hidden.rows.has(sectorOf(row)))
  const pattern = suppress({
    times,
    rows: told,
    rowParent: sectorOf,
    groups: 1,
    parts: figure === 'ended' ? ['ended'] : [figure, 'rest'],
    zeroIsHarmless: figure === 'answered',
    inherited: {
      parts: new Set(),
      rows: hiddenRows(above),
      times: hiddenTimes([...above, ofSector], times),
    },
    count(time, row, _group, part) {
      const counts = byTime.get(time)?.get(Number(row))
      if (!counts) return 0
      return part === 'rest' ? counts.ended - counts[figure] : counts[figure]
    },
  })
  if (!pattern.shown) return pattern
  return { shown: true, hidden: { ...pattern.hidden, rows: pattern.hidden.rows.union(new Set(untold)) } }
}

function partition(rows: readonly string[], isFirst: (row: string) => boolean): [string[], string[]] {
  return [rows.filter(isFirst), rows.filter(row => !isFirst(row))]
}

function hiddenIn(patterns: readonly Pattern[]): Hidden[] {
  return patterns.flatMap(pattern => (pattern.shown ? [pattern.hidden] : []))
}

function hiddenRows(above: readonly Pattern[]): Set<string> {
  return new Set(hiddenIn(above).flatMap(({ rows }) => [...rows]))
}

function hiddenTimes(above: readonly Pattern[], times: readonly Piece[]): Set<string> {
  const hidden = new Set(hiddenIn(above).flatMap(pattern => [...pattern.times]))
  return new Set(times.flatMap(({ key, parent }) => (hidden.has(key) || hidden.has(parent) ? [key] : [])))
}
