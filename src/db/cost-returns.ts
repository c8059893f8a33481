import { and, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import type { AnswerValues } from '../domain/question.ts'
import type { Queryable } from './connect.ts'
import { answers, districts, letters, surveys } from './schema.ts'

/** Sees to it that the district boards are there, each with a contact; one whom nobody has named yet has no address. */
export async function ensureDistricts(db: Queryable, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const named = sql.join(
    names.map(name => sql`${name}`),
    sql`, `,
  )
  await db
    .insert(districts)
    .values(names.map(name => ({ name })))
    .onConflictDoNothing()
  await db.execute(sql`
    insert into contacts (district_id, name, language)
    select id, '', 'sv' from districts where name in (${named}) order by id
    on conflict (district_id) do nothing`)
}

type Planned = Pick<
  typeof surveys.$inferInsert,
  'questionnaire' | 'questionnaireVersion' | 'wave' | 'opensAt'
>

/**
 * Makes the surveys of these districts that are not there yet, each to the district's contact.
 * @returns the ids of those that it made
 */
export async function planDistrictSurveys(
  db: Queryable,
  names: readonly string[],
  { questionnaire, questionnaireVersion, wave, opensAt }: Planned,
): Promise<number[]> {
  if (names.length === 0) return []
  const named = sql.join(
    names.map(name => sql`${name}`),
    sql`, `,
  )
  const rows = await db.execute<{ id: string }>(sql`
    insert into surveys (district_id, questionnaire, questionnaire_version, wave, contact_id, state, opens_at)
    select d.id, ${questionnaire}, ${questionnaireVersion}, ${wave}, c.id, 'scheduled', ${String(opensAt)}::timestamptz
    from districts d join contacts c on c.district_id = d.id
    where d.name in (${named}) order by d.id
    on conflict (district_id, questionnaire, wave) do nothing
    returning id`)
  return rows.map(({ id }) => Number(id))
}

/**
 * What the same district answered the last time about a period of the same length; null for none. A survey of a
 * placement has no last time.
 */
export async function previousAnswer(db: Queryable, surveyId: number): Promise<AnswerValues | null> {
  const [survey] = await db.select().from(surveys).where(eq(surveys.id, surveyId))
  if (!survey || survey.districtId === null) return null
  const [row] = await db
    .select({ values: answers.values })
    .from(surveys)
    .innerJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(
      and(
        eq(surveys.districtId, survey.districtId),
        eq(surveys.questionnaire, survey.questionnaire),
        lt(surveys.wave, survey.wave),
        sql`length(${surveys.wave}) = length(${survey.wave})`,
        gt(surveys.answerVersion, 0),
      ),
    )
    .orderBy(desc(surveys.wave))
    .limit(1)
  return row?.values ?? null
}

/**
 * Keeps the letters under way to a contact and the surveys that ask it as they are until the transaction ends.
 * @returns whether one of the letters is just being sent
 */
export async function lockContact(db: Queryable, contactId: number): Promise<{ isLetterLeaving: boolean }> {
  const underWay = await db
    .select({ state: letters.state })
    .from(letters)
    .where(and(eq(letters.contactId, contactId), inArray(letters.state, ['queued', 'sending'])))
    .orderBy(letters.id)
    .for('no key update')
  await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(eq(surveys.contactId, contactId))
    .orderBy(surveys.id)
    .for('no key update')
  return { isLetterLeaving: underWay.some(({ state }) => state === 'sending') }
}
