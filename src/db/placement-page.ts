import { and, desc, eq, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable } from './connect.ts'
import { contactOfPlacement } from './placement-case.ts'
import {
  answers,
  contacts,
  employers,
  events,
  letterSurveys,
  letters,
  participants,
  placements,
  surveys,
} from './schema.ts'
import { staff, units } from './staff-schema.ts'
import { isEmployerSurvey } from './surveys.ts'

export type PlacementPage = NonNullable<Awaited<ReturnType<typeof findPlacement>>>

const coach = alias(staff, 'coach')

/**
 * A placement with its people and its survey; the contact is the one who is asked.
 * @param unitId the only unit whose placements may be seen, or null for all
 */
export async function findPlacement(db: Queryable, id: number, unitId: number | null) {
  const [row] = await db
    .select({
      placement: placements,
      employer: employers,
      participant: participants,
      unit: units,
      contact: contacts,
      survey: surveys,
      coachName: coach.name,
    })
    .from(placements)
    .innerJoin(employers, eq(employers.id, placements.employerId))
    .innerJoin(participants, eq(participants.id, placements.participantId))
    .innerJoin(units, eq(units.id, placements.unitId))
    .leftJoin(surveys, isEmployerSurvey)
    .innerJoin(contacts, eq(contacts.id, contactOfPlacement))
    .leftJoin(coach, eq(coach.email, sql`lower(${placements.coachEmail})`))
    .where(and(eq(placements.id, id), unitId === null ? undefined : eq(placements.unitId, unitId)))
  return row
}

/** The letters that carried the survey, newest first, each with the contact it went to. */
export async function listLetters(db: Queryable, surveyId: number) {
  return db
    .select({
      id: letters.id,
      number: letterSurveys.number,
      leftOut: letterSurveys.leftOut,
      state: letters.state,
      queuedAt: letters.queuedAt,
      sendAt: letters.sendAt,
      finishedAt: letters.finishedAt,
      reason: letters.reason,
      contactName: contacts.name,
      contactEmail: contacts.email,
    })
    .from(letterSurveys)
    .innerJoin(letters, eq(letters.id, letterSurveys.letterId))
    .innerJoin(contacts, eq(contacts.id, letters.contactId))
    .where(eq(letterSurveys.surveyId, surveyId))
    .orderBy(desc(letters.queuedAt), desc(letters.id))
}

/** Every version of the answer, newest first, with the member of staff who recorded it by phone. */
export async function listAnswers(db: Queryable, surveyId: number) {
  return db
    .select({
      version: answers.version,
      values: answers.values,
      source: answers.source,
      answeredAt: answers.answeredAt,
      staffName: staff.name,
    })
    .from(answers)
    .leftJoin(staff, eq(staff.id, answers.staffId))
    .where(eq(answers.surveyId, surveyId))
    .orderBy(desc(answers.version))
}

/** Whom an automatic answer to the letter of an event says to write to. An event itself holds no address. */
const successor = sql<string | null>`(
  select r.successor from returns r
   where r.letter_id = ${events.letterId} and r.class = 'autoreply' and r.successor is not null
   order by r.id desc limit 1)`

/** What has happened to the placement, newest first, with who of the staff did it and the survey that it is about. */
export async function listEvents(db: Queryable, placementId: number) {
  return db
    .select({
      id: events.id,
      at: events.at,
      actor: events.actor,
      staffName: staff.name,
      kind: events.kind,
      questionnaire: surveys.questionnaire,
      wave: surveys.wave,
      letterId: events.letterId,
      contactName: contacts.name,
      detail: events.detail,
      successor,
    })
    .from(events)
    .leftJoin(staff, eq(staff.id, events.actor))
    .leftJoin(contacts, eq(contacts.id, events.contactId))
    .leftJoin(surveys, eq(surveys.id, events.surveyId))
    .where(eq(events.placementId, placementId))
    .orderBy(desc(events.at), desc(events.id))
}
