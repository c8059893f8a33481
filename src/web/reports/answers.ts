import { type AnswerDays, type Count, detailBy, type Report, tableBy } from '../../domain/report.ts'
import { letterNumbers } from '../../domain/tally.ts'
import type { Words } from '../../render.ts'
import { number, percent } from '../../render-values.ts'
import { countCell, shareCell, shareOf } from './cells.ts'
import type { ReportLinks } from './report-links.ts'
import { said, sentence } from './sentences.ts'
import { type TableView, tableView } from './table-view.ts'

/** How many answers had come when so many days had gone. */
export type Arrived = {
  firstDay: number
  /** Null for that day and all later ones. */
  lastDay: number | null
  answers: number
  sofar: number
  share: number | null
}

/** After which letter the employers' answers came, and how many by phone. */
export function lettersTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  const [letters] = detailBy(report, 'letter')?.rows ?? []
  const [total] = tableBy(report)?.rows ?? []
  const answered = total?.counts.answered ?? null
  const known = detailBy(report, 'purpose_met')?.rows[0]?.of ?? null
  const phone = known === null || answered === null ? null : known - answered
  const rows = [
    ...letterNumbers.map(letter => ({
      name: t(language, `report.answers.letter.${letter}`),
      isTotal: false,
      row: {
        count: letters?.counts[letter] ?? null,
        href: links && ((count: number) => links.toDetail({}, { detail: 'letter', code: letter }, count)),
      },
    })),
    { name: t(language, 'report.answers.phone'), isTotal: false, row: { count: phone } },
    {
      name: t(language, 'report.answers.all'),
      isTotal: true,
      row: { count: known, href: links && ((count: number) => links.toFigure({}, 'known', count)) },
    },
  ]
  return tableView<{ count: Count; href?: ((count: number) => string) | undefined }>({
    id: 'by-letter',
    title: t(language, 'report.answers.table'),
    sentences: said(sentence('answers.sentence', { known, answered, phone }, words)),
    rowHead: t(language, 'report.answers.way'),
    columns: [
      { name: t(language, 'report.answers.count'), cell: ({ count, href }) => countCell(count, words, href) },
      {
        name: t(language, 'report.answers.share'),
        cell: ({ count }) => shareCell(shareOf(count, known), words),
      },
    ],
    bodies: [{ head: null, rows }],
  })
}

/** The answers so far, day by day, or a few days at a time where they must be told together. */
export function arrivals({ answerDays }: Report): Arrived[] {
  const all = answersIn(answerDays)
  let sofar = 0
  return answerDays.map(days => {
    sofar += days.answers
    return { ...days, sofar, share: shareOf(sofar, all) }
  })
}

/** The same by week, to read. */
export function daysTable(report: Report, words: Words, links?: ReportLinks): TableView {
  const { language, t } = words
  return tableView({
    id: 'by-day',
    title: t(language, 'report.days.table'),
    rowHead: t(language, 'report.days.day'),
    columns: [
      {
        name: t(language, 'report.days.answers'),
        cell: (days: Arrived) => countCell(days.answers, words, daysLink(days, links)),
      },
      { name: t(language, 'report.days.sofar'), cell: ({ sofar }: Arrived) => countCell(sofar, words) },
      { name: t(language, 'report.days.share'), cell: ({ share }: Arrived) => shareCell(share, words) },
    ],
    bodies: [
      {
        head: null,
        rows: weeks(report).map(week => ({ name: dayNames(week, words), isTotal: false, row: week })),
      },
    ],
  })
}

/** What has no last day leads nowhere. */
function daysLink({ firstDay, lastDay, answers }: Arrived, links?: ReportLinks): (() => string) | undefined {
  return links && lastDay !== null ? () => links.toDays({ firstDay, lastDay, answers }) : undefined
}

/** "Half of the answers had come 12 days after the end.": what the curve shows. Null without a curve. */
export function daysSentence(report: Report, words: Words): string | null {
  const days = arrivals(report)
  const sentences = said(
    reached(days, { share: 0.5, key: 'half' }, words),
    reached(days, { share: 0.9, key: 'most' }, words),
  )
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ')
}

/** From so many days on, days told together do not tell when a share was reached. */
const mostDays = 3

/** When the share was reached; where that is not known so well, what had come on the last day before. */
function reached(
  days: readonly Arrived[],
  { share, key }: { share: number; key: 'half' | 'most' },
  words: Words,
): string | null {
  const index = days.findIndex(day => (day.share ?? 0) >= share)
  const [day, before] = [days[index], days[index - 1]]
  if (!day) return null
  const { firstDay, lastDay } = day
  if (lastDay !== null && lastDay - firstDay < mostDays)
    return sentence(`days.${key}`, { day: lastDay }, words)
  const known = before ?? day
  const text = known.share === null ? null : percent(words.language, known.share)
  return sentence('days.known', { day: known.lastDay, share: text }, words)
}

function weeks(report: Report): Arrived[] {
  const byWeek = Map.groupBy(report.answerDays, ({ firstDay }) => Math.floor(firstDay / 7))
  const merged = [...byWeek.values()].flatMap((days): AnswerDays[] => {
    const [first, last] = [days.at(0), days.at(-1)]
    return first && last
      ? [{ firstDay: first.firstDay, lastDay: last.lastDay, answers: answersIn(days) }]
      : []
  })
  return arrivals({ ...report, answerDays: merged })
}

function answersIn(days: readonly AnswerDays[]): number {
  return days.reduce((sum, { answers }) => sum + answers, 0)
}

function dayNames({ firstDay, lastDay }: Arrived, { language, t }: Words): string {
  const first = number(language, firstDay)
  if (lastDay === null) return t(language, 'report.days.or_more', { day: first })
  const last = number(language, lastDay)
  return first === last ? first : `${first}–${last}`
}
