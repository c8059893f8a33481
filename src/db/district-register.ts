import { type SQL, sql } from 'drizzle-orm'
import type { Funding, Sex } from '../domain/codes.ts'
import type { Period } from '../domain/statistics.ts'
import type { Queryable } from './connect.ts'

/** What the register holds of placements that were going on in a period; without a funding, of all together. */
export type RegisterLine = {
  district: string
  sex: Sex
  funding: Funding | null
  placements: number
  persons: number
  /** Days of the placements within the period. */
  days: number
}

/**
 * By district and sex, and of these by funding; of one district where it is named. Cancelled placements do not count. A
 * person with placements of different funding counts once in the line of all.
 */
export async function countRegister(
  db: Queryable,
  { from, to }: Period,
  district?: string,
): Promise<RegisterLine[]> {
  const last = to.toString()
  const rows = await db.execute<RegisterRow>(sql`
    select p.district, i.sex, p.funding, count(*) as placements, count(distinct p.participant_id) as persons,
      sum(least(coalesce(p.ended_on, ${last}::date), ${last}::date) - greatest(p.started_on, ${from.toString()}::date) + 1)
        as days
    from placements p join participants i on i.id = p.participant_id
    where ${goingOn({ from, to })} ${district === undefined ? sql`` : sql`and p.district = ${district}`}
    group by grouping sets ((p.district, i.sex, p.funding), (p.district, i.sex))
    order by p.district collate "sv-SE-x-icu", 2, 3`)
  return rows.map(({ placements, persons, days, ...row }) => ({
    ...row,
    placements: Number(placements),
    persons: Number(persons),
    days: Number(days),
  }))
}

type RegisterRow = Pick<RegisterLine, 'district' | 'sex' | 'funding'> &
  Record<'placements' | 'persons' | 'days', string>

/** The district boards that had a placement going on in the period, and no survey yet about that wave. */
export async function districtsToAsk(
  db: Queryable,
  period: Period,
  { questionnaire, wave }: { questionnaire: string; wave: string },
): Promise<string[]> {
  const rows = await db.execute<{ district: string }>(sql`
    select distinct p.district from placements p
    where ${goingOn(period)} and not exists (
      select 1 from surveys s join districts d on d.id = s.district_id
      where d.name = p.district and s.questionnaire = ${questionnaire} and s.wave = ${wave})
    order by 1`)
  return rows.map(({ district }) => district)
}

function goingOn({ from, to }: Period): SQL {
  return sql`p.district is not null and p.started_on <= ${to.toString()} and p.end_reason is distinct from 'withdrawn'
    and (p.ended_on >= ${from.toString()} or p.ended_on is null)`
}
