import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { WorkAnswer } from '../domain/codes.ts'
import { disagree, type EmploymentAnswer } from '../domain/disagreement.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { isParticipantSurvey } from './participant-surveys.ts'
import { answers, placements, settledOutcomes, surveys } from './schema.ts'
import { staff } from './staff-schema.ts'

const asked = alias(surveys, 'asked')
const told = alias(answers, 'told')

/**
 * Whether the two who were asked about a placement disagree, and what a coach has found out. What the participant has said
 * leaves this function for nobody.
 */
export async function findDisagreement(db: Queryable, placementId: number) {
  const [row] = await db
    .select({
      employment: sql<EmploymentAnswer | null>`${told.values}->>'employment'`,
      work: sql<WorkAnswer | null>`${answers.values}->>'work'`,
    })
    .from(placements)
    .leftJoin(
      asked,
      and(
        eq(asked.placementId, placements.id),
        eq(asked.questionnaire, employerSurvey.questionnaire),
        eq(asked.wave, employerSurvey.wave),
      ),
    )
    .leftJoin(told, and(eq(told.surveyId, asked.id), eq(told.version, asked.answerVersion)))
    .leftJoin(surveys, isParticipantSurvey)
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(eq(placements.id, placementId))
  return {
    isDisagreed: row !== undefined && disagree(row.employment, row.work),
    settled: (await latestSettled(db, placementId)) ?? null,
  }
}

async function latestSettled(db: Queryable, placementId: number) {
  const { employment, settledAt } = settledOutcomes
  const [row] = await db
    .select({ employment, settledAt, staffName: staff.name })
    .from(settledOutcomes)
    .innerJoin(staff, eq(staff.id, settledOutcomes.staffId))
    .where(eq(settledOutcomes.placementId, placementId))
    .orderBy(desc(settledOutcomes.id))
    .limit(1)
  return row
}

/** Stores what a coach has found out. Nothing is ever removed: the latest counts. */
export async function insertSettledOutcome(
  db: Queryable,
  settled: typeof settledOutcomes.$inferInsert,
): Promise<void> {
  await db.insert(settledOutcomes).values(settled)
}

/**
 * The placements about which the two disagree and nobody has found out yet, as the list of the home reads them. The rule is
 * that of domain/disagreement.ts; a test holds them together.
 */
export function unsettled(within: SQL): SQL {
  return sql`from placements
    join surveys on surveys.placement_id = placements.id
      and surveys.questionnaire = 'employer' and surveys.wave = 'end' and surveys.state = 'answered'
    join answers on answers.survey_id = surveys.id and answers.version = surveys.answer_version
    join surveys asked on asked.placement_id = placements.id
      and asked.questionnaire = 'participant' and asked.wave = 'end' and asked.state = 'answered'
    join answers told on told.survey_id = asked.id and told.version = asked.answer_version
    where (answers.values->>'employment' = 'yes') <> (told.values->>'work' = 'at_host')
      and placements.end_reason is distinct from 'withdrawn'
      and not exists (select from settled_outcomes where settled_outcomes.placement_id = placements.id)
      and ${within}`
}
