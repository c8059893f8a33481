import { sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import type { ClaimedLetter, LetterItem } from './letter-claim.ts'

/** What it takes to record how an attempt ended; nothing of what the letter says, which may have changed since. */
export type LetterAttempt = Pick<ClaimedLetter, 'id' | 'attempts' | 'sendingAt'> & {
  contact: { id: number }
  items: readonly AttemptedItem[]
}

type AttemptedItem = Pick<LetterItem, 'surveyId' | 'number' | 'invitedAt'>
type Row = {
  id: string
  attempts: number
  sending_at: string
  contact_id: string
  items: (Omit<AttemptedItem, 'invitedAt'> & { invitedAt: string | null })[]
}

/** Letters that have been in `sending` since before that moment: the process that sent them has died. */
export async function lettersLeftSending(db: Queryable, before: Temporal.Instant): Promise<LetterAttempt[]> {
  const rows = await db.execute<Row>(sql`
    select l.id, l.attempts, l.sending_at, l.contact_id, coalesce(
        jsonb_agg(jsonb_build_object('surveyId', s.id, 'number', carried.number,
          'invitedAt', s.invited_at) order by s.id) filter (where s.id is not null), '[]') as items
    from letters l
    left join letter_surveys carried on carried.letter_id = l.id and not carried.left_out
    left join surveys s on s.id = carried.survey_id
    where l.state = 'sending' and l.sending_at < ${before.toString()}::timestamptz
    group by l.id
    order by l.id`)
  return rows.map(attemptFrom)
}

function attemptFrom({ id, attempts, sending_at, contact_id, items }: Row): LetterAttempt {
  return {
    id: Number(id),
    attempts,
    sendingAt: Temporal.Instant.from(sending_at),
    contact: { id: Number(contact_id) },
    items: items.map(({ invitedAt, ...item }) => ({
      ...item,
      invitedAt: invitedAt === null ? null : Temporal.Instant.from(invitedAt),
    })),
  }
}
