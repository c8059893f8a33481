import { sql } from 'drizzle-orm'
import type { LetterState } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { prepareStatement } from './prepared.ts'

/** How an attempt to send a letter ended. */
export type LetterEnd = {
  letterId: number
  /** The attempt that ended: a later attempt of the same letter is not touched. */
  attempt: number
  state: Exclude<LetterState, 'sending'>
  reason: string | null
  /** When to try again; only with state `queued`. */
  sendAt: Temporal.Instant | null
  /** It did not come to an attempt: the letter is queued as it was before. */
  isUntried: boolean
  contactId: number
  /** No other letter to the contact before this moment; null leaves it as it is. */
  contactFrom: Temporal.Instant | null
  /** What the surveys in it wait for next; empty while the letter is to be tried again. */
  surveys: readonly {
    id: number
    invitedAt: Temporal.Instant
    nextLetterAt: Temporal.Instant | null
    phoneAt: Temporal.Instant
  }[]
}

/**
 * Ends an attempt: the letter, its surveys' next steps, the contact's spacing and the events, in one statement.
 * An attempt that was already given up as `unconfirmed` can still turn out to have ended; nothing else can.
 * @returns whether it was this attempt's end, and so recorded.
 */
export async function finishLetter(db: Queryable, end: LetterEnd, now: Temporal.Instant): Promise<boolean> {
  const { letterId, attempt, state, reason, contactId } = end
  const finished = await finish(db, {
    letterId,
    attempt,
    state,
    reason,
    contactId,
    at: now.toString(),
    sendAt: end.sendAt?.toString() ?? null,
    isUntried: end.isUntried,
    contactFrom: end.contactFrom?.toString() ?? null,
    surveys: JSON.stringify(end.surveys.map(stepFrom)),
  })
  return finished.length === 1
}

function stepFrom(survey: LetterEnd['surveys'][number]) {
  return {
    id: survey.id,
    invited_at: survey.invitedAt,
    next_letter_at: survey.nextLetterAt,
    phone_at: survey.phoneAt,
  }
}

const at = sql`${sql.placeholder('at')}::timestamptz`
const sendAt = sql`${sql.placeholder('sendAt')}::timestamptz`
const contactFrom = sql`${sql.placeholder('contactFrom')}::timestamptz`
const state = sql`${sql.placeholder('state')}::text`
const surveys = sql`${sql.placeholder('surveys')}::jsonb`
const letterId = sql.placeholder('letterId')
const attempt = sql.placeholder('attempt')
const reason = sql.placeholder('reason')
const isUntried = sql`${sql.placeholder('isUntried')}::boolean`
const contactId = sql.placeholder('contactId')

const finish = prepareStatement(sql`
  with attempt as (
    -- Locked: whoever ends the same attempt at this moment goes first, and its state is seen here.
    select id, state from letters where id = ${letterId} and attempts = ${attempt} for update
  ), ended as (
    update letters set state = ${state}, reason = ${reason},
      send_at = coalesce(${sendAt}, send_at),
      finished_at = case when ${state} <> 'queued' then ${at} end,
      attempts = case when ${isUntried} then attempts - 1 else attempts end,
      first_attempt_at = case when ${isUntried} and attempts = 1 then null else first_attempt_at end
    from attempt
    where letters.id = attempt.id
      and (attempt.state = 'sending' or attempt.state = 'unconfirmed' and ${state} in ('sent', 'failed'))
    returning letters.id
  ), steps as (
    select step.* from ended, attempt, jsonb_to_recordset(${surveys})
      as step(id bigint, invited_at timestamptz, next_letter_at timestamptz, phone_at timestamptz)
    -- What was given up as unconfirmed has taken these steps already.
    where attempt.state = 'sending'
  ), moved as (
    update surveys set invited_at = coalesce(surveys.invited_at, steps.invited_at), letters_sent = letters_sent + 1,
      next_letter_at = case when state = 'open' then steps.next_letter_at end, phone_at = steps.phone_at
    from steps
    -- One that was scheduled anew, or for somebody else, while the letter was on its way begins from the beginning.
    where surveys.id = steps.id and surveys.contact_id = ${contactId} and surveys.state <> 'scheduled'
  ), spaced as (
    update contacts set earliest_letter_at = ${contactFrom}
    where id = ${contactId} and ${contactFrom} is not null and exists (select from ended)
  ), told as (
    insert into events (at, actor, kind, placement_id, survey_id, letter_id, contact_id)
    select ${at}, 'system', 'letter.' || ${state}, s.placement_id, s.id, ended.id, ${contactId}
    from ended
    -- What was left out of a letter hears of it only when nothing was left to send.
    join letter_surveys carried on carried.letter_id = ended.id and carried.left_out = (${state} = 'cancelled')
    join surveys s on s.id = carried.survey_id
    where not ${isUntried}
    order by s.id
  )
  select id from ended`)
