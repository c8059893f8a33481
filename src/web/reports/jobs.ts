import { type DetailRow, detailBy, type EmployerDetail, type Report } from '../../domain/report.ts'
import { partCodes } from '../../domain/tally.ts'
import type { Words } from '../../render.ts'
import { countCell, shareCell, shareOf } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

const questions = ['form', 'hours', 'subsidised'] as const satisfies readonly EmployerDetail[]
type Row = {
  women: DetailRow | undefined
  men: DetailRow | undefined
  all: DetailRow | undefined
  question: (typeof questions)[number]
  code: string
}

/** What the jobs are like that placements led to: form, hours and subsidy, in one table. */
export function jobsTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  return tableView({
    id: 'jobs',
    title: t(language, 'report.jobs.table'),
    sentences: jobSentences(report, words),
    rowHead: t(language, 'report.jobs.question'),
    columns: columnsOf(report, words, links),
    bodies: questions.map(question => ({
      head: t(language, `report.jobs.${question}`),
      rows: partCodes[question].map(code => ({
        name: t(language, `report.${question}.${code}`),
        isTotal: false,
        row: rowOf(report, question, code),
      })),
    })),
  })
}

function rowOf(report: Report, question: (typeof questions)[number], code: string): Row {
  const bySex = detailBy(report, question, 'sex')?.rows ?? []
  return {
    women: bySex.find(({ group }) => group.sex === 'woman'),
    men: bySex.find(({ group }) => group.sex === 'man'),
    all: detailBy(report, question)?.rows[0],
    question,
    code,
  }
}

function columnsOf({ filters }: Report, words: Words, links?: ReportLinks): Column<Row>[] {
  const word = (key: string) => words.t(words.language, `report.${key}`)
  const cell = (who: 'women' | 'men' | 'all') => (row: Row) => {
    const { question: detail, code } = row
    const group = row[who]?.group ?? {}
    return countCell(
      row[who]?.counts[code] ?? null,
      words,
      links && (count => links.toDetail(group, { detail, code }, count)),
    )
  }
  const bySex: Column<Row>[] = [
    { name: word('sex.woman'), cell: cell('women') },
    { name: word('sex.man'), cell: cell('men') },
  ]
  return [
    ...(filters.sex === undefined ? bySex : []),
    { name: word('sex.all'), cell: cell('all') },
    {
      name: word('jobs.share'),
      cell: ({ all, code }) => shareCell(shareOf(all?.counts[code] ?? null, all?.of ?? null), words),
    },
  ]
}

function jobSentences(report: Report, words: Words): string[] {
  const [form] = detailBy(report, 'form')?.rows ?? []
  const [subsidised] = detailBy(report, 'subsidised')?.rows ?? []
  return said(
    sentence(
      'jobs.sentence',
      {
        jobs: form?.of ?? null,
        permanent: form?.counts.permanent ?? null,
        subsidised: subsidised?.counts.yes ?? null,
      },
      words,
    ),
  )
}
