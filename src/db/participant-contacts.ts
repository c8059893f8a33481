import { sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'

/** The contacts of these participants whose address is no longer that of the participant, with the one that is. */
export async function contactsWithFormerAddress(
  db: Queryable,
  participantIds: readonly number[],
): Promise<{ id: number; email: string | null }[]> {
  if (participantIds.length === 0) return []
  const rows = await db.execute<{ id: string; email: string | null }>(sql`
    select c.id, p.email from contacts c join participants p on p.id = c.participant_id
    where p.id = any(${`{${participantIds.join(',')}}`}::bigint[]) and c.email is distinct from p.email
    order by c.id`)
  return rows.map(({ id, email }) => ({ id: Number(id), email }))
}

/**
 * The contacts as which these participants get letters, made where there are none and brought up to date with the
 * participants' addresses. A new address has not been found undeliverable.
 * @returns participant id -> contact id
 */
export async function ensureParticipantContacts(
  db: Queryable,
  participantIds: readonly number[],
): Promise<Map<number, number>> {
  if (participantIds.length === 0) return new Map()
  const ids = sql`${`{${[...new Set(participantIds)].join(',')}}`}::bigint[]`
  await db.execute(sql`
    insert into contacts (participant_id, name, email, language)
    select id, '', email, 'sv' from participants where id = any(${ids}) order by id
    on conflict (participant_id) do update
      set email = excluded.email, undeliverable_at = null, undeliverable_reason = null, undeliverable_cause = null
      where contacts.email is distinct from excluded.email`)
  const rows = await db.execute<{ id: string; participant_id: string }>(
    sql`select id, participant_id from contacts where participant_id = any(${ids}) order by id`,
  )
  return new Map(rows.map(row => [Number(row.participant_id), Number(row.id)]))
}
