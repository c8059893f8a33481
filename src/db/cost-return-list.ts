import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { answers, contacts, districts, letterSurveys, letters, surveys } from './schema.ts'

/** The cost periods that districts have been asked about, the latest first; of equal ends, the shorter first. */
export async function listCostWaves(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectDistinct({ wave: surveys.wave })
    .from(surveys)
    .where(isNotNull(surveys.districtId))
    .orderBy(desc(surveys.wave))
  return rows.map(({ wave }) => wave)
}

/** What a letter about it was, where it has left. */
const lastLetterAt = sql<Temporal.Instant | null>`(
  select max(${letters.finishedAt}) from ${letters} join ${letterSurveys} on ${letterSurveys.letterId} = ${letters.id}
  where ${letterSurveys.surveyId} = ${surveys.id} and not ${letterSurveys.leftOut} and ${letters.state} = 'sent')`.mapWith(
  letters.finishedAt,
)

const costReturn = {
  id: surveys.id,
  wave: surveys.wave,
  state: surveys.state,
  phoneReason: surveys.phoneReason,
  opensAt: surveys.opensAt,
  closesAt: surveys.closesAt,
  answerVersion: surveys.answerVersion,
  lettersSent: surveys.lettersSent,
  lastLetterAt,
  districtId: districts.id,
  district: sql<string>`${districts.name}`,
  contact: contacts,
  answer: { values: answers.values, source: answers.source, answeredAt: answers.answeredAt },
}

/** How each district stands in a period: those to call first, then those who are waited for, then the others. */
export async function listCostReturns(db: Queryable, wave: string) {
  return selectReturns(db)
    .where(and(isNotNull(surveys.districtId), eq(surveys.wave, wave)))
    .orderBy(
      sql`array_position(array['phone', 'open', 'scheduled', 'closed', 'answered'], ${surveys.state})`,
      sql`${districts.name} collate "sv-SE-x-icu"`,
      surveys.id,
    )
}

/** One of them, or undefined where the survey is none of a district. */
export async function findCostReturn(db: Queryable, surveyId: number) {
  const [found] = await selectReturns(db).where(eq(surveys.id, surveyId))
  return found
}

export type CostReturn = NonNullable<Awaited<ReturnType<typeof findCostReturn>>>

/** Every district board, in the order of their names. */
export async function listDistricts(db: Queryable): Promise<{ id: number; name: string }[]> {
  return db.select().from(districts).orderBy(sql`${districts.name} collate "sv-SE-x-icu"`, districts.id)
}

/** A district with whoever answers for it, or undefined. */
export async function findDistrict(db: Queryable, districtId: number) {
  const [found] = await db
    .select({ id: districts.id, name: districts.name, contact: contacts })
    .from(districts)
    .innerJoin(contacts, eq(contacts.districtId, districts.id))
    .where(eq(districts.id, districtId))
  return found
}

function selectReturns(db: Queryable) {
  return db
    .select(costReturn)
    .from(surveys)
    .innerJoin(districts, eq(districts.id, surveys.districtId))
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
}
