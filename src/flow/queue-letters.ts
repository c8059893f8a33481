import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import {
  type DueSurvey,
  insertLetterSurveys,
  insertLetters,
  lettersToSend,
  surveysDue,
} from '../db/letters.ts'
import { findSendingPause } from '../db/sending-pauses.ts'
import type { SendingLimits } from '../db/sending-turns.ts'
import { sendingLimits } from './take-turn.ts'

/**
 * Queues one letter for each contact whose surveys are due, with every due survey in it (rule 2), and asks for the
 * delivery of every letter whose moment has come. Does nothing outside sending time (rule 1).
 *
 * Two instances at once queue each letter once: the database lets a contact have one letter under way.
 */
export async function queueLetters(context: Context, now: Temporal.Instant): Promise<void> {
  if (!context.schedule.isSendingTime(now)) return
  const due = Map.groupBy(await surveysDue(context.db, now), survey => survey.contactId)
  await context.db.transaction(async tx => {
    const stored = await insertLetters(
      tx,
      [...due].map(([contactId, surveys]) => newLetter(context, contactId, surveys)),
      now,
    )
    const carried = stored.flatMap(({ id, contactId }) => surveysIn(id, due.get(contactId) ?? []))
    await insertLetterSurveys(tx, carried)
    await context.jobs.enqueueDeliveries(tx, await lettersToSend(tx, now, await limitsNow(tx, context, now)))
  })
  context.jobs.wake()
}

/** While the queue is paused, at most the one that tries the mail server. */
async function limitsNow(tx: Queryable, context: Context, now: Temporal.Instant): Promise<SendingLimits> {
  const pause = await findSendingPause(tx)
  if (!pause) return sendingLimits(context)
  return { all: Temporal.Instant.compare(pause.tryAt, now) <= 0 ? 1 : 0, toDomain: null }
}

function newLetter(context: Context, contactId: number, surveys: readonly DueSurvey[]) {
  const domain = context.config.MAIL_FROM.split('@')[1] ?? 'localhost'
  const kind = surveys.every(({ invited }) => invited) ? ('reminder' as const) : ('invitation' as const)
  return { contactId, kind, messageId: `<${randomUUID()}@${domain}>` }
}

function surveysIn(letterId: number, surveys: readonly DueSurvey[]) {
  return surveys.map(survey => ({ letterId, surveyId: survey.id, number: survey.lettersSent + 1 }))
}
