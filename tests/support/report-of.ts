import { createDisclosure } from '../../src/domain/disclosure.ts'
import { hostViews } from '../../src/domain/host-views.ts'
import { hostsOf } from '../../src/domain/hosts.ts'
import { monthsOverAround, piecesOf } from '../../src/domain/public-period.ts'
import type { Filters, Report } from '../../src/domain/report.ts'
import { assembleReport, withHosts } from '../../src/domain/report-assembly.ts'
import { createCube } from '../../src/domain/tally.ts'
import { type EndedPlacement, talliesOf } from './ended-placement.ts'

export type ReportChoices = { from?: string; to?: string; filters?: Filters; exact?: boolean }

/** The report on these placements as the service makes it in the summer of 2012, without a database. */
export function reportOf(placements: readonly EndedPlacement[], choices: ReportChoices = {}): Report {
  const { from = '2011-01-01', to = '2011-12-31', filters = {}, exact = false } = choices
  const period = { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(to) }
  const today = Temporal.PlainDate.from('2012-06-15')
  const read = piecesOf(period, today)
  if ('problem' in read) throw new Error(read.problem)
  const cube = createCube(talliesOf(placements))
  const monthsOver = monthsOverAround(period, today)
  const months = read.pieces.flatMap(piece => piece.months)
  const open = { cube, months, pieces: read.pieces, disclosure: createDisclosure(cube, monthsOver) }
  const source = exact ? { ...open, disclosure: null } : open
  const report = assembleReport({ period, filters, source, confidential: open, monthsOver, unitNames: {} })
  if (Object.keys(filters).length > 0) return report
  const tallies = placements.map(({ month, host, sex, standing, overall }) => ({
    month,
    employerId: host,
    hasSex: sex !== 'unknown',
    ended: 1,
    answered: standing.endsWith('.link') ? 1 : 0,
    employed: standing.startsWith('yes.') ? 1 : 0,
    views: overall === undefined ? 0 : 1,
    marks: Number(overall ?? 0),
  }))
  const hosts = { ...source, tallies, pieces: exact ? [] : read.pieces, monthsOver }
  const known = knownHosts(placements)
  return withHosts(report, hostsOf(hosts, known), hostViews({ ...open, tallies }, known))
}

function knownHosts(placements: readonly EndedPlacement[]) {
  const sectors = new Map(placements.map(({ host, sector }) => [host, sector]))
  return [...sectors].map(([id, sector]) => ({
    id,
    organisationNumber: '2120000142',
    name: `=Enhet ${id}`,
    sector,
    endedBefore: id % 2 === 0,
  }))
}
