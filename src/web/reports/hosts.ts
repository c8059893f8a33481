import { writtenNumber } from '../../domain/organisation-number.ts'
import type { Host, HostSector, Hosts } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { countCell, textCell } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

const largestShown = 20

/** The first question: which employers host. */
export function hostsView(
  { bySector, list }: Hosts,
  words: Words,
  { links, hasFiles }: { links: ReportLinks | undefined; hasFiles: boolean },
) {
  const all = bySector.find(({ sector }) => sector === 'all')
  const told = list.filter(({ placements }) => placements !== null)
  const largest = told.slice(0, largestShown)
  const rest = list.length - largest.length
  return {
    sentences: said(
      sentence('hosts.sentence', { hosts: all?.hosts ?? null }, words),
      all?.returning === 0
        ? sentence('hosts.all_new', {}, words)
        : sentence('hosts.kinds', { new: all?.new ?? null, returning: all?.returning ?? null }, words),
    ),
    bySector: sectorTable(bySector, words),
    largest: largestTable(largest, words, links),
    more:
      rest > 0 && largest.length > 0
        ? said(
            sentence('hosts.more', { rest }, words),
            hasFiles ? sentence('hosts.in_file', {}, words) : null,
          )
        : [],
  }
}

function sectorTable(bySector: readonly HostSector[], words: Words): TableView {
  const { language, t } = words
  const kinds = ['hosts', 'new', 'returning'] as const
  return tableView({
    id: 'hosts-by-sector',
    title: t(language, 'report.hosts.by_sector'),
    rowHead: t(language, 'report.dimension.sector'),
    columns: kinds.map(kind => ({
      name: t(language, `report.hosts.column.${kind}`),
      cell: (row: HostSector) => countCell(row[kind], words),
    })),
    bodies: [
      {
        head: null,
        rows: bySector.map(row => ({
          name: t(language, `report.sector.${row.sector}`),
          isTotal: row.sector === 'all',
          row,
        })),
      },
    ],
  })
}

const measures = { placements: 'ended', answered: 'answered', employed: 'yes' } as const

function largestTable(hosts: readonly Host[], words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  const figures: Column<Host>[] = (['placements', 'answered', 'employed'] as const).map(name => ({
    name: t(language, `report.hosts.column.${name}`),
    cell: host =>
      countCell(host[name], words, links && (count => links.toHost(host.id, measures[name], count))),
  }))
  return tableView({
    id: 'largest-hosts',
    title: t(language, 'report.hosts.largest'),
    sentences: hosts.length > 1 ? said(sentence('hosts.order', { shown: hosts.length }, words)) : [],
    rowHead: t(language, 'report.hosts.column.name'),
    columns: [
      {
        name: t(language, 'report.hosts.column.organisation_number'),
        isWords: true,
        cell: host => textCell(writtenNumber(host.organisationNumber)),
      },
      {
        name: t(language, 'report.dimension.sector'),
        isWords: true,
        cell: host => textCell(t(language, `report.sector.${host.sector}`)),
      },
      ...figures,
    ],
    bodies: [{ head: null, rows: hosts.map(host => ({ name: host.name, isTotal: false, row: host })) }],
  })
}
