import { sql } from 'drizzle-orm'
import type { Purpose, Sex } from '../domain/codes.ts'
import type { Period } from '../domain/statistics.ts'
import type { Aspect, HostTally, MonthTallies, Tally, Trait } from '../domain/tally.ts'
import type { Queryable } from './connect.ts'
import { endedPlacements } from './ended-placements.ts'

type Row = {
  month: string
  trait: Trait | 'host' | null
  value: string | null
  sex: Sex | null
  purpose: Purpose | null
  aspect: Aspect
  part: string
  count: number
}

/**
 * Counts the placements that ended in the period, in one pass over them: all tallies come from one snapshot of the
 * database, so that their totals agree even while answers come in.
 * @param today a placement that ends after this day has not ended yet, and is left out.
 */
export async function countTallies(
  db: Queryable,
  { from, to }: Period,
  today: Temporal.PlainDate,
): Promise<MonthTallies> {
  const rows = await db.execute<Row>(sql`
    with ended as (${endedPlacements(from, to, today)})
    select month, sex, purpose,
      case
        when grouping(unit) = 0 then 'unit'
        when grouping(district) = 0 then 'district'
        when grouping(sector) = 0 then 'sector'
        when grouping(funding) = 0 then 'funding'
        when grouping(length) = 0 then 'length'
        when grouping(end_reason) = 0 then 'end_reason'
        when grouping(host) = 0 then 'host'
      end as trait,
      coalesce(unit, district, sector, funding, length, end_reason, host) as value,
      case
        when grouping(form) = 0 then 'form'
        when grouping(hours) = 0 then 'hours'
        when grouping(subsidised) = 0 then 'subsidised'
        when grouping(purpose_met) = 0 then 'purpose_met'
        when grouping(letter) = 0 then 'letter'
        when grouping(days) = 0 then 'days'
        else 'standing'
      end as aspect,
      coalesce(standing, form, hours, subsidised, purpose_met, letter, days) as part,
      count(*)::int as count
    from ended
    group by grouping sets (
      (month, sex, purpose, standing),
      (month, sex, purpose, standing, unit),
      (month, sex, purpose, standing, district),
      (month, sex, purpose, standing, sector),
      (month, sex, purpose, standing, funding),
      (month, sex, purpose, standing, length),
      (month, sex, purpose, standing, end_reason),
      (month, standing, host),
      (month, sex, purpose, form),
      (month, sex, purpose, hours),
      (month, sex, purpose, subsidised),
      (month, sex, purpose, purpose_met),
      (month, sex, purpose, letter),
      (month, sex, purpose, days)
    )
    having coalesce(standing, form, hours, subsidised, purpose_met, letter, days) is not null`)
  return {
    tallies: rows.flatMap(({ trait, sex, purpose, ...row }) =>
      trait === 'host' || sex === null || purpose === null
        ? []
        : [{ trait, sex, purpose, ...row } satisfies Tally],
    ),
    hosts: hostTallies(rows),
  }
}

function hostTallies(rows: Iterable<Row>): HostTally[] {
  const tallies = new Map<string, HostTally>()
  for (const { trait, month, value, part, count } of rows) {
    if (trait !== 'host') continue
    const key = `${month} ${value}`
    const tally = tallies.get(key) ?? { month, employerId: Number(value), ended: 0, answered: 0, employed: 0 }
    tallies.set(key, tally)
    tally.ended += count
    if (part.endsWith('.link')) tally.answered += count
    if (part.startsWith('yes.')) tally.employed += count
  }
  return [...tallies.values()]
}
