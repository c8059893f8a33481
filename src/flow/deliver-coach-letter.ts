import type { Context } from '../context.ts'
import { type Coach, findQueuedCoachLetter, type QueuedCoachLetter } from '../db/coach-letters.ts'
import { type CoachNews, coachLetterRetryAt, isWorthTelling, weekOf } from '../domain/coach-letter.ts'
import { composeCoachLetter } from '../mail/coach-letter.ts'
import type { Message } from '../mail/transport.ts'
import { attemptLetter, cancelLetter } from './attempt-letter.ts'
import { readCoachNews } from './read-coach-news.ts'

/**
 * Sends one weekly letter. It tells how things stand just before it leaves. Cancelled when nothing is left to tell, its
 * week is over, or its reader is a coach no longer.
 */
export async function deliverCoachLetter(context: Context, letterId: number): Promise<void> {
  const now = context.clock.now()
  const letter = await findQueuedCoachLetter(context.db, letterId, now)
  if (!letter) return
  const wanted = await wantedNews(context, letter, now)
  if (!wanted) return cancelLetter(context, 'coach_letter', letterId, now)
  await attemptLetter(context, {
    kind: 'coach_letter',
    id: letterId,
    to: wanted.coach.email,
    compose: ({ messageId }) => composeFor(context, messageId, wanted, letter.week),
    retryAt: ({ attempts }, refusedAt) => coachLetterRetryAt(letter.week, attempts, refusedAt),
  })
}

type Wanted = { coach: Coach; news: CoachNews }

async function wantedNews(
  context: Context,
  { coach, week }: QueuedCoachLetter,
  now: Temporal.Instant,
): Promise<Wanted | undefined> {
  if (!coach || !weekOf(now).equals(week)) return undefined
  const news = await readCoachNews(context, coach, week, now)
  return isWorthTelling(news) ? { coach, news } : undefined
}

function composeFor(
  { config, renderer, baseUrl }: Context,
  messageId: string,
  { coach, news }: Wanted,
  week: Temporal.PlainDate,
): Message {
  const organisation = config.ORGANISATION_NAME
  return composeCoachLetter(renderer, {
    messageId,
    language: coach.language,
    organisation,
    from: { name: organisation, address: config.MAIL_FROM },
    to: { name: '', address: coach.email },
    replyTo: { name: organisation, address: config.CONTACT_EMAIL },
    baseUrl,
    placementUrl: id => `${baseUrl}/placements/${id}`,
    week,
    news,
  })
}
