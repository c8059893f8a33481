import { type Sector, sectors } from './codes.ts'
import type { HostSector } from './report.ts'
import { type Hidden, nothingHidden, type Pattern, suppress } from './suppression.ts'

type Kind = 'new' | 'returning'
type CountedHost = { sector: Sector; endedBefore: boolean }

/**
 * How many hosts there are by sector, with the total last. New are those without a placement that ended before the period.
 * @param hidesFew whether few hosts are hidden: where all of them are named, there is nothing to hide
 */
export function hostSectors(hosts: readonly CountedHost[], hidesFew: boolean): HostSector[] {
  const isShown = hidesFew ? disclosed(hosts) : () => true
  return [...sectors, 'all' as const].map(sector => {
    const counts = {
      hosts: countHosts(hosts, sector),
      new: countHosts(hosts, sector, 'new'),
      returning: countHosts(hosts, sector, 'returning'),
    }
    const told = isShown(sector, 'kinds')
    return {
      sector,
      hosts: isShown(sector, 'hosts') ? counts.hosts : null,
      new: told ? counts.new : null,
      returning: told ? counts.returning : null,
    }
  })
}

function countHosts(hosts: readonly CountedHost[], sector: Sector | 'all', kind?: Kind): number {
  return hosts.filter(
    host =>
      (sector === 'all' || host.sector === sector) &&
      (kind === undefined || (kind === 'returning') === host.endedBefore),
  ).length
}

/** Hidden like placements are, the totals first: a few new hosts of a sector are a few placements. */
function disclosed(hosts: readonly CountedHost[]) {
  const present = sectors.filter(sector => countHosts(hosts, sector) > 0)
  const total = settle(hosts, ['all'], ['hosts'], [])
  const kinds = settle(hosts, ['all'], ['new', 'returning'], [total])
  const bySector = settle(hosts, present, ['hosts'], [total])
  const kindsBySector = settle(hosts, present, ['new', 'returning'], [kinds, bySector])
  return (sector: Sector | 'all', what: 'hosts' | 'kinds'): boolean => {
    if (hosts.length === 0) return true
    if (sector === 'all') return (what === 'hosts' ? total : kinds).shown
    const pattern = what === 'hosts' ? bySector : kindsBySector
    return countHosts(hosts, sector) === 0 || (pattern.shown && !pattern.hidden.rows.has(sector))
  }
}

function settle(
  hosts: readonly CountedHost[],
  rows: readonly (Sector | 'all')[],
  parts: readonly ('hosts' | Kind)[],
  above: readonly Pattern[],
): Pattern {
  if (above.some(pattern => !pattern.shown)) return { shown: false }
  const hidden = above.flatMap(pattern => (pattern.shown ? [...pattern.hidden.rows] : []))
  const inherited: Hidden = { ...nothingHidden, rows: new Set(hidden) }
  return suppress({
    times: [{ key: '', parent: '' }],
    rows,
    groups: 1,
    parts,
    zeroIsHarmless: true,
    inherited,
    count: (_time, row, _group, part) =>
      countHosts(hosts, row as Sector | 'all', part === 'hosts' ? undefined : (part as Kind)),
  })
}
