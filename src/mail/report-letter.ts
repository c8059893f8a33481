import type { Language, ReportKind } from '../domain/codes.ts'
import type { Report } from '../domain/report.ts'
import { leastBase, type Period } from '../domain/statistics.ts'
import type { Renderer } from '../render.ts'
import { monthName, number, percent, period as periodOf } from '../render-values.ts'
import type { Message, Party } from './message.ts'
import { wrapText } from './wrap.ts'

/** Everything that a letter about a published report says. */
export type ReportLetter = {
  messageId: string
  language: Language
  organisation: string
  from: Party
  to: Party
  replyTo: Party
  kind: ReportKind
  report: Pick<Report, 'period' | 'placements' | 'rates'>
  /** Where the report is read, by anybody who has the address. */
  url: string
}

/** The letter that tells somebody on the list of a report: of when it is, one sentence of what it says, and its link. */
export function composeReportLetter(renderer: Renderer, letter: ReportLetter): Message {
  const { messageId, language, organisation, from, to, replyTo, kind, report, url } = letter
  const { t } = renderer
  const when = periodInWords(renderer, language, kind, report.period)
  const subject = t(language, `published.letter.subject.${kind}`, { period: when })
  const data = {
    subject,
    organisation,
    intro: t(language, `published.letter.intro.${kind}`, { period: when }),
    headline: headline(renderer, letter),
    url,
  }
  const { text, html } = renderer.letter('report', language, data)
  return {
    messageId,
    from,
    to,
    replyTo,
    subject,
    text: wrapText(text),
    html,
    references: [],
    autoSubmitted: 'auto-generated',
    language,
  }
}

/** "januari 2026", "första kvartalet 2026", and otherwise the days. */
function periodInWords({ t }: Renderer, language: Language, kind: ReportKind, { from, to }: Period): string {
  if (kind === 'monthly') return monthName(language, from.toPlainYearMonth())
  if (kind === 'chosen') return periodOf(language, from, to)
  return t(language, `published.quarter.${Math.ceil(from.month / 3)}`, { year: from.year })
}

/** What is known, and what it led to: numbers that are large enough to say something, and nothing where they are not. */
function headline({ t }: Renderer, { language, report: { placements, rates } }: ReportLetter): string {
  const { ended, known } = placements
  if (!isLarge(ended) || !isLarge(known)) return ''
  const values = { ended: number(language, ended), known: number(language, known) }
  const first = t(language, 'published.letter.headline.known', values)
  const share = rates.employment.value
  if (share === null) return first
  return `${first} ${t(language, 'published.letter.headline.employed', { share: percent(language, share) })}`
}

function isLarge(count: number | null): count is number {
  return count !== null && count >= leastBase
}
