import type { CoachNews, CoachNewsItem } from '../domain/coach-letter.ts'
import type { Language } from '../domain/codes.ts'
import type { Renderer } from '../render.ts'
import { date } from '../render-values.ts'
import type { Message, Party } from './message.ts'
import { wrapText } from './wrap.ts'

/** Everything that the weekly letter to a coach says. */
export type CoachLetter = {
  messageId: string
  language: Language
  organisation: string
  from: Party
  to: Party
  replyTo: Party
  /** Where the workspace is, without a slash at the end. */
  baseUrl: string
  /** Where one of its placements is. */
  placementUrl(id: number): string
  /** The Monday of its week. */
  week: Temporal.PlainDate
  news: CoachNews
}

/** One part of the letter: what it is about, the first few placements, and the way to all of them. */
type Section = {
  heading: string
  note: string
  items: readonly (CoachNewsItem & { url: string })[]
  url: string
  action: string
}

/** The letter that tells a coach on Monday what was answered and whom to call. Persons are behind its links only (rule 7). */
export function composeCoachLetter(renderer: Renderer, letter: CoachLetter): Message {
  const { messageId, language, organisation, from, to, replyTo } = letter
  const subject = coachSubject(renderer, letter)
  const data = { subject, organisation, sections: sectionsOf(renderer, letter) }
  const { text, html } = renderer.letter('coach', language, data)
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

/** "Veckan: 3 att ringa, 5 svar", without what there is none of. */
function coachSubject({ t }: Renderer, { language, news }: CoachLetter): string {
  const { call, undeliverable, answered } = news
  const counts = { call: call.total, undeliverable, answered: answered.total }
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => t(language, `coachLetter.subject_part.${name}`, { count }))
  return t(language, 'coachLetter.subject', { parts: parts.join(', ') })
}

function sectionsOf(renderer: Renderer, letter: CoachLetter): Section[] {
  const { call, closing, answered, undeliverable, unreachable } = letter.news
  const { language, week } = letter
  const since = week.subtract({ days: 7 })
  const note = closing > 0 ? renderer.t(language, 'coachLetter.closing', { count: closing }) : ''
  return [
    section(renderer, letter, { lane: 'call', ...call, note }),
    section(renderer, letter, { lane: 'undeliverable', total: undeliverable }),
    section(renderer, letter, {
      lane: 'answered',
      ...answered,
      note: renderer.t(language, 'coachLetter.since', { day: date(language, since) }),
      query: { since: since.toString() },
    }),
    section(renderer, letter, { lane: 'ends_soon', total: unreachable }),
  ].flat()
}

type Part = {
  lane: 'call' | 'undeliverable' | 'answered' | 'ends_soon'
  total: number
  first?: readonly CoachNewsItem[]
  note?: string
  query?: Readonly<Record<string, string>>
}

/** None where there is nothing to tell. */
function section({ t }: Renderer, letter: CoachLetter, part: Part): Section[] {
  const { lane, total, first = [], note = t(letter.language, `coachLetter.note.${lane}`) } = part
  if (total === 0) return []
  const query = new URLSearchParams({ scope: 'mine', lane, ...part.query })
  return [
    {
      heading: t(letter.language, `coachLetter.heading.${lane}`, { count: total }),
      note,
      items: first.map(item => ({ ...item, url: letter.placementUrl(item.id) })),
      url: `${letter.baseUrl}/?${query}`,
      action: t(letter.language, `coachLetter.action.${lane}`, { count: total }),
    },
  ]
}
