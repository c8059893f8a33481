import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { ContactDetails } from '../domain/contact-change.ts'
import type { Queryable } from './connect.ts'
import { contacts, events, letterSurveys, letters, surveys } from './schema.ts'

export type ContactRow = typeof contacts.$inferSelect
export type SurveyRow = typeof surveys.$inferSelect

/** What a replacement changed besides the contact itself; enough to take it back. */
export type Replacement = {
  /** Contacts that the replaced one stood for. */
  followers: number[]
  /** Whom the new one stood aside for until now. */
  formerly: number | null
}

const unanswered = ['scheduled', 'open', 'phone'] as const

/** The surveys of a contact that still want an answer, in the order of their ids. */
export async function unansweredSurveys(
  db: Queryable,
  contactId: number,
  now: Temporal.Instant,
): Promise<SurveyRow[]> {
  return db
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.contactId, contactId),
        inArray(surveys.state, [...unanswered]),
        or(isNull(surveys.closesAt), gt(surveys.closesAt, now)),
      ),
    )
    .orderBy(surveys.id)
}

/**
 * The contact with that address, or without one with that name at the employer, made if there is none. A known one keeps
 * what is known of it: others work with it too. Only a missing telephone number is filled in.
 */
export async function contactWith(
  db: Queryable,
  employerId: number,
  { name, email, phone, language }: ContactDetails,
): Promise<ContactRow> {
  const target =
    email === null
      ? sql`(employer_id, name) where email is null`
      : sql`(lower(email)) where email is not null and employer_id is not null`
  await db.execute(sql`
    insert into contacts (employer_id, name, email, phone, language)
    values (${employerId}, ${name}, ${email}, ${phone}, ${language})
    on conflict ${target} do update set phone = coalesce(contacts.phone, excluded.phone)`)
  const isIt =
    email === null
      ? and(isNull(contacts.email), eq(contacts.employerId, employerId), eq(contacts.name, name))
      : sql`lower(${contacts.email}) = ${email} and ${contacts.employerId} is not null`
  const [contact] = await db.select().from(contacts).where(isIt)
  if (!contact) throw new Error('The contact was removed while it was chosen')
  return contact
}

/** One contact, or undefined. */
export async function findContact(db: Queryable, id: number): Promise<ContactRow | undefined> {
  const [contact] = await db.select().from(contacts).where(eq(contacts.id, id))
  return contact
}

/** Changes one contact, whatever stands in it: for whoever has locked it. */
export async function updateContact(
  db: Queryable,
  id: number,
  values: Partial<Omit<ContactRow, 'id'>>,
): Promise<void> {
  await db.update(contacts).set(values).where(eq(contacts.id, id))
}

/**
 * Puts a contact in the place of another: who names that one, or one it stood for, by import, means the new one. There
 * are no chains and no circles: the new one stands for itself from now on.
 */
export async function replaceContact(db: Queryable, from: number, to: ContactRow): Promise<Replacement> {
  const rows = await db
    .update(contacts)
    .set({ replacedById: to.id })
    .where(and(eq(contacts.replacedById, from), sql`${contacts.id} <> ${to.id}`))
    .returning({ id: contacts.id })
  await updateContact(db, from, { replacedById: to.id })
  await updateContact(db, to.id, { replacedById: null })
  return { followers: rows.map(({ id }) => id), formerly: to.replacedById }
}

/** Takes a replacement back. */
export async function undoReplacement(
  db: Queryable,
  from: number,
  to: number,
  { followers, formerly }: Replacement,
): Promise<void> {
  await updateContact(db, from, { replacedById: null })
  await updateContact(db, to, { replacedById: formerly })
  if (followers.length === 0) return
  await db.update(contacts).set({ replacedById: from }).where(inArray(contacts.id, followers))
}

/** What one change of contact has moved: its events, one a survey, with the surveys as they are now. */
export async function surveysMovedBy(db: Queryable, change: { at: Temporal.Instant; contactId: number }) {
  return db
    .select({ survey: surveys, detail: events.detail })
    .from(events)
    .innerJoin(surveys, eq(surveys.id, events.surveyId))
    .where(
      and(
        eq(events.kind, 'contact.changed'),
        eq(events.at, change.at),
        eq(events.contactId, change.contactId),
      ),
    )
    .orderBy(surveys.id)
}

/** Whether a letter about one of these surveys has gone to the contact since then, or is just going. */
export async function hasBeenMailed(
  db: Queryable,
  surveyIds: readonly number[],
  { at, contactId }: { at: Temporal.Instant; contactId: number },
): Promise<boolean> {
  const [row] = await db
    .select({ id: letters.id })
    .from(letters)
    .innerJoin(letterSurveys, eq(letterSurveys.letterId, letters.id))
    .where(
      and(
        inArray(letterSurveys.surveyId, [...surveyIds]),
        eq(letterSurveys.leftOut, false),
        eq(letters.contactId, contactId),
        inArray(letters.state, ['sending', 'sent', 'failed', 'unconfirmed']),
        sql`${letters.queuedAt} >= ${at.toString()}`,
      ),
    )
    .limit(1)
  return row !== undefined
}
