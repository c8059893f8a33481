import { sql } from 'drizzle-orm'
import type { KnownHost } from '../domain/hosts.ts'
import type { Queryable } from './connect.ts'
import { tookPlace } from './statistics.ts'

/** These employers by name as Swedish sorts it, and whether a placement had ended there before the day. */
export async function findHosts(
  db: Queryable,
  ids: readonly number[],
  day: Temporal.PlainDate,
): Promise<KnownHost[]> {
  if (ids.length === 0) return []
  const rows = await db.execute<Omit<KnownHost, 'id'> & { id: string }>(sql`
    select employers.id, employers.organisation_number as "organisationNumber", employers.name, employers.sector,
      exists (
        select from placements
        where placements.employer_id = employers.id and placements.ended_on < ${day.toString()} and ${tookPlace}
      ) as "endedBefore"
    from employers
    where employers.id = any(${`{${ids.join()}}`}::bigint[])
    order by employers.name collate "sv-SE-x-icu", employers.id`)
  return rows.map(row => ({ ...row, id: Number(row.id) }))
}
