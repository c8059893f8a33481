import {
  type Count,
  type EmployerDetail,
  employerDetails,
  type Measure,
  type PlacementMeasure,
  type Report,
} from '../../src/domain/report.ts'
import { splitRules } from '../../src/domain/split.ts'
import {
  answerDaysAddress,
  detailAddress,
  figureAddress,
  hostAddress,
  totalAddress,
  withoutSexAddress,
} from '../../src/web/reports/figure-link.ts'

export type ShownFigure = { address: string; count: number }

/** Every count that a report shows, with the address of the placements behind it. */
export function shownFigures(report: Report): ShownFigure[] {
  const figures: [address: string, count: Count][] = [
    ...entries<PlacementMeasure>(report.placements).map(([measure, count]): [string, Count] => [
      totalAddress(report, measure, count),
      count,
    ]),
    [withoutSexAddress(report, report.withoutSex), report.withoutSex],
    ...report.tables.flatMap(({ rows }) =>
      rows.flatMap(({ group, counts }) =>
        entries<Measure>(counts).map(([measure, count]): [string, Count] => [
          figureAddress(report, group, measure, count),
          count,
        ]),
      ),
    ),
    ...employerDetails.flatMap(detail =>
      rowsOf(report, detail).flatMap(({ group, of, counts }) => [
        [figureAddress(report, group, measureOf(detail), of), of] as [string, Count],
        ...entries(counts).map(([code, count]): [string, Count] => [
          detailAddress(report, group, { detail, code }, count),
          count,
        ]),
      ]),
    ),
    ...(report.hosts?.list ?? []).flatMap(({ id, placements, answered, employed }): [string, Count][] => [
      [hostAddress(report, id, 'ended', placements), placements],
      [hostAddress(report, id, 'answered', answered), answered],
      [hostAddress(report, id, 'yes', employed), employed],
    ]),
    ...report.answerDays.map((days): [string, Count] => [answerDaysAddress(report, days), days.answers]),
  ]
  return figures.flatMap(([address, count]) => (count === null ? [] : [{ address, count }]))
}

function rowsOf(report: Report, detail: EmployerDetail) {
  return report.details.flatMap(table => (table.detail === detail ? table.rows : []))
}

function entries<Name extends string>(counts: Readonly<Record<Name, Count>>): [Name, Count][] {
  return Object.entries(counts) as [Name, Count][]
}

/** What the counts of a detail add up to, as a measure of the same group. */
function measureOf(detail: EmployerDetail): Measure {
  const { split } = splitRules[detail].of
  if (split === 'voice') return 'known'
  return split === 'source' ? 'answered' : 'yes'
}
