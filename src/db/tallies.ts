import { type SQL, sql } from 'drizzle-orm'
import type { Period } from '../domain/statistics.ts'
import {
  type Aspect,
  aspects,
  type HostTally,
  type MonthTallies,
  type Tally,
  type Trait,
  traits,
} from '../domain/tally.ts'
import type { Queryable } from './connect.ts'
import { endedPlacements } from './ended-placements.ts'

/** The last four are of hosts only. */
type Row =
  | (Tally & { answered: null; employed: null; views: null; marks: null })
  | {
      trait: 'host'
      month: string
      value: string
      part: 'registered' | 'unknown'
      count: number
      answered: number
      employed: number
      views: number
      marks: number
    }

/**
 * Counts the placements that ended in the period, in one statement: all tallies come from one snapshot of the
 * database, so that their totals agree even while answers come in.
 *
 * The placements are put together once, and then grouped by each split for itself. Grouping sets would say the same in
 * fewer words, but the planner expects each set to have nearly as many groups as rows, and sorts all rows anew for each of
 * them: 3.5 s for 85,000 placements, of which these groupings, hashed one at a time, take 1.8 s.
 * @param today a placement that ends after this day has not ended yet, and is left out.
 */
export async function countTallies(
  db: Queryable,
  { from, to }: Period,
  today: Temporal.PlainDate,
): Promise<MonthTallies> {
  const splits = [
    ...aspects.map(aspect => split(null, aspect)),
    ...traits.map(trait => split(trait, 'standing')),
    hosts,
  ]
  const rows = await db.execute<Row>(sql`
    with ended as materialized (${endedPlacements(from, to, today)}),
    counted (month, sex, purpose, trait, value, aspect, part, count, answered, employed, views, marks) as (
      ${sql.join(splits, sql` union all `)}
    )
    select * from counted`)
  return { tallies: rows.flatMap(tallyOf), hosts: rows.flatMap(hostTallyOf) }
}

/** Placements alike in sex, purpose, the trait's value and the aspect's part. */
function split(trait: Trait | null, aspect: Aspect): SQL {
  const part = sql.identifier(aspect)
  const value = trait === null ? sql`null::text` : sql.identifier(trait)
  return sql`
    select month, sex, purpose, ${literal(trait)}, ${value}, ${literal(aspect)}, ${part}, count(*)::int,
      null::int, null::int, null::int, null::int
    from ended where ${part} is not null group by month, sex, purpose, ${value}, ${part}`
}

const hosts = sql`
  select month, null, null, 'host', host, null, case when sex = 'unknown' then sex else 'registered' end, count(*)::int,
    (count(*) filter (where standing like '%.link'))::int, (count(*) filter (where standing like 'yes.%'))::int,
    count(mark)::int, coalesce(sum(mark), 0)::int
  from ended group by month, host, case when sex = 'unknown' then sex else 'registered' end`

/** One of our own codes, as text of the statement: a parameter would leave its type open. */
function literal(code: Trait | Aspect | null): SQL {
  return code === null ? sql`null::text` : sql.raw(`'${code}'`)
}

function tallyOf(row: Row): Tally[] {
  if (row.trait === 'host') return []
  const { answered, employed, views, marks, ...tally } = row
  return [tally]
}

function hostTallyOf(row: Row): HostTally[] {
  if (row.trait !== 'host') return []
  const { month, value, part, count, ...figures } = row
  const hasSex = part === 'registered'
  const { answered, employed, views, marks } = figures
  return [{ month, employerId: Number(value), hasSex, ended: count, answered, employed, views, marks }]
}
