import { Counter, Gauge, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { readPulse } from '../db/letter-flow.ts'
import {
  type AnswerCount,
  countAnswers,
  countLetters,
  countReturns,
  latestAnswerId,
  watchedKinds,
} from '../db/sending-figures.ts'
import { answerSources, letterStates, pauseCauses, returnClasses } from '../domain/codes.ts'
import { readDueNow } from './letter-flow.ts'

export type Figures = Awaited<ReturnType<typeof readFigures>>

/** One question after the other: whoever watches must not take the connections that pages and letters need. */
export async function readFigures(context: Context, allAnswers: AllAnswers, now: Temporal.Instant) {
  const { db, config, questionnaires } = context
  const pulse = await readPulse(db)
  const due = await readDueNow(context, now)
  return {
    questionnaires: questionnaires.map(({ name }) => name),
    letters: await countLetters(db),
    answers: await allAnswers(),
    returns: await countReturns(db),
    pause: pulse.pause?.cause ?? null,
    oldestDueSeconds: due ? secondsSince(due.since, now) : 0,
    tickSeconds: secondsSince(pulse.tick.doneAt, now),
    mailboxSeconds: config.IMAP_URL ? secondsSince(pulse.mailbox.doneAt, now) : null,
  }
}

export type AllAnswers = () => Promise<AnswerCount[]>

/** Whoever has drawn a number has stored the answer by then, or never will. */
const settledMilliseconds = 120_000

/**
 * Counts all answers over and over at the price of the latest: they are append-only, so those up to the one that was the
 * latest a while ago are counted once. Each count is whole, so of two at once either may stay.
 */
export function createAnswerCount({ db }: Context, settledAfter = settledMilliseconds): AllAnswers {
  let settled: { upTo: number; counts: AnswerCount[] } = { upTo: 0, counts: [] }
  let mark: { id: number; at: number } | undefined
  return async () => {
    mark ??= { id: await latestAnswerId(db), at: performance.now() }
    if (performance.now() - mark.at >= settledAfter) {
      const { upTo, counts } = settled
      const reached = mark.id
      settled = { upTo: reached, counts: addUp([...counts, ...(await countAnswers(db, upTo, reached))]) }
      mark = { id: await latestAnswerId(db), at: performance.now() }
    }
    const { upTo, counts } = settled
    return addUp([...counts, ...(await countAnswers(db, upTo, null))])
  }
}

function addUp(counts: readonly AnswerCount[]): AnswerCount[] {
  const alike = Map.groupBy(counts, ({ questionnaire, source }) => `${questionnaire} ${source}`)
  return [...alike.values()].flatMap(rows =>
    rows.slice(0, 1).map(row => ({ ...row, answers: rows.reduce((sum, { answers }) => sum + answers, 0) })),
  )
}

/** What has never been is older than any limit of an alarm. */
function secondsSince(at: Temporal.Instant | null, now: Temporal.Instant): number {
  return at === null ? Number.POSITIVE_INFINITY : Math.max(0, at.until(now).total('seconds'))
}

/**
 * The figures of one moment as Prometheus reads them. They are the database's, so every instance tells the same: take the
 * greatest of them, never the sum. Without figures, only that the database is away.
 */
export function registerFigures(figures: Figures | null): Registry {
  const registry = new Registry()
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name, help, registers: [registry] }).set(value)
  gauge('survey_database_up', 'Whether the database has answered (1) or not (0).', figures ? 1 : 0)
  if (!figures) return registry
  const { letters, oldestDueSeconds, tickSeconds, mailboxSeconds } = figures
  gauge(
    'survey_oldest_due_letter_age_seconds',
    'How long the letter that has waited longest could have gone out, queued or not; counted from the start of sending on the day. 0 where none waits, and outside sending time.',
    oldestDueSeconds,
  )
  gauge(
    'survey_letter_queue_length',
    'Letters that wait in the queue, whenever they are to go.',
    letters.filter(({ state }) => state === 'queued').reduce((sum, row) => sum + row.letters, 0),
  )
  gauge(
    'survey_tick_age_seconds',
    'Time since the scheduler last did its work. +Inf where it never has.',
    tickSeconds,
  )
  if (mailboxSeconds !== null) {
    gauge(
      'survey_return_mailbox_age_seconds',
      'Time since the return mailbox was last read. +Inf where it never was; absent where none is set.',
      mailboxSeconds,
    )
  }
  registerTallies(registry, figures)
  return registry
}

/** Each label from the beginning, so that a first failure is seen as a rise from 0. */
function registerTallies(registry: Registry, { letters, answers, returns, pause, questionnaires }: Figures) {
  const registers = [registry]
  const byState = new Gauge({
    name: 'survey_letters',
    help: 'Letters by whom they are for (survey: respondents) and where they stand.',
    labelNames: ['kind', 'state'],
    registers,
  })
  for (const kind of watchedKinds) for (const state of letterStates) byState.set({ kind, state }, 0)
  for (const { kind, state, letters: count } of letters) byState.set({ kind, state }, count)

  const paused = new Gauge({
    name: 'survey_sending_paused',
    help: 'Whether the queue is paused because the mail server refuses the sign-in or can not be spoken to safely.',
    labelNames: ['cause'],
    registers,
  })
  for (const cause of pauseCauses) paused.set({ cause }, cause === pause ? 1 : 0)

  const answered = new Counter({
    name: 'survey_answers_total',
    help: 'Answers that have come in, each change of one counted, too.',
    labelNames: ['questionnaire', 'source'],
    registers,
  })
  for (const questionnaire of questionnaires)
    for (const source of answerSources) answered.inc({ questionnaire, source }, 0)
  for (const { questionnaire, source, answers: count } of answers)
    answered.inc({ questionnaire, source }, count)

  const returned = new Counter({
    name: 'survey_returns_total',
    help: 'What has come back to the return mailbox, by what it was.',
    labelNames: ['class'],
    registers,
  })
  for (const name of returnClasses) returned.inc({ class: name }, 0)
  for (const row of returns) returned.inc({ class: row.class }, row.returns)
}
