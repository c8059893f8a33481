import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { type Coach, coachesToWriteTo, insertCoachLetters, type NewCoachLetter } from '../db/coach-letters.ts'
import { addEvents } from '../db/events.ts'
import { lettersOfKindToSend } from '../db/letter-states.ts'
import { coachLettersFrom, isWorthTelling, weekOf } from '../domain/coach-letter.ts'
import { readCoachNews } from './read-coach-news.ts'

/**
 * Decides once a week about the letter to each coach, from its moment to the end of its week: queued where there is
 * something to tell, cancelled otherwise. A week that is missed whole is not made up. Then asks for the delivery of every
 * such letter whose moment has come.
 *
 * Two instances at once decide once: a coach has one letter a week, by a unique key.
 */
export async function queueCoachLetters(context: Context, now: Temporal.Instant): Promise<void> {
  const week = weekOf(now)
  const from = coachLettersFrom(week, context.schedule.calendar)
  const isDue = from !== null && Temporal.Instant.compare(from, now) <= 0
  const coaches = isDue ? await coachesToWriteTo(context.db, week) : []
  const decided: NewCoachLetter[] = []
  for (const coach of coaches) decided.push(await decide(context, coach, week, now))
  const asked = await context.db.transaction(async tx => {
    const noted = await insertCoachLetters(tx, week, decided, now)
    const cancelled = noted.filter(({ state }) => state === 'cancelled')
    const event = { at: now, actor: 'system', kind: 'coach_letter.cancelled' }
    await addEvents(
      tx,
      cancelled.map(({ staffId }) => ({ ...event, detail: { staffId } })),
    )
    const letterIds = await lettersOfKindToSend(tx, 'coach_letter', now)
    await context.jobs.enqueueDeliveries(tx, letterIds, 'coachLetter')
    return letterIds
  })
  if (asked.length > 0) context.jobs.wake()
}

async function decide(
  context: Context,
  coach: Coach,
  week: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<NewCoachLetter> {
  const news = await readCoachNews(context, coach, week, now)
  const domain = context.config.MAIL_FROM.split('@')[1] ?? 'localhost'
  const state = isWorthTelling(news) ? 'queued' : 'cancelled'
  return { staffId: coach.staffId, messageId: `<${randomUUID()}@${domain}>`, state }
}
