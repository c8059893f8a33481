import { type SQL, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { contacts, letters } from './schema.ts'
import { sendingTurns } from './sending-schema.ts'

/** How many letters may leave in a minute, in all and to one receiving domain; null for any number. */
export type SendingLimits = { all: number | null; toDomain: number | null }

/** Most letters that a column of that type can count: no limit. */
const countless = 2 ** 31 - 1

/**
 * Takes a turn to send one letter in the minute of `now`, whichever instance asks: two conditional updates in one statement,
 * so that no minute has more than its limits. What is not sent then after all has used its turn.
 * @param domain of the receiver
 * @returns whether there was one left
 */
export async function takeTurn(
  db: Queryable,
  domain: string,
  { all, toDomain }: SendingLimits,
  now: Temporal.Instant,
): Promise<boolean> {
  const minute = sql`date_trunc('minute', ${now.toString()}::timestamptz)`
  const [turn] = await db.execute<{ taken: boolean }>(sql`
    with of_domain as (${oneMore(sql`values (${domain}, ${minute}, 1)`, toDomain)}),
      of_all as (${oneMore(sql`select '', ${minute}, 1 from of_domain`, all)})
    select exists (select from of_all) as taken`)
  return turn?.taken ?? false
}

function oneMore(rows: SQL, limit: number | null): SQL {
  return sql`
    insert into sending_turns (domain, minute, letters) ${rows}
    on conflict (domain, minute) do update set letters = sending_turns.letters + 1
      where sending_turns.letters < ${limit ?? countless}
    returning 1`
}

/** Where a letter goes: what stands after the @, in lower case. Empty where there is no address any longer. */
export async function receivingDomain(db: Queryable, letterId: number): Promise<string> {
  const [row] = await db.execute<{ domain: string | null }>(sql`
    select ${domainOfContact} as domain
    from ${letters} join ${contacts} on ${contacts.id} = ${letters.contactId}
    where ${letters.id} = ${letterId}`)
  return row?.domain ?? ''
}

/** The receiving domain of a contact. */
export const domainOfContact = sql`lower(substring(${contacts.email} from '@([^@]*)$'))`

/** Forgets the minutes before that moment. */
export async function deleteTurns(db: Queryable, before: Temporal.Instant): Promise<void> {
  await db.delete(sendingTurns).where(sql`${sendingTurns.minute} < ${before.toString()}::timestamptz`)
}
