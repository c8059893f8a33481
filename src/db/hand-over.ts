import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Language, PhoneReason } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { contacts, surveys } from './schema.ts'

type Colleague = { employerId: number; name: string; email: string; language: Language }
/** A survey as somebody had it before them: with its link revoked in the meantime, it is not hit any more. */
type Seen = { id: number; linkNumber: number }

/**
 * The contact with that address, made if there is none: a known one keeps its name and language. An address that a coach
 * has replaced means the new contact.
 */
export async function contactFor(db: Queryable, { employerId, name, email, language }: Colleague) {
  await db.execute(sql`
    insert into contacts (employer_id, name, email, language)
    values (${employerId}, ${name}, lower(${email}), ${language})
    on conflict (lower(email)) where email is not null and employer_id is not null do nothing`)
  const named = alias(contacts, 'named')
  const [contact] = await db
    .select({
      id: contacts.id,
      undeliverableAt: contacts.undeliverableAt,
      optedOutAt: contacts.optedOutAt,
    })
    .from(named)
    .innerJoin(contacts, eq(contacts.id, sql`coalesce(${named.replacedById}, ${named.id})`))
    .where(sql`lower(${named.email}) = lower(${email}) and ${named.employerId} is not null`)
  if (!contact) throw new Error('The contact was removed while the survey was handed over')
  return contact
}

/**
 * Asks a colleague from the beginning, or puts the case on the phone list when that contact can't be mailed.
 * @returns whether the survey was hit: of two who hand it over at once, one is.
 */
export async function moveToContact(
  db: Queryable,
  seen: Seen,
  contact: { id: number; obstacle: PhoneReason | null },
  now: Temporal.Instant,
): Promise<boolean> {
  const letters =
    contact.obstacle === null
      ? ({ state: 'open', nextLetterAt: now } as const)
      : ({ state: 'phone', nextLetterAt: null } as const)
  return change(db, seen, now, {
    ...letters,
    phoneReason: contact.obstacle,
    contactId: contact.id,
    handedOverAt: now,
    invitedAt: null,
    lettersSent: 0,
    phoneAt: null,
  })
}

/** Puts the case on the phone list, because the person asked does not know who could answer. */
export async function moveToPhone(db: Queryable, seen: Seen, now: Temporal.Instant): Promise<boolean> {
  return change(db, seen, now, { state: 'phone', phoneReason: 'wrong_person', nextLetterAt: null })
}

async function change(
  db: Queryable,
  { id, linkNumber }: Seen,
  now: Temporal.Instant,
  values: Partial<typeof surveys.$inferInsert>,
): Promise<boolean> {
  const isUnanswered = and(eq(surveys.answerVersion, 0), inArray(surveys.state, ['open', 'phone']))
  const rows = await db
    .update(surveys)
    .set({ ...values, linkNumber: linkNumber + 1 })
    .where(
      and(eq(surveys.id, id), eq(surveys.linkNumber, linkNumber), isUnanswered, gt(surveys.closesAt, now)),
    )
    .returning({ id: surveys.id })
  return rows.length === 1
}
