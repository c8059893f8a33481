import type { Count, Group, Report } from '../../domain/report.ts'
import { bases } from '../../domain/tally.ts'
import type { Words } from '../../render.ts'
import { percent } from '../../render-values.ts'
import { countCell, shareCell, shareOf } from './cells.ts'
import { detailRow, groupSex, judgedOf, purposeAndSexBodies, sexesIn } from './detail-rows.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

type Basis = (typeof bases)[number]

/** Who has told how it went, and where the two have told differently. */
export function sourcesTable(report: Report, words: Words): TableView {
  const { language, t } = words
  const known = detailRow(report, 'basis', {})?.of ?? null
  const count = (group: Group, basis: Basis): Count =>
    detailRow(report, 'basis', group)?.counts[basis] ?? null
  return tableView<Basis>({
    id: 'sources',
    title: t(language, 'report.sources.title'),
    sentences: said(
      sentence(
        'sources.sentence',
        { agree: count({}, 'agree'), disagree: count({}, 'disagree'), settled: count({}, 'settled') },
        words,
      ),
    ),
    rowHead: t(language, 'report.sources.who'),
    columns: [
      ...[...sexesIn(report), {}].map(group => ({
        name: groupSex(report, group, words),
        cell: (basis: Basis) => countCell(count(group, basis), words),
      })),
      {
        name: t(language, 'report.answers.share'),
        cell: basis => shareCell(shareOf(count({}, basis), known), words),
      },
    ],
    bodies: [
      {
        head: null,
        rows: bases.map(basis => ({
          name: t(language, `reportFile.measure.basis.${basis}`),
          isTotal: false,
          row: basis,
        })),
      },
    ],
  })
}

const views = { employer: 'purpose_met', participant: 'learned' } as const

/** The employer's and the participant's view of the purpose, side by side. */
export function learningTable(report: Report, words: Words): TableView {
  const { language, t } = words
  const judged = (group: Group, who: keyof typeof views) =>
    judgedOf(detailRow(report, views[who], group)?.counts ?? {})
  const columns = (['employer', 'participant'] as const).flatMap((who): Column<Group>[] => [
    {
      span: t(language, `report.learning.${who}`),
      name: t(language, 'report.learning.judged'),
      cell: group => countCell(judged(group, who).judged, words),
    },
    {
      span: t(language, `report.learning.${who}`),
      name: t(language, 'report.learning.share'),
      cell: group => shareCell(judged(group, who).share, words),
    },
  ])
  const shareSaid = (who: keyof typeof views) => {
    const { share } = judged({}, who)
    return share === null ? null : percent(language, share)
  }
  return tableView({
    id: 'learning',
    title: t(language, 'report.learning.title'),
    sentences: said(
      sentence(
        'learning.sentence',
        { employer: shareSaid('employer'), participant: shareSaid('participant') },
        words,
      ),
    ),
    rowHead: t(language, 'report.purpose_and_sex'),
    columns,
    bodies: purposeAndSexBodies(report, words),
  })
}
