import { and, desc, eq, inArray, lte, or, sql } from 'drizzle-orm'
import { employerSurvey } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { answers, contacts, placements, surveys } from './schema.ts'

export type SurveyRow = typeof surveys.$inferSelect
type NewSurvey = typeof surveys.$inferInsert
/** What an event needs to know of a survey that has just changed. */
export type ChangedSurvey = Pick<SurveyRow, 'id' | 'placementId' | 'contactId' | 'phoneReason'>

const changed = {
  id: surveys.id,
  placementId: surveys.placementId,
  contactId: surveys.contactId,
  phoneReason: surveys.phoneReason,
}

/** Joins a placement with its employer survey. */
export const isEmployerSurvey = and(
  eq(surveys.placementId, placements.id),
  eq(surveys.questionnaire, employerSurvey.questionnaire),
  eq(surveys.wave, employerSurvey.wave),
)

/**
 * Keeps the surveys of these placements as they are until the transaction ends. Whoever decides by what stands in them
 * reads them after this: an answer that is being stored at the moment is waited for, and one that comes later waits.
 */
export async function lockSurveys(db: Queryable, placementIds: readonly number[]): Promise<void> {
  await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(inArray(surveys.placementId, [...placementIds]))
    .orderBy(surveys.id)
    .for('no key update')
}

/** The same by the placements' numbers in the case system. */
export async function lockSurveysOfCases(db: Queryable, caseIds: readonly string[]): Promise<void> {
  const ofCases = db
    .select({ id: placements.id })
    .from(placements)
    .where(inArray(placements.caseId, [...caseIds]))
  await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(inArray(surveys.placementId, ofCases))
    .orderBy(surveys.id)
    .for('no key update')
}

/** Placements as the scheduling of their surveys sees them, with what the employer has answered about the end of each. */
export async function placementsToSchedule(db: Queryable, placementIds: readonly number[]) {
  return db
    .select({
      id: placements.id,
      participantId: placements.participantId,
      purpose: placements.purpose,
      endedOn: placements.endedOn,
      endReason: placements.endReason,
      contactId: placements.contactId,
      employment: sql<string | null>`${answers.values}->>'employment'`,
    })
    .from(placements)
    .leftJoin(surveys, isEmployerSurvey)
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(inArray(placements.id, [...placementIds]))
    .orderBy(placements.id)
}

/** Every survey about these placements. */
export async function surveysOfPlacements(
  db: Queryable,
  placementIds: readonly number[],
): Promise<SurveyRow[]> {
  return db
    .select()
    .from(surveys)
    .where(inArray(surveys.placementId, [...placementIds]))
    .orderBy(surveys.id)
}

/** Makes surveys; a placement has one of each questionnaire and wave. */
export async function insertSurveys(
  db: Queryable,
  rows: readonly NewSurvey[],
): Promise<{ id: number; placementId: number | null }[]> {
  if (rows.length === 0) return []
  return db
    .insert(surveys)
    .values([...rows])
    .returning({ id: surveys.id, placementId: surveys.placementId })
}

/** Makes the survey of a placement that goes on, which opens when its end is known. */
export async function planSurvey(
  db: Queryable,
  { placementId, contactId }: Pick<NewSurvey, 'placementId' | 'contactId'>,
): Promise<SurveyRow> {
  const planned = { ...employerSurvey, placementId, contactId, state: 'scheduled' } as const
  const [row] = await db.insert(surveys).values(planned).returning()
  if (!row) throw new Error('A survey was not stored')
  return row
}

/** A survey with whom it asks, or undefined. */
export async function findSurvey(db: Queryable, id: number) {
  const [row] = await db
    .select({ survey: surveys, contact: contacts })
    .from(surveys)
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .where(eq(surveys.id, id))
  return row
}

/** Changes one survey, whatever stands in it: for whoever has locked it. */
export async function updateSurvey(db: Queryable, id: number, values: Partial<NewSurvey>): Promise<void> {
  await db.update(surveys).set(values).where(eq(surveys.id, id))
}

/** The different moments at which scheduled surveys should have opened by now, oldest first. */
export async function openingsDue(db: Queryable, now: Temporal.Instant): Promise<Temporal.Instant[]> {
  const rows = await db
    .selectDistinct({ opensAt: surveys.opensAt })
    .from(surveys)
    .where(and(eq(surveys.state, 'scheduled'), lte(surveys.opensAt, now)))
    .orderBy(surveys.opensAt)
  return rows.flatMap(({ opensAt }) => opensAt ?? [])
}

