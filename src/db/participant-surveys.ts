import { and, eq } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { answers, contacts, participants, placements, surveys } from './schema.ts'

type NewSurvey = typeof surveys.$inferInsert

const questionnaire = 'participant'
const wave = 'end'

/** Joins a placement with its participant's survey. */
export const isParticipantSurvey = and(
  eq(surveys.placementId, placements.id),
  eq(surveys.questionnaire, questionnaire),
  eq(surveys.wave, wave),
)

export type ParticipantSurvey = NonNullable<Awaited<ReturnType<typeof findParticipantSurvey>>>

/**
 * How it stands with asking the participant of a placement: when the answer came, and never what it says. `survey` is
 * null while nobody is to be asked.
 */
export async function findParticipantSurvey(db: Queryable, placementId: number) {
  const { email, undeliverableAt, optedOutAt } = contacts
  const [row] = await db
    .select({
      placement: placements,
      email: participants.email,
      survey: surveys,
      contact: { email, undeliverableAt, optedOutAt },
      answeredAt: answers.answeredAt,
    })
    .from(placements)
    .innerJoin(participants, eq(participants.id, placements.participantId))
    .leftJoin(surveys, isParticipantSurvey)
    .leftJoin(contacts, eq(contacts.id, surveys.contactId))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(eq(placements.id, placementId))
  return row
}

/** Makes the survey of a placement's participant. */
export async function insertParticipantSurvey(
  db: Queryable,
  survey: Omit<NewSurvey, 'questionnaire' | 'wave'>,
): Promise<{ id: number; linkNumber: number }> {
  const { id, linkNumber } = surveys
  const [row] = await db
    .insert(surveys)
    .values({ ...survey, questionnaire, wave })
    .returning({ id, linkNumber })
  if (!row) throw new Error('A survey was not stored')
  return row
}
