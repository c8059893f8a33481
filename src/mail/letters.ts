import type { Language, LetterKind, Role } from '../domain/codes.ts'
import type { CostPeriod } from '../domain/cost-period.ts'
import { oneLine } from '../domain/one-line.ts'
import type { Buttons } from '../domain/question.ts'
import type { Renderer } from '../render.ts'
import type { Message, Party } from './message.ts'
import { wrapText } from './wrap.ts'

/** Everything that one letter about surveys says. `contactPhone` is called where a unit has no number of its own. */
export type SurveyLetter = {
  kind: LetterKind
  /** 1 for the first reminder; not read for an invitation. */
  reminderNumber: number
  messageId: string
  references: readonly string[]
  language: Language
  contact: { name: string; email: string }
  organisation: string
  /** The name that the letter comes from; null for that of the organisation. */
  senderName: string | null
  sender: string
  replyTo: string
  returnAddress: string
  list: NonNullable<Message['list']>
  contactPhone: string
  /** At least one. */
  items: readonly SurveyLetterItem[]
  /** The last day on which all of them can be answered. */
  closesOn: Temporal.PlainDate
}

/** One placement: where and when, and never who or why (rule 7). Or one cost period of a district board. */
type SurveyLetterItem = {
  /** The survey's link, without a query. */
  url: string
  /** Under which name the wording stands: `letter.<topic>`. */
  topic: string
  /** The question that can be answered by a button, with its codes. */
  buttons: Buttons | null
  /** Whether somebody else may be the right one to ask. */
  hasColleagues: boolean
  /** The host, or the district board. */
  name: string
  workplace: string | null
  days: { startedOn: Temporal.PlainDate; endedOn: Temporal.PlainDate } | null
  costPeriod: CostPeriod | null
  unit: { name: string; phone: string | null } | null
}

/** What the letters to members of staff have in common. */
type StaffLetter = {
  language: Language
  organisation: string
  from: Party
  to: Party
  messageId: string
}

export type CodeLetter = StaffLetter & { code: string }

/** `inviter`: who has added the member; `url`: where to sign in. */
type Invitation = StaffLetter & { inviter: string; role: Role; url: string }

const longestSubject = 60

/** What a letter is about that asks about several things. */
const mixed = 'mixed'

/**
 * The letter that asks a contact about one or several placements or periods. With one, there is a link for each answer,
 * which only preselects it (rule 6), where one question can be answered so; with several, one link for each.
 */
export function composeSurveyLetter(renderer: Renderer, letter: SurveyLetter): Message {
  const { kind, language, organisation, contact, items } = letter
  const [first] = items
  if (!first) throw new Error('A letter about no survey')
  const several = items.length > 1 ? 'several' : ''
  const topic = items.every(item => item.topic === first.topic) ? first.topic : mixed
  const subject = surveySubject(renderer, letter, topic, several)
  const senderName = letter.senderName ?? organisation
  const bodies = renderer.letter('survey', language, {
    subject,
    name: contact.name,
    organisation,
    reminder: kind === 'reminder' ? letter.reminderNumber : undefined,
    several,
    single: several === '',
    topic,
    isMixed: topic === mixed,
    hasColleagues: items.some(item => item.hasColleagues),
    items: items.map((item, index) => ({ ...item, host: item.name, position: index + 1 })),
    buttons: first.buttons,
    url: first.url,
    units: unitsOf(letter),
    closesOn: letter.closesOn,
  })
  return {
    messageId: letter.messageId,
    from: { name: senderName, address: letter.sender },
    to: { name: contact.name, address: contact.email },
    replyTo: { name: senderName, address: letter.replyTo },
    subject,
    text: wrapText(bodies.text),
    html: bodies.html,
    references: letter.references,
    autoSubmitted: 'auto-generated',
    language,
    returnAddress: letter.returnAddress,
    list: letter.list,
  }
}

/** The letter with the code that signs a member of staff in. */
export function composeCodeLetter(renderer: Renderer, letter: CodeLetter): Message {
  const { language, organisation, code } = letter
  const subject = renderer.t(language, 'letter.code.subject', { code })
  return staffMessage(letter, subject, renderer.letter('code', language, { subject, organisation, code }))
}

/** The letter that tells somebody that they may sign in from now on. It holds no code: that is asked for when needed. */
export function composeInvitation(renderer: Renderer, letter: Invitation): Message {
  const { language, organisation, inviter, role, url, to } = letter
  const subject = renderer.t(language, 'letter.invite.subject')
  const data = {
    subject,
    organisation,
    inviter: oneLine(inviter),
    role,
    url,
    name: to.name,
    email: to.address,
  }
  return staffMessage(letter, subject, renderer.letter('invite', language, data))
}

function staffMessage(
  { messageId, from, to, language }: StaffLetter,
  subject: string,
  { text, html }: { text: string; html: string },
): Message {
  return {
    messageId,
    from,
    to,
    subject,
    text: wrapText(text),
    html,
    references: [],
    autoSubmitted: 'auto-generated',
    language,
  }
}

/** Names the host, cut so that the whole fits in the lists of mail readers. */
function surveySubject(
  renderer: Renderer,
  { kind, language, items }: SurveyLetter,
  topic: string,
  several: string,
): string {
  const hosts = [...new Set(items.map(({ name }) => name))]
  const subjectWith = (host: string) => {
    const named = hosts.length > 1 ? renderer.t(language, 'letter.hosts', { host }) : host
    return renderer.t(language, `letter.${topic}.subject.${kind}`, { context: several, host: named })
  }
  return subjectWith(shorten(hosts[0] ?? '', longestSubject - subjectWith('').length))
}

/** Cut between words where there is a space in the latter half, and never inside a character. */
function shorten(text: string, length: number): string {
  const characters = [...oneLine(text)]
  if (characters.length <= length) return characters.join('')
  const cut = characters.slice(0, length - 1)
  const space = cut.lastIndexOf(' ')
  const kept = cut.slice(0, space > length / 2 ? space : cut.length).join('')
  return `${kept.replace(/[^\p{L}\p{N}]+$/u, '')}…`
}

/** Each unit once, with the number to call; where there is no unit, the organisation. */
function unitsOf({ items, organisation, contactPhone }: SurveyLetter): { name: string; phone: string }[] {
  const phones = new Map(
    items.map(({ unit }) => [unit?.name ?? organisation, unit?.phone ?? contactPhone] as const),
  )
  return [...phones].map(([name, phone]) => ({ name, phone }))
}