/** Why the contact of a survey can't be mailed; null for one who can. */
const obstacle = sql`case when ${contacts.email} is null then 'no_address'
  when ${contacts.optedOutAt} is not null then 'opted_out'
  when ${contacts.undeliverableAt} is not null then 'undeliverable' end`

/** Opens every survey scheduled for that moment; one whose contact can't be mailed goes to the phone list at once. */
export async function openSurveysOf(
  db: Queryable,
  opensAt: Temporal.Instant,
  closesAt: Temporal.Instant,
): Promise<ChangedSurvey[]> {
  return db
    .update(surveys)
    .set({
      state: sql`case when ${obstacle} is null then 'open' else 'phone' end`,
      phoneReason: obstacle,
      nextLetterAt: sql`case when ${obstacle} is null then ${surveys.opensAt} end`,
      closesAt,
    })
    .from(contacts)
    .where(
      and(eq(contacts.id, surveys.contactId), eq(surveys.state, 'scheduled'), eq(surveys.opensAt, opensAt)),
    )
    .returning(changed)
}

/**
 * Hands to the coaches what has been silent for too long, and what waits for somebody who can't be mailed: whoever found
 * that out may not have seen a survey that was opened or handed over at the same moment.
 */
export async function handWaitingToPhone(db: Queryable, now: Temporal.Instant): Promise<ChangedSurvey[]> {
  return db
    .update(surveys)
    .set({ state: 'phone', phoneReason: sql`coalesce(${obstacle}, 'no_answer')`, nextLetterAt: null })
    .from(contacts)
    .where(
      and(
        eq(contacts.id, surveys.contactId),
        eq(surveys.state, 'open'),
        or(lte(surveys.phoneAt, now), sql`${obstacle} is not null`),
      ),
    )
    .returning(changed)
}

/** Hands to the coaches every open survey of a contact who can't be mailed any more. */
export async function handContactToPhone(
  db: Queryable,
  contactId: number,
  phoneReason: 'undeliverable' | 'opted_out',
): Promise<ChangedSurvey[]> {
  return db
    .update(surveys)
    .set({ state: 'phone', phoneReason, nextLetterAt: null })
    .where(and(eq(surveys.contactId, contactId), eq(surveys.state, 'open')))
    .returning(changed)
}

/** The surveys on the phone list for one reason, whose contact is one of these; each with its contact. */
export async function phonedFor(
  db: Queryable,
  contactIds: readonly number[],
  phoneReason: 'undeliverable' | 'opted_out',
) {
  return db
    .select({ survey: surveys, contact: contacts })
    .from(surveys)
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .where(
      and(
        inArray(surveys.contactId, [...contactIds]),
        eq(surveys.state, 'phone'),
        eq(surveys.phoneReason, phoneReason),
      ),
    )
    .orderBy(surveys.id)
}

/** The surveys that ask one of these contacts and still want an answer; the first of a placement comes last. */
export async function surveysAsking(
  db: Queryable,
  contactIds: readonly number[],
): Promise<{ id: number; placementId: number | null }[]> {
  return db
    .select({ id: surveys.id, placementId: surveys.placementId })
    .from(surveys)
    .where(
      and(
        inArray(surveys.contactId, [...contactIds]),
        inArray(surveys.state, ['scheduled', 'open', 'phone']),
      ),
    )
    .orderBy(desc(surveys.id))
}

/** The placements whose surveys ask one of these contacts, and still want an answer. */
export async function placementsAsking(db: Queryable, contactIds: readonly number[]): Promise<number[]> {
  const asking = await surveysAsking(db, contactIds)
  return [...new Set(asking.flatMap(({ placementId }) => placementId ?? []))]
}

/** Hands these surveys to the coaches: the letter about them was refused for good. */
export async function handToPhone(db: Queryable, surveyIds: readonly number[]): Promise<ChangedSurvey[]> {
  return db
    .update(surveys)
    .set({ state: 'phone', phoneReason: 'undeliverable', nextLetterAt: null })
    .where(and(inArray(surveys.id, [...surveyIds]), eq(surveys.state, 'open')))
    .returning(changed)
}

/** Closes what has been open for its time without an answer. */
export async function closeOverdue(db: Queryable, now: Temporal.Instant): Promise<ChangedSurvey[]> {
  return db
    .update(surveys)
    .set({ state: 'closed', nextLetterAt: null })
    .where(and(inArray(surveys.state, ['open', 'phone']), lte(surveys.closesAt, now)))
    .returning(changed)
}
