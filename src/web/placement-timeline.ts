import type { listNotes } from '../db/notes.ts'
import type { listAnswers, listEvents, listLetters } from '../db/placement-page.ts'
import type { Access } from '../domain/access.ts'
import type { Purpose, Role } from '../domain/codes.ts'
import { employerSurvey } from '../domain/survey.ts'
import { mayRemove } from '../flow/write-note.ts'
import { answerView, eventView, letterView } from './placement-view.ts'

type Rows<List extends (...given: never[]) => Promise<unknown[]>> = Awaited<ReturnType<List>>

export type History = {
  events: Rows<typeof listEvents>
  letters: Rows<typeof listLetters>
  answers: Rows<typeof listAnswers>
  notes: Rows<typeof listNotes>
}
type Reader = { access: Access; member: { id: string; role: Role }; purpose: Purpose }

type Event = History['events'][number]
type Entry = {
  at: Temporal.Instant
  order: number
  event: unknown
  letter: unknown
  answer: unknown
  note: unknown
}

/**
 * Everything that has happened to a placement as one list, newest first. A letter, an answer and a note stand where the
 * event is that tells of it, in place of that event; a queued letter has none yet, and stands first.
 */
export function timeline(history: History, reader: Reader): Entry[] {
  const { letters, answers, notes } = history
  const events = history.events.filter(event => isFor(reader, event))
  const told = new Set<unknown>()
  const take = <Row>(row: Row | undefined): Row | undefined => {
    if (row === undefined || told.has(row)) return undefined
    told.add(row)
    return row
  }
  const fromEvents = events.flatMap(event => {
    const letter = letters.find(({ id, state }) => event.letterId === id && event.kind === `letter.${state}`)
    const answer = answers.find(({ version }) => isAnswer(event) && event.detail?.version === version)
    const note = notes.find(({ id }) => isWriting(event) && event.detail?.note === id)
    const row = letter ?? answer ?? note
    // The same letter may be told of twice, at first as uncertain.
    if (row !== undefined && !take(row)) return []
    return {
      ...blank,
      at: event.at,
      order: event.id,
      ...shown({ event, letter, answer, note }, history, reader),
    }
  })
  const untold = [
    ...letters.filter(row => take(row)).map(letter => ({ at: atOf(letter), letter })),
    ...answers.filter(row => take(row)).map(answer => ({ at: answer.answeredAt, answer })),
    ...notes.filter(row => take(row)).map(note => ({ at: note.writtenAt, note })),
  ].map(({ at, ...row }) => ({
    ...blank,
    at,
    order: Number.MAX_SAFE_INTEGER,
    ...shown(row, history, reader),
  }))
  return [...untold, ...fromEvents].toSorted(newestFirst)
}

const blank = { event: null, letter: null, answer: null, note: null }

type Row = {
  event?: Event
  letter?: History['letters'][number] | undefined
  answer?: History['answers'][number] | undefined
  note?: History['notes'][number] | undefined
}

function shown({ event, letter, answer, note }: Row, history: History, reader: Reader): Partial<Entry> {
  const { answers, events } = history
  if (letter) return { letter: letterView(letter, latestBounce(letter, events), reader.access) }
  if (answer) {
    const isCurrent = answer === answers[0]
    return {
      answer: { ...answerView(answer, { purpose: reader.purpose, wave: employerSurvey.wave }), isCurrent },
    }
  }
  if (note) return { note: noteView(note, reader) }
  return event ? { event: { ...eventView(event), successor: successorIn(event, reader) } } : {}
}

function successorIn({ kind, successor }: Event, { access }: Reader): string | null {
  return access.seesAddresses && kind === 'letter.auto_replied' ? successor : null
}

/** That it came back for good counts more than that it has not got through yet. */
function latestBounce({ id }: History['letters'][number], events: readonly Event[]): Event | undefined {
  const bounces = events.filter(({ kind, letterId }) => kind === 'letter.bounced' && letterId === id)
  return bounces.find(({ detail }) => detail?.class === 'hard') ?? bounces[0]
}

/** What coaches write may hold a telephone number. */
function noteView(note: History['notes'][number], { access, member }: Reader) {
  const { id, kind, text, staffName } = note
  return {
    id,
    kind,
    text: access.seesAddresses ? text : '',
    isHidden: !access.seesAddresses && text !== '',
    staffName,
    isRemovable: access.recordsAnswers && mayRemove(note, member),
  }
}

/** Not of an answer to anything but the employer's questions at the end: the versions of others are numbered alike. */
function isAnswer({ kind, questionnaire, wave }: Event): boolean {
  const isOfEmployer = questionnaire === employerSurvey.questionnaire && wave === employerSurvey.wave
  return kind === 'answer.received' && isOfEmployer
}

/** That somebody has found out what is true tells that the two who were asked disagree, which is for coaches. */
function isFor({ access }: Reader, { kind }: Event): boolean {
  return access.recordsAnswers || kind !== 'outcome.settled'
}

function isWriting({ kind }: Event): boolean {
  return kind === 'note.written' || kind === 'call.no_answer'
}

function atOf({ finishedAt, queuedAt }: History['letters'][number]): Temporal.Instant {
  return finishedAt ?? queuedAt
}

function newestFirst(one: Entry, other: Entry): number {
  return Temporal.Instant.compare(other.at, one.at) || other.order - one.order
}
