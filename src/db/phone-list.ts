import { type SQL, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'

/** A survey by what it is about: a placement's number in the case system, or a district's name. */
export type SurveySubject = {
  surveyId: number
  linkNumber: number
  questionnaire: string
  wave: string
  subject: string
}

/** Every survey that waits for somebody to call, or to show the participant the code; longest waiting first. */
export async function phoneList(db: Queryable): Promise<SurveySubject[]> {
  return subjects(db, sql`s.state = 'phone'`)
}

/** What these surveys are about. */
export async function subjectsOfSurveys(
  db: Queryable,
  surveyIds: readonly number[],
): Promise<SurveySubject[]> {
  return subjects(db, sql`s.id = any(${`{${surveyIds.join(',')}}`}::bigint[])`)
}

async function subjects(db: Queryable, condition: SQL): Promise<SurveySubject[]> {
  const rows = await db.execute<SurveySubject & { surveyId: string }>(sql`
    select s.id as "surveyId", s.link_number as "linkNumber", s.questionnaire, s.wave,
      coalesce(p.case_id, d.name) as subject
    from surveys s
    left join placements p on p.id = s.placement_id
    left join districts d on d.id = s.district_id
    where ${condition}
    order by s.phone_at, s.id`)
  return rows.map(row => ({ ...row, surveyId: Number(row.surveyId) }))
}
