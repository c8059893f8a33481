import type { FollowUpWave } from '../../domain/codes.ts'
import type { Count, Group, Report } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { countCell, sumOf } from './cells.ts'
import { detailRow, purposeAndSexBodies } from './detail-rows.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

/** What there was at the end: a job, or one to come. */
type AtEnd = 'yes' | 'not_yet'

const waves = ['day_90', 'day_180'] as const satisfies readonly FollowUpWave[]

/** What lasted: of those who had work at the end, and of those who were to get it. Null where nobody has told yet. */
export function lastingTables(report: Report, words: Words): TableView[] | null {
  const tables = (['yes', 'not_yet'] as const).filter(atEnd => isTold(report, atEnd))
  return tables.length === 0 ? null : tables.map(atEnd => lastingTable(report, atEnd, words))
}

function isTold(report: Report, atEnd: AtEnd): boolean {
  return waves.some(wave => (thenOf(report, wave, atEnd, {}).known ?? 0) > 0)
}

/** How many it is known of after so many days, and how many of these worked at the host. */
function thenOf(
  report: Report,
  wave: FollowUpWave,
  atEnd: AtEnd,
  group: Group,
): { known: Count; employed: Count } {
  const counts = detailRow(report, `${wave}_${atEnd}`, group)?.counts
  const employed = counts?.employed ?? null
  return { employed, known: sumOf([employed, counts?.not_employed ?? null]) }
}

function lastingTable(report: Report, atEnd: AtEnd, words: Words): TableView {
  const { language, t } = words
  const columns = waves.flatMap((wave): Column<Group>[] =>
    (['employed', 'known'] as const).map(name => ({
      span: t(language, `report.lasting.${wave}`),
      name: t(language, `report.lasting.column.${name}`),
      cell: group => countCell(thenOf(report, wave, atEnd, group)[name], words),
    })),
  )
  return tableView({
    id: `lasting-${atEnd === 'yes' ? 'work' : 'not-yet'}`,
    title: t(language, `report.lasting.title.${atEnd}`),
    sentences: said(...waves.map(wave => waveSentence(report, wave, atEnd, words))),
    rowHead: t(language, 'report.purpose_and_sex'),
    columns: [
      {
        span: '',
        name: t(language, 'report.lasting.column.at_end'),
        cell: group => countCell(detailRow(report, `day_90_${atEnd}`, group)?.of ?? null, words),
      },
      ...columns,
    ],
    bodies: purposeAndSexBodies(report, words),
  })
}

function waveSentence(report: Report, wave: FollowUpWave, atEnd: AtEnd, words: Words): string | null {
  const { known, employed } = thenOf(report, wave, atEnd, {})
  const days = words.t(words.language, `report.lasting.days.${wave}`)
  const all = detailRow(report, `${wave}_${atEnd}`, {})?.of ?? null
  return known === 0 ? null : sentence(`lasting.sentence.${atEnd}`, { days, all, known, employed }, words)
}
