import { type Count, type Group, type HostView, type Report, tableBy } from '../../domain/report.ts'
import type { participantAspects } from '../../domain/tally.ts'
import type { Words } from '../../render.ts'
import { decimal, percent } from '../../render-values.ts'
import { type Cell, countCell, shareCell, shareOf, sumOf, textCell } from './cells.ts'
import { detailRow, groupSex, purposeAndSexBodies, sexesIn } from './detail-rows.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

type Question = Exclude<(typeof participantAspects)[number], 'work'>

/** What counts as a good answer to each question. */
const good = {
  overall: ['5', '4'],
  supervision: ['4', '3'],
  tasks: ['4', '3'],
  learned: ['4', '3'],
  treated: ['yes'],
  closer: ['4', '3'],
  recommend: ['yes'],
} as const satisfies Record<Question, readonly string[]>
const questions = Object.keys(good) as Question[]

/** At most so many hosts, those with the most answers first; the files have all. */
const hostsShown = 20

/** The second question: what the participants thought. Null where nobody has answered, or too few to be told. */
export function participantsView(report: Report, words: Words): TableView[] | null {
  const answered = detailRow(report, 'overall', {})?.of ?? null
  if (answered === null || answered === 0) return null
  return [
    viewsTable(report, words),
    purposesTable(report, words),
    workTable(report, words),
    ...hostsTable(report.hostViews ?? [], words),
  ].filter(({ isHidden }) => !isHidden)
}

/** Women, men and all, where the report tells them apart. */
function groupsOf(report: Report): readonly Group[] {
  return [...sexesIn(report), {}]
}

function goodShare(report: Report, question: Question, group: Group): number | null {
  const row = detailRow(report, question, group)
  return shareOf(sumOf(good[question].map(code => row?.counts[code] ?? null)), row?.of ?? null)
}

function viewsTable(report: Report, words: Words): TableView {
  const { language, t } = words
  const ended = tableBy(report)?.rows[0]?.counts.ended ?? null
  const share = (question: Question) => asPercent(goodShare(report, question, {}), words)
  return tableView<Question>({
    id: 'participants-views',
    title: t(language, 'report.participants.views'),
    sentences: said(
      sentence(
        'participants.answered',
        { answered: detailRow(report, 'overall', {})?.of ?? null, ended },
        words,
      ),
      sentence('participants.sentence', { overall: share('overall') }, words),
      sentence('participants.recommend', { recommend: share('recommend') }, words),
    ),
    rowHead: t(language, 'report.participants.question'),
    columns: groupsOf(report).map(group => ({
      name: groupSex(report, group, words),
      cell: question => shareCell(goodShare(report, question, group), words),
    })),
    bodies: [
      {
        head: null,
        rows: questions.map(question => ({
          name: t(language, `report.participants.good.${question}`),
          isTotal: false,
          row: question,
        })),
      },
    ],
  })
}

const compared = ['overall', 'closer', 'recommend'] as const

function purposesTable(report: Report, words: Words): TableView {
  const { language, t } = words
  const column = (question: Question): Column<Group> => ({
    name: t(language, `report.participants.column.${question}`),
    cell: group => shareCell(goodShare(report, question, group), words),
  })
  return tableView({
    id: 'participants-purposes',
    title: t(language, 'report.participants.by_purpose'),
    sentences: said(sentence('participants.compare', {}, words)),
    rowHead: t(language, 'report.purpose_and_sex'),
    columns: [
      {
        name: t(language, 'report.participants.column.answers'),
        cell: group => countCell(detailRow(report, 'overall', group)?.of ?? null, words),
      },
      ...compared.map(column),
    ],
    bodies: purposeAndSexBodies(report, words),
  })
}

const works = ['at_host', 'elsewhere', 'no'] as const
type Work = (typeof works)[number]

/** Work elsewhere is counted beside work at the host, never with it. */
function workTable(report: Report, words: Words): TableView {
  const { language, t } = words
  const count = (group: Group, work: Work): Count => detailRow(report, 'work', group)?.counts[work] ?? null
  const answered = detailRow(report, 'work', {})?.of ?? null
  return tableView<Work>({
    id: 'participants-work',
    title: t(language, 'report.participants.work'),
    sentences: said(
      sentence(
        'participants.work_sentence',
        { answered, at_host: count({}, 'at_host'), elsewhere: count({}, 'elsewhere') },
        words,
      ),
    ),
    rowHead: t(language, 'report.participants.where'),
    columns: [
      ...groupsOf(report).map(group => ({
        name: groupSex(report, group, words),
        cell: (work: Work) => countCell(count(group, work), words),
      })),
      {
        name: t(language, 'report.participants.share'),
        cell: work => shareCell(shareOf(count({}, work), answered), words),
      },
    ],
    bodies: [
      {
        head: null,
        rows: works.map(work => ({
          name: t(language, `reportFile.measure.work.${work}`),
          isTotal: false,
          row: work,
        })),
      },
    ],
  })
}

function hostsTable(views: readonly HostView[], words: Words): TableView[] {
  if (views.length === 0) return []
  const { language, t } = words
  const most = views.toSorted((one, other) => other.answers - one.answers).slice(0, hostsShown)
  const mark = ({ overall }: HostView): Cell => textCell(decimal(language, overall))
  return [
    tableView<HostView>({
      id: 'participants-hosts',
      title: t(language, 'report.participants.hosts'),
      sentences: said(sentence('participants.hosts_sentence', { hosts: views.length }, words)),
      rowHead: t(language, 'report.hosts.column.name'),
      columns: [
        {
          name: t(language, 'report.participants.column.answers'),
          cell: ({ answers }) => countCell(answers, words),
        },
        { name: t(language, 'report.participants.column.mark'), cell: mark },
      ],
      bodies: [{ head: null, rows: most.map(row => ({ name: row.name, isTotal: false, row })) }],
    }),
  ]
}

function asPercent(share: number | null, { language }: Words): string | null {
  return share === null ? null : percent(language, share)
}
