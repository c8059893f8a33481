import type { Context } from '../context.ts'
import {
  type ClaimedCoachLetter,
  type Coach,
  type CoachLetterEnd,
  cancelCoachLetter,
  claimCoachLetter,
  findQueuedCoachLetter,
  finishCoachLetter,
  type QueuedCoachLetter,
} from '../db/coach-letters.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { type CoachNews, coachLetterRetryAt, isWorthTelling, weekOf } from '../domain/coach-letter.ts'
import { composeCoachLetter } from '../mail/coach-letter.ts'
import type { Delivery, Message } from '../mail/transport.ts'
import { readCoachNews } from './read-coach-news.ts'

/**
 * Sends one weekly letter as deliverLetter() does the others (rule 4): claimed and committed before SMTP begins, and no
 * transaction spans it. It tells how things stand just before it leaves. Cancelled when nothing is left to tell, its week
 * is over, or its reader is a coach no longer.
 */
export async function deliverCoachLetter(context: Context, letterId: number): Promise<void> {
  const { db, clock, mailer } = context
  const claimedAt = clock.now()
  const letter = await findQueuedCoachLetter(db, letterId, claimedAt)
  if (!letter) return
  const wanted = await wantedNews(context, letter, claimedAt)
  if (!wanted) return cancel(context, letter, claimedAt)
  const claimed = await claimCoachLetter(db, letterId, claimedAt)
  if (!claimed) return
  const delivery = await mailer.send(composeFor(context, claimed, wanted, letter.week))
  await recordDelivery(context, letter, claimed, delivery)
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

async function cancel({ db }: Context, { id, staffId }: QueuedCoachLetter, now: Temporal.Instant) {
  await db.transaction(async tx => {
    if (await cancelCoachLetter(tx, id, now)) await tell(tx, staffId, 'cancelled', now)
  })
}

async function recordDelivery(
  { db, clock }: Context,
  { staffId, week }: QueuedCoachLetter,
  { id, attempts }: ClaimedCoachLetter,
  delivery: Delivery,
): Promise<void> {
  const now = clock.now()
  const end = { id, attempt: attempts, ...endOf(delivery, week, attempts, now) }
  await db.transaction(async tx => {
    if (await finishCoachLetter(tx, end, now)) await tell(tx, staffId, end.state, now)
  })
}

function endOf(
  delivery: Delivery,
  week: Temporal.PlainDate,
  attempts: number,
  now: Temporal.Instant,
): Pick<CoachLetterEnd, 'state' | 'reason' | 'sendAt'> {
  if (delivery.outcome === 'accepted') return { state: 'sent', reason: null, sendAt: null }
  const { outcome, reason } = delivery
  if (outcome === 'unknown') return { state: 'unconfirmed', reason, sendAt: null }
  const sendAt = outcome === 'deferred' ? coachLetterRetryAt(week, attempts, now) : null
  return { state: sendAt ? 'queued' : 'failed', reason, sendAt }
}

async function tell(tx: Queryable, staffId: string, state: string, now: Temporal.Instant): Promise<void> {
  await addEvents(tx, [{ at: now, actor: 'system', kind: `coach_letter.${state}`, detail: { staffId } }])
}

function composeFor(
  { config, renderer, baseUrl }: Context,
  { messageId }: ClaimedCoachLetter,
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
