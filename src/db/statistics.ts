import { sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'

/** The last day on or before `day` on which a placement that counts ended; undefined where there is none. */
export async function lastEndedOn(
  db: Queryable,
  day: Temporal.PlainDate,
): Promise<Temporal.PlainDate | undefined> {
  const [row] = await db.execute<{ endedOn: string | null }>(sql`
    select max(ended_on)::text as "endedOn"
    from placements
    where ended_on <= ${day.toString()} and ${tookPlace}`)
  return row?.endedOn ? Temporal.PlainDate.from(row.endedOn) : undefined
}

/** The first day on which a placement that counts ended; undefined where there is none. */
export async function firstEndedOn(db: Queryable): Promise<Temporal.PlainDate | undefined> {
  const [row] = await db.execute<{ endedOn: string | null }>(sql`
    select min(ended_on)::text as "endedOn" from placements where ${tookPlace}`)
  return row?.endedOn ? Temporal.PlainDate.from(row.endedOn) : undefined
}

/** A placement that the case system cancelled never took place, and counts nowhere. */
export const tookPlace = sql`placements.end_reason is distinct from 'withdrawn'`
