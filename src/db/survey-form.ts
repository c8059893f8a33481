import { and, eq } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { answers, contacts, employers, participants, placements, surveys } from './schema.ts'
import { units } from './staff-schema.ts'

export type SurveyForm = NonNullable<Awaited<ReturnType<typeof findSurveyForm>>>

/** Everything that the form shows of a survey, with the answer that counts or null, in one query. */
export async function findSurveyForm(db: Queryable, surveyId: number) {
  const [survey] = await db
    .select({
      id: surveys.id,
      placementId: surveys.placementId,
      state: surveys.state,
      closesAt: surveys.closesAt,
      answerVersion: surveys.answerVersion,
      linkNumber: surveys.linkNumber,
      purpose: placements.purpose,
      workplace: placements.workplace,
      startedOn: placements.startedOn,
      endedOn: placements.endedOn,
      initials: participants.initials,
      employerId: placements.employerId,
      employerName: employers.name,
      unitName: units.name,
      unitPhone: units.phone,
      contactName: contacts.name,
      contactEmail: contacts.email,
      language: contacts.language,
      answer: { values: answers.values, source: answers.source, answeredAt: answers.answeredAt },
    })
    .from(surveys)
    .innerJoin(placements, eq(placements.id, surveys.placementId))
    .innerJoin(participants, eq(participants.id, placements.participantId))
    .innerJoin(employers, eq(employers.id, placements.employerId))
    .innerJoin(units, eq(units.id, placements.unitId))
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(eq(surveys.id, surveyId))
  return survey
}
