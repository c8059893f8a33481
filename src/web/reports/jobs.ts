import { type Detail, type DetailRow, detailBy, type Report } from '../../domain/report.ts'
import { partCodes } from '../../domain/tally.ts'
import type { Words } from '../words.ts'
import { countCell, shareCell, shareOf } from './cells.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

const questions = ['form', 'hours', 'subsidised'] as const satisfies readonly Detail[]
type Row = {
  women: DetailRow | undefined
  men: DetailRow | undefined
  all: DetailRow | undefined
  code: string
}

/** What the jobs are like that placements led to: form, hours and subsidy, in one table. */
export function jobsTable(report: Report, words: Words): TableView {
  const { language, t } = words
  return tableView({
    id: 'jobs',
    title: t(language, 'report.jobs.table'),
    sentences: jobSentences(report, words),
    rowHead: t(language, 'report.jobs.question'),
    columns: columnsOf(report, words),
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

function rowOf(report: Report, question: Detail, code: string): Row {
  const bySex = detailBy(report, question, 'sex')?.rows ?? []
  return {
    women: bySex.find(({ group }) => group.sex === 'woman'),
    men: bySex.find(({ group }) => group.sex === 'man'),
    all: detailBy(report, question)?.rows[0],
    code,
  }
}

function columnsOf({ filters }: Report, words: Words): Column<Row>[] {
  const word = (key: string) => words.t(words.language, `report.${key}`)
  const count = (row: DetailRow | undefined, code: string) => row?.counts[code] ?? null
  const bySex: Column<Row>[] = [
    { name: word('sex.woman'), cell: ({ women, code }) => countCell(count(women, code), words) },
    { name: word('sex.man'), cell: ({ men, code }) => countCell(count(men, code), words) },
  ]
  return [
    ...(filters.sex === undefined ? bySex : []),
    { name: word('sex.all'), cell: ({ all, code }) => countCell(count(all, code), words) },
    {
      name: word('jobs.share'),
      cell: ({ all, code }) => shareCell(shareOf(count(all, code), all?.of ?? null), words),
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
