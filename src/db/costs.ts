import { type SQL, sql } from 'drizzle-orm'
import type { CostPeriod } from '../domain/cost-period.ts'
import type { GrantCounts, ReturnedCosts, SupportedPlacements } from '../domain/costs.ts'
import type { Period } from '../domain/statistics.ts'
import type { Queryable } from './connect.ts'

/** Every return that the district boards were asked for about periods of these years, by board and period. */
export async function listReturns(
  db: Queryable,
  { first, last }: { first: number; last: number },
): Promise<ReturnedCosts[]> {
  const rows = await db.execute<ReturnedCosts>(sql`
    select d.name as district, s.wave as period, a.values
    from surveys s
    join districts d on d.id = s.district_id
    left join answers a on a.survey_id = s.id and a.version = s.answer_version
    where s.state <> 'withdrawn' and left(s.wave, 4) between ${String(first)} and ${String(last)}
    order by d.name collate "sv-SE-x-icu", s.wave`)
  return rows.map(({ district, period, values }) => ({ district, period, values }))
}

/** The placements with income support that were going on in each of these periods, by board and sex. */
export async function countSupported(
  db: Queryable,
  periods: readonly CostPeriod[],
): Promise<SupportedPlacements[]> {
  if (periods.length === 0) return []
  const named = periods.map(({ key, from, to }) => sql`(${key}, ${day(from)}, ${day(to)})`)
  const rows = await db.execute<Record<keyof SupportedPlacements, string>>(sql`
    select w.key as period, p.district, i.sex, count(distinct p.participant_id) as persons,
      sum(least(coalesce(p.ended_on, w.last), w.last) - greatest(p.started_on, w.first) + 1) as days
    from (values ${sql.join(named, sql`, `)}) as w (key, first, last)
    join placements p on p.started_on <= w.last and (p.ended_on >= w.first or p.ended_on is null)
    join participants i on i.id = p.participant_id
    where p.district is not null and p.funding = 'income_support' and p.end_reason is distinct from 'withdrawn'
    group by 1, 2, 3`)
  return rows.map(row => ({ ...row, persons: Number(row.persons), days: Number(row.days) }))
}

/** The placements of every board that were going on in the period, by sex: with activity grant, and all. */
export async function countGrants(db: Queryable, { from, to }: Period): Promise<GrantCounts> {
  const rows = await db.execute<{ sex: string; grant: string; all: string }>(sql`
    select i.sex, count(*) filter (where p.funding = 'activity_grant') as "grant", count(*) as "all"
    from placements p join participants i on i.id = p.participant_id
    where p.district is not null and p.started_on <= ${day(to)} and (p.ended_on >= ${day(from)} or p.ended_on is null)
      and p.end_reason is distinct from 'withdrawn'
    group by 1`)
  const of = (sex: string) => {
    const row = rows.find(found => found.sex === sex)
    return { grant: Number(row?.grant ?? 0), all: Number(row?.all ?? 0) }
  }
  return { woman: of('woman'), man: of('man') }
}

function day(value: Temporal.PlainDate): SQL {
  return sql`${value.toString()}::date`
}
