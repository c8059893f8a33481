import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { BounceCause, Language } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { contacts, surveys } from './schema.ts'

/** `email` in lower case, or null. */
type ImportedContactRow = {
  employerId: number
  name: string
  email: string | null
  phone: string | null
  language: Language
}

/**
 * Makes contacts, and brings the known ones up to date: an address is one contact, also where it serves two employers
 * (the first one stays noted); without an address, employer and name are. No contact may stand twice in `rows`.
 */
export async function upsertContacts(db: Queryable, rows: readonly ImportedContactRow[]) {
  const withEmail = rows.filter(({ email }) => email !== null)
  const withoutEmail = rows.filter(({ email }) => email === null)
  await upsert(db, withEmail, sql`(lower(email)) where email is not null and employer_id is not null`)
  await upsert(db, withoutEmail, sql`(employer_id, name) where email is null`)
}

/** Who is meant by a contact: the one that a coach has put in its place, if any. */
const meant = sql<number>`coalesce(${contacts.replacedById}, ${contacts.id})`.mapWith(Number)

/** The contacts at employers that these addresses mean; they are in lower case here and there. */
export async function contactsByEmail(db: Queryable, emails: readonly string[]) {
  return db
    .select({ id: meant, email: sql<string>`lower(${contacts.email})` })
    .from(contacts)
    .where(and(inArray(sql`lower(${contacts.email})`, [...emails]), isNotNull(contacts.employerId)))
}

/** Who is meant by the names at these employers that have no address. */
export async function contactsWithoutEmail(db: Queryable, employerIds: readonly number[]) {
  const { name, email } = contacts
  const employerId = sql<number>`${contacts.employerId}`.mapWith(Number)
  return db
    .select({ id: meant, employerId, name })
    .from(contacts)
    .where(and(inArray(contacts.employerId, [...employerIds]), isNull(email)))
}

/** Hand-written: the query builder has no conflict target that is an expression. */
async function upsert(db: Queryable, rows: readonly ImportedContactRow[], target: SQL): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`
    insert into contacts (employer_id, name, email, phone, language)
    select "employerId", name, email, phone, language
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given("employerId" bigint, name text, email text, phone text, language text)
    on conflict ${target} do update
      set name = excluded.name, phone = excluded.phone, language = excluded.language
      where (contacts.name, contacts.phone, contacts.language)
        is distinct from (excluded.name, excluded.phone, excluded.language)`)
}

/** No more letters to this contact, since the address is no use: a mail server has refused it, or a letter came back. */
export async function markUndeliverable(
  db: Queryable,
  contactId: number,
  { cause, reason }: { cause: BounceCause; reason: string | null },
  now: Temporal.Instant,
): Promise<void> {
  await db
    .update(contacts)
    .set({ undeliverableAt: now, undeliverableReason: reason, undeliverableCause: cause })
    .where(eq(contacts.id, contactId))
}

/**
 * Every contact that is the same person by what coaches have corrected: the one that counts, and those it has replaced.
 * They and their surveys stay as they are until the transaction ends, surveys first.
 */
export async function lockPerson(db: Queryable, contactId: number): Promise<number[]> {
  const counts = sql`(select coalesce(replaced_by_id, id) from contacts where id = ${contactId})`
  const isSame = or(eq(contacts.id, counts), eq(contacts.replacedById, counts))
  const known = db.select({ id: contacts.id }).from(contacts).where(isSame)
  await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(inArray(surveys.contactId, known))
    .orderBy(surveys.id)
    .for('no key update')
  const rows = await known.orderBy(contacts.id).for('no key update')
  return rows.map(({ id }) => id)
}

/** Locks whoever a survey asks, in the same way. */
export async function lockPersonAsked(db: Queryable, surveyId: number): Promise<void> {
  const [survey] = await db
    .select({ contactId: surveys.contactId })
    .from(surveys)
    .where(eq(surveys.id, surveyId))
  if (survey) await lockPerson(db, survey.contactId)
}

/** No letters to these contacts at all, since they have said so at that moment; null: letters again. */
export async function markOptedOut(
  db: Queryable,
  contactIds: readonly number[],
  now: Temporal.Instant | null,
): Promise<void> {
  await db
    .update(contacts)
    .set({ optedOutAt: now })
    .where(inArray(contacts.id, [...contactIds]))
}

/** The survey by which one of these contacts was asked last, whatever became of it; none for who has never been asked. */
export async function lastSurveyOf(
  db: Queryable,
  contactIds: readonly number[],
): Promise<{ id: number; placementId: number | null }[]> {
  return db
    .select({ id: surveys.id, placementId: surveys.placementId })
    .from(surveys)
    .where(inArray(surveys.contactId, [...contactIds]))
    .orderBy(desc(surveys.id))
    .limit(1)
}

/** Whether the contact of a survey has asked for no more letters. */
export async function isOptedOut(db: Queryable, surveyId: number): Promise<boolean> {
  const [row] = await db
    .select({ optedOutAt: contacts.optedOutAt })
    .from(surveys)
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .where(eq(surveys.id, surveyId))
  return row !== undefined && row.optedOutAt !== null
}
